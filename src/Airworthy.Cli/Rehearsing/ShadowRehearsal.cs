using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics;
using Airworthy.Pipelines.Load;

namespace Airworthy.Cli.Rehearsing;

/// <summary>A round of requests without a shadow, and one beside it with one.</summary>
internal sealed record RoundPair(IReadOnlyList<Heard> Without, IReadOnlyList<Heard> With);

/// <summary>What a shadow that hangs, and one that crashes, do to answers: rounds of requests with and without one, in turns.</summary>
/// <remarks>
/// Requests come when they are due, at a rate that leaves most of the machine idle, so that what is measured is waiting for the shadow and not two programs at
/// one processor. A fixed piece of work is timed in between: where others had the processor, times that are too long are not known to be the shadow's.
/// </remarks>
internal sealed class ShadowRehearsal(Callers callers, Func<int, Task> begin, Func<Task> end)
{
    /// <summary>Requests of a round, how many come each second, and how many come first that are not counted: they meet what the change itself costs.</summary>
    private const int OfRound = 60, PerSecond = 400, Uncounted = 8;

    /// <summary>Of all looks together that a shadow that costs nothing is said to cost something, or the other way round.</summary>
    private const double Alpha = 0.05;

    /// <summary>After so many pairs of rounds it is looked whether they tell: a pair is a third of a second.</summary>
    private static readonly int[] s_looks = [15, 45, 135, 405, 1215];

    /// <param name="mostLooks">1 to 5.</param>
    public async Task<Outcome> RunAsync(int mostLooks, CancellationToken cancel)
    {
        var (all, yardstick) = (new List<RoundPair>(), new Yardstick());
        await callers.AskAsync(200, cancel);
        var right = (await callers.AskAsync(400, cancel)).Where(h => h.IsAnswered && !h.IsDegraded).GroupBy(h => h.Body).ToDictionary(g => g.Key, g => g.First().Outputs);
        var outcome = default(Outcome);
        foreach (var pairs in s_looks.Take(mostLooks))
        {
            await yardstick.LookAsync(cancel);
            while (all.Count < pairs)
            {
                await end();
                var without = await RoundAsync(cancel);
                await begin(all.Count);
                all.Add(new RoundPair(without, await RoundAsync(cancel)));
            }

            await yardstick.LookAsync(cancel);
            outcome = Judge(all, right, yardstick.Slowdown, 1 - (Alpha / s_looks.Length));
            if (outcome.Answer != Answer.Undecided)
            {
                break;
            }
        }

        await end();
        return outcome!;
    }

    private async Task<IReadOnlyList<Heard>> RoundAsync(CancellationToken cancel)
    {
        await callers.AskAsync(Uncounted, cancel);
        return await callers.AskAsync(OfRound, PerSecond, cancel);
    }

    /// <summary>What rounds say.</summary>
    /// <param name="right">The answer to each body, where nothing is in shadow.</param>
    /// <param name="slowdown">Of the machine, in parts of what it is with nothing else to do.</param>
    /// <param name="confidence">Of the interval of the median ratio, in (0, 1).</param>
    internal static Outcome Judge(IReadOnlyList<RoundPair> pairs, IReadOnlyDictionary<int, string> right, double slowdown, double confidence)
    {
        List<Heard> shadowed = [.. pairs.SelectMany(p => p.With)], alone = [.. pairs.SelectMany(p => p.Without)];
        var (changed, failed, waited) = (shadowed.Count(h => IsChanged(h, right)), shadowed.Count(h => !h.IsAnswered), shadowed.Count(HasWaited));
        List<double> ratios = [.. pairs.Select(p => Slowest(p.With) / Slowest(p.Without))];
        var (median, between) = (ratios.Order().ElementAt(ratios.Count / 2), MedianInterval.Of(ratios, confidence));
        var isBusy = slowdown > LoadReport.Busy;
        var measured = Rehearsals.Measured(("requests", shadowed.Count), ("pairs", pairs.Count), ("failed", failed), ("changed", changed), ("waited", waited), ("failed_without", alone.Count(h => !h.IsAnswered)), ("waited_without", alone.Count(HasWaited)),
            ("p99_ratio", median), ("p99_ratio_low", between.Low), ("p99_ratio_high", between.High), ("slowdown", slowdown));
        var says = string.Create(CultureInfo.InvariantCulture, $"With a shadow that hung or crashed, {shadowed.Count:N0} requests: {changed:N0} answers were changed, {failed:N0} failed, {waited:N0} waited as long as the shadow; the slowest in a hundred took {median:0.00} times as long as without ({between.Low:0.00} to {between.High:0.00}, {pairs.Count} pairs of rounds; {ShadowMode.Harmless.Slower:0.00} may be).");
        var busy = string.Create(CultureInfo.InvariantCulture, $" The machine was busy: a piece of work that needs the processor alone took {slowdown:0.0#} times as long in between, so what took too long may have waited for others.");
        const string Reached = "Nothing of a shadow may reach the live path.", Again = "Rehearse it again where nothing else runs: `airworthy drill shadow`.";
        return changed > 0 || (failed + waited > 0 && (!isBusy || IsBeyondChance(pairs))) ? new Outcome(Answer.Unmet, says, Reached, measured)
            : failed + waited > 0 ? new Outcome(Answer.Undecided, says + busy, Again, measured)
            : between.High <= ShadowMode.Harmless.Slower ? new Outcome(Answer.Met, says, null, measured)
            : between.Low <= ShadowMode.Harmless.Slower ? new Outcome(Answer.Undecided, isBusy ? says + busy : says, Again, measured)
            : isBusy ? new Outcome(Answer.Undecided, says + busy, Again, measured)
            : new Outcome(Answer.Unmet, says, "The shadow takes processor from what is live: copy a smaller share, or give it a machine of its own.", measured);
    }

    /// <summary>Whether rounds with a shadow had failures and long waits so much more often than those beside them that load alone does not explain it: a sign test at 1 %.</summary>
    private static bool IsBeyondChance(IReadOnlyList<RoundPair> pairs)
    {
        var signs = pairs.Select(p => (p.With.Any(IsHarmed) ? 1 : 0) - (p.Without.Any(IsHarmed) ? 1 : 0)).Where(s => s != 0).ToList();
        return signs.Count > 0 && MathNet.Numerics.Distributions.Binomial.CDF(0.5, signs.Count, signs.Count(s => s < 0)) <= 0.01;
    }

    private static bool IsHarmed(Heard heard) => !heard.IsAnswered || HasWaited(heard);

    // A shadow may take a second; what is answered by something else has waited for its own model.
    private static bool HasWaited(Heard heard) => heard.IsAnswered && (heard.IsDegraded || heard.Took >= TimeSpan.FromSeconds(1));

    private static bool IsChanged(Heard heard, IReadOnlyDictionary<int, string> right) => heard.IsAnswered && !heard.IsDegraded && right.TryGetValue(heard.Body, out var was) && was != heard.Outputs;

    /// <summary>99 of 100 took at most so long, in milliseconds.</summary>
    private static double Slowest(IReadOnlyList<Heard> heard) => Math.Max(0.01, heard.Select(h => h.Took.TotalMilliseconds).Order().ElementAt((int)Math.Ceiling(heard.Count * 0.99) - 1));
}
