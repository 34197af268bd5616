using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

using Airworthy.Serving.Models;
using Airworthy.Serving.Models.Upstream;

using Polly;
using Polly.CircuitBreaker;

namespace Airworthy.Serving.Routing;

/// <summary>Why an arm gave no answer that counts.</summary>
public enum Failure { None, ModelError, Timeout, NonFinite, Overload, Open, Gone }

/// <summary>What came of asking one model.</summary>
/// <param name="Took">From its coming to its answer, waiting included.</param>
/// <param name="Inside">In the model alone, where it gave an answer.</param>
/// <param name="Outputs">Null where it gave none in time. With <see cref="Failure.NonFinite"/> they are there, for the rows that are finite.</param>
/// <param name="IsOfInput">What came in was not finite either: that says nothing of the model, and nobody else is to go without it.</param>
internal readonly record struct Attempt(IReadOnlyList<Tensor>? Outputs, Failure Failure, TimeSpan Took, string? Says = null, TimeSpan Inside = default, bool IsOfInput = false);

/// <summary>A slot's model in memory, with what keeps it from being asked too much or in vain.</summary>
/// <remarks>Opens its circuit at 50 % failures of at least 20 calls within 10 s, and tries again after 5 s.</remarks>
internal sealed class Loaded : IDisposable
{
    /// <summary>A model that usually takes longer is asked beside the request. What is faster ends by itself, or before its next node.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(3);

    /// <summary>Requests that a server elsewhere is asked at once: it waits, and takes no core here.</summary>
    private const int AtOnceElsewhere = 64;

    private readonly int _atOnce;
    private readonly ResiliencePipeline<Attempt> _circuit;
    private readonly ConcurrencyLimiter _limit;
    private readonly bool _newestFirst;
    private long _meanTicks = TimeSpan.FromMilliseconds(1).Ticks;
    private int _inside;

