using System.Diagnostics;
using System.Threading.RateLimiting;

using Airworthy.Serving.Models;
using Airworthy.Serving.Models.Upstream;

using Polly;
using Polly.CircuitBreaker;

namespace Airworthy.Serving.Routing;

/// <summary>Why an arm gave no answer that counts.</summary>
public enum Failure { None, ModelError, Timeout, NonFinite, Overload, Open, Gone }

/// <summary>What came of asking one model.</summary>
internal readonly record struct Attempt(IReadOnlyList<Tensor>? Outputs, Failure Failure, TimeSpan Took, string? Says = null);

/// <summary>A slot's model in memory, with what keeps it from being asked too much or in vain.</summary>
/// <remarks>Opens its circuit at 50 % failures of at least 20 calls within 10 s, and tries again after 5 s.</remarks>
internal sealed class Loaded : IDisposable
{
    private static readonly int s_side = Math.Max(2, Environment.ProcessorCount);

    private readonly ResiliencePipeline<Attempt> _circuit;
    private readonly ConcurrencyLimiter _limit = new(new ConcurrencyLimiterOptions { PermitLimit = s_side, QueueLimit = s_side * 64, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    private long _meanTicks = TimeSpan.FromMilliseconds(1).Ticks;
    private int _inside;

    public Loaded(Slot slot, ServedModel model, TimeProvider clock)
    {
        (Slot, Model) = (slot, model);
        _circuit = new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = static a => new(a.Outcome.Exception is not null || a.Outcome.Result.Failure is not (Failure.None or Failure.Overload)),
            })
            .Build();
    }

    public Slot Slot { get; }

    public ServedModel Model { get; }

    /// <summary>The number of the version; <c>0</c> of a constant.</summary>
    public string Version => Slot.Digest is null ? "0" : Slot.Model[(Slot.Model.LastIndexOf('/') + 1)..];

    /// <summary>Requests that wait for their turn.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _inside) - s_side);

    /// <summary>Nothing more can wait.</summary>
    public bool IsFull => Waiting >= s_side * 64;

    /// <summary>How long a request that comes now would wait.</summary>
    public TimeSpan ExpectedWait => TimeSpan.FromTicks((Waiting + s_side) / s_side * Volatile.Read(ref _meanTicks));

    /// <summary>Asks the model.</summary>
    /// <param name="wait">What is left of the request's time.</param>
    public async ValueTask<Attempt> AskAsync(IReadOnlyList<Tensor> inputs, TimeSpan wait, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        if (Waiting > 0 && ExpectedWait > wait)
        {
            return new Attempt(null, Failure.Overload, TimeSpan.Zero);
        }

        Interlocked.Increment(ref _inside);
        var context = ResilienceContextPool.Shared.Get(cancel);
        try
        {
            using var turn = await _limit.AcquireAsync(1, cancel);
            if (!turn.IsAcquired)
            {
                return new Attempt(null, Failure.Overload, Stopwatch.GetElapsedTime(started));
            }

            var outcome = await _circuit.ExecuteOutcomeAsync(static async (context, asked) => Outcome.FromResult(await asked.Of.OnceAsync(asked.Inputs, asked.Wait, asked.Started, context.CancellationToken)),
                context, (Of: this, Inputs: inputs, Wait: wait, Started: started));
            return outcome.Exception switch
            {
                null => outcome.Result,
                BrokenCircuitException => new Attempt(null, Failure.Open, Stopwatch.GetElapsedTime(started)),
                _ => throw outcome.Exception,
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            Interlocked.Decrement(ref _inside);
        }
    }

    private async ValueTask<Attempt> OnceAsync(IReadOnlyList<Tensor> inputs, TimeSpan wait, long started, CancellationToken cancel)
    {
        var begun = Stopwatch.GetTimestamp();
        using var limit = Model is UpstreamModel ? CancellationTokenSource.CreateLinkedTokenSource(cancel) : null;
        limit?.CancelAfter(wait);
        try
        {
            var outputs = await Model.AnswerAsync(inputs, limit?.Token ?? cancel);
            var took = Stopwatch.GetElapsedTime(begun);
            Volatile.Write(ref _meanTicks, ((Volatile.Read(ref _meanTicks) * 15) + took.Ticks) / 16);
            var inAll = Stopwatch.GetElapsedTime(started);
            return !Scores.AreFinite(outputs) ? new Attempt(null, Failure.NonFinite, inAll)
                : inAll > wait ? new Attempt(null, Failure.Timeout, inAll)
                : new Attempt(outputs, Failure.None, inAll);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Attempt(null, Failure.Timeout, Stopwatch.GetElapsedTime(started));
        }
        catch (ModelFailedException e)
        {
            return new Attempt(null, Failure.ModelError, Stopwatch.GetElapsedTime(started), e.Message);
        }
    }

    public void Dispose()
    {
        Model.Dispose();
        _limit.Dispose();
    }
}
