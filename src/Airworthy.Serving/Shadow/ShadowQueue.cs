using System.Diagnostics;
using System.Threading.Channels;

using Airworthy.Serving.Models;
using Airworthy.Serving.Models.Upstream;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Shadow;

/// <summary>A copy of a request that was answered.</summary>
/// <param name="Live">What the caller got.</param>
/// <param name="Subjects">Whom the rows of the request are about.</param>
/// <param name="Beside">What answers callers meanwhile.</param>
/// <param name="Of">Which rows of the request these are; null: all.</param>
internal sealed record Copy(RouteTable Table, string Id, Loaded Shadow, IReadOnlyList<Tensor> Inputs, Attempt Live, double Threshold, TimeSpan Limit, EvidenceBook? Evidence, Tally Tally, IReadOnlyList<string>? Subjects = null, int[]? Of = null, Loaded? Beside = null);

/// <summary>Answers copies of requests by a model that is not heard. Nothing waits for it: a copy that finds the queue full is dropped and counted.</summary>
/// <remarks>Workers of its own; the live path has no reference to them beyond the queue's end. A model in this process answers one copy at a time, so that live requests keep their cores; a server elsewhere several.</remarks>
internal sealed class ShadowQueue : IAsyncDisposable
{
    /// <summary>Copies that wait, at most.</summary>
    public const int Longest = 1024;

    /// <summary>Copies that are being answered, at most.</summary>
    public const int AtOnce = 8;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2), s_leastOften = TimeSpan.FromSeconds(1);

    private readonly Channel<Copy> _copies = Channel.CreateBounded<Copy>(new BoundedChannelOptions(Longest));
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _here = new(1);
    private readonly Task _workers;

    private readonly RequestLog _requests;

    public ShadowQueue(RequestLog requests)
    {
        _requests = requests;
        _workers = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(WorkAsync)));
    }

    public int Waiting => _copies.Reader.Count;

    /// <summary>Hands a copy over, if there is room.</summary>
    public void Offer(Copy copy)
    {
        if (_copies.Writer.TryWrite(copy))
        {
            copy.Tally.Add(Event.Copied);
        }
        else
        {
            copy.Tally.Add(Event.Dropped);
            copy.Evidence?.Dropped();
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var copy in _copies.Reader.ReadAllAsync(_stop.Token))
            {
                if (copy.Shadow.Model is UpstreamModel)
                {
                    await AnswerAsync(copy);
                    continue;
                }

                await _here.WaitAsync(_stop.Token);
                try
                {
                    await SpareAsync(copy.Beside);
                    await AnswerAsync(copy);
                }
                finally
                {
                    _here.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops: copies that wait are nobody's answer.
        }
    }

    /// <summary>Waits while callers wait for the version in use: the cores are theirs. Once in <see cref="s_leastOften"/> a copy is answered all the same, so that something is heard of the candidate.</summary>
    private async Task SpareAsync(Loaded? beside)
    {
        for (var began = Stopwatch.GetTimestamp(); beside is { Waiting: > 0 } && Stopwatch.GetElapsedTime(began) < s_leastOften;)
        {
            await Task.Delay(s_look, _stop.Token);
        }
    }

    private async Task AnswerAsync(Copy copy)
    {
        // A release may end while copies wait; what it held is unloaded when the last of them lets go.
        if (!copy.Shadow.Model.TryHold())
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(copy.Limit);
        try
        {
            Attempt attempt;
            try
            {
                attempt = await copy.Shadow.AskAsync(copy.Inputs, copy.Limit, limit.Token);
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                attempt = new Attempt(null, Failure.Timeout, copy.Limit);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever it does, the next copy has its turn.
                attempt = new Attempt(null, Failure.ModelError, TimeSpan.Zero, e.Message);
            }

            Gateway.Count(copy.Tally, attempt, copy.Inputs.Count == 0 ? 1 : copy.Inputs[0].Rows, isSlow: false, copy.Threshold);
            var differ = copy.Evidence?.Both(copy.Live, attempt, copy.Threshold, copy.Id, copy.Of);
            copy.Tally.Add(Event.Disagreed, differ?.Count(static d => d) ?? 0);
            if (attempt.Failure == Failure.None)
            {
                _requests.Answered(copy.Table, "shadow", copy.Id, copy.Inputs, copy.Shadow, attempt.Outputs!, "primary", null, attempt.Took, differ, subjects: copy.Subjects, of: copy.Of);
            }
            else
            {
                _requests.Refused(copy.Table, "shadow", copy.Id, copy.Inputs, copy.Shadow, Gateway.Word(attempt.Failure), 500, attempt.Took, copy.Subjects, copy.Of);
            }
        }
        finally
        {
            copy.Shadow.Model.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _copies.Writer.TryComplete();
        await _stop.CancelAsync();
        await _workers;
        _stop.Dispose();
        _here.Dispose();
    }
}