    /// <param name="newestFirst">Of those who wait, the one who came last has the next turn.</param>
    public Loaded(Slot slot, ServedModel model, TimeProvider clock, bool newestFirst = false)
    {
        (Slot, Model, _newestFirst) = (slot, model, newestFirst);
        Version = slot.Digest is null ? "0" : slot.Model[(slot.Model.LastIndexOf('/') + 1)..];
        _atOnce = model is UpstreamModel ? AtOnceElsewhere : AtOnce;
        _limit = new(new ConcurrencyLimiterOptions { PermitLimit = _atOnce, QueueLimit = LongestQueue, QueueProcessingOrder = newestFirst ? QueueProcessingOrder.NewestFirst : QueueProcessingOrder.OldestFirst });
        _circuit = new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = static a => new(a.Outcome.Exception is not (null or OperationCanceledException) || (a.Outcome.Exception is null && a.Outcome.Result is { Failure: not (Failure.None or Failure.Overload), IsOfInput: false })),
            })
            .Build();
    }

    /// <summary>Requests that a model in this process is asked at once; others wait.</summary>
    public static int AtOnce { get; } = Math.Max(2, Environment.ProcessorCount);

    private int LongestQueue => _atOnce * 64;

    public Slot Slot { get; }

    public ServedModel Model { get; }

    /// <summary>The number of the version; <c>0</c> of a constant.</summary>
    public string Version { get; }

    /// <summary>When the version was registered; null of what is in no registry.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>Requests that wait for their turn.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _inside) - _atOnce);

    /// <summary>Nothing more can wait.</summary>
    public bool IsFull => Waiting >= LongestQueue;

    /// <summary>How long a request that comes now would wait.</summary>
    public TimeSpan ExpectedWait => TimeSpan.FromTicks((Waiting + _atOnce) / _atOnce * Volatile.Read(ref _meanTicks));

    /// <summary>Asks the model, which must be held.</summary>
    /// <param name="wait">The share of the request's time that this answer may take. Whoever still waits for their turn then is not asked any more.</param>
    /// <exception cref="OperationCanceledException">Nobody wants the answer any more.</exception>
    public async ValueTask<Attempt> AskAsync(IReadOnlyList<Tensor> inputs, TimeSpan wait, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        if (wait <= TimeSpan.Zero || (Waiting > 0 && !_newestFirst && ExpectedWait > wait)) // who came last waits for nobody
        {
            return new Attempt(null, Failure.Overload, TimeSpan.Zero);
        }

        using var limit = TimeLimit.Start(wait, cancel);
        Interlocked.Increment(ref _inside);
        var context = ResilienceContextPool.Shared.Get(limit.Token);
        try
        {
            var outcome = await _circuit.ExecuteOutcomeAsync(static async (context, asked) => Outcome.FromResult(await asked.Of.InTurnAsync(asked.Inputs, asked.Wait, asked.Started, context.CancellationToken, asked.Cancel)),
                context, (Of: this, Inputs: inputs, Wait: wait, Started: started, Cancel: cancel));
            return outcome.Exception switch
            {
                null => outcome.Result,
                BrokenCircuitException => new Attempt(null, Failure.Open, Stopwatch.GetElapsedTime(started)),
                OperationCanceledException when !cancel.IsCancellationRequested => new Attempt(null, Failure.Overload, Stopwatch.GetElapsedTime(started)),
                _ => throw outcome.Exception,
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            Interlocked.Decrement(ref _inside);
        }
    }

    private async ValueTask<Attempt> InTurnAsync(IReadOnlyList<Tensor> inputs, TimeSpan wait, long started, CancellationToken limit, CancellationToken cancel)
    {
        RateLimitLease? turn = null;
        try
        {
            var asked = _limit.AcquireAsync(1, limit);
            var hasWaited = !asked.IsCompleted;
            turn = await asked;
            if (!turn.IsAcquired || limit.IsCancellationRequested)
            {
                return new Attempt(null, Failure.Overload, Stopwatch.GetElapsedTime(started));
            }

            var begun = hasWaited ? Stopwatch.GetTimestamp() : started;
            try
            {
                IReadOnlyList<Tensor> outputs;
                if (Volatile.Read(ref _meanTicks) < s_long.Ticks)
                {
                    outputs = await Model.AnswerAsync(inputs, limit);
                }
                else
                {
                    var mine = turn;
                    turn = null;
                    outputs = await Apart(inputs, mine, limit).WaitAsync(limit);
                }

                var ended = Stopwatch.GetTimestamp();
                var inside = Stopwatch.GetElapsedTime(begun, ended);
                Took(inside);
                var inAll = Stopwatch.GetElapsedTime(started, ended);
                return inAll > wait ? new Attempt(null, Failure.Timeout, inAll)
                    : Scores.AreFinite(outputs) ? new Attempt(outputs, Failure.None, inAll, Inside: inside)
                    : new Attempt(outputs, Failure.NonFinite, inAll, Inside: inside, IsOfInput: !Scores.AreFinite(inputs));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever a model's own code throws, callers get what may answer instead of it.
                return new Attempt(null, Failure.ModelError, Stopwatch.GetElapsedTime(started), e.Message);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                Took(Stopwatch.GetElapsedTime(begun));
                return new Attempt(null, Failure.Timeout, Stopwatch.GetElapsedTime(started));
            }
        }
        finally
        {
            turn?.Dispose();
        }
    }

    /// <summary>Asks beside the request, so that one who waits can go on although the model does not stop: it keeps its turn and stays loaded until it does.</summary>
    private Task<IReadOnlyList<Tensor>> Apart(IReadOnlyList<Tensor> inputs, RateLimitLease turn, CancellationToken limit)
    {
        if (!Model.TryHold())
        {
            turn.Dispose();
            throw new ModelFailedException("The model was unloaded meanwhile.");
        }

        return Task.Run(async () =>
        {
            try
            {
                return await Model.AnswerAsync(inputs, limit);
            }
            finally
            {
                turn.Dispose();
                Model.Release();
            }
        }, CancellationToken.None);
    }

    private void Took(TimeSpan time) => Volatile.Write(ref _meanTicks, ((Volatile.Read(ref _meanTicks) * 15) + time.Ticks) / 16);

    /// <summary>Lets go of the model. Requests that hold it still have their turns.</summary>
    [SuppressMessage("Reliability", "CA2213", Justification = "Whoever holds the model may still wait for a turn; the limiter owns nothing that must be freed.")]
    public void Dispose() => Model.Dispose();
}
