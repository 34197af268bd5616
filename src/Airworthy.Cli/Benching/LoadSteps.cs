using Airworthy.Core.Checklist.Problem;
using Airworthy.Pipelines.Load;

namespace Airworthy.Cli.Benching;

/// <summary>A load raised in steps until answers come too late or fail: the highest rate that one instance sustains.</summary>
/// <param name="limitMs">99 of 100 answers must come within this time.</param>
/// <param name="each">Length of a step.</param>
internal sealed class LoadSteps(TrialProcess trial, double limitMs, TimeSpan each)
{
    /// <summary>Asked for where the contract promises no time.</summary>
    public const double UsualLimitMs = 1000;

    private const double Factor = 1.5, Highest = 200_000;

    /// <summary>Steps that a progress bar is made for.</summary>
    private const int Most = 20;

    /// <summary>Steps that narrow down the last interval.</summary>
    private const int Finer = 2;

    /// <returns>Requests per second; 0 where not even a small rate is sustained.</returns>
    public async Task<double> RunAsync(double start, Action<string, int> told, CancellationToken cancel)
    {
        using var load = new OpenLoad(trial.Address, trial.Bodies);
        var (good, bad) = (0.0, double.PositiveInfinity);
        for (var rate = Math.Max(start, 1); rate < bad && rate <= Highest; rate *= Factor)
        {
            await TryAsync(rate);
        }

        // Where the first step was too much already, the way goes down.
        for (var rate = bad / Factor; good == 0 && rate >= 1; rate /= Factor)
        {
            await TryAsync(rate);
        }

        for (var i = 0; i < Finer && good > 0 && double.IsFinite(bad); i++)
        {
            await TryAsync(Math.Sqrt(good * bad));
        }

        return good;

        async Task TryAsync(double rate)
        {
            told($"{rate:N0} per second", Most);
            var count = Math.Max((int)(rate * each.TotalSeconds), 20);
            var result = await load.RunAsync(rate, count, null, cancel);
            if (result.Failed <= LoadTested.MostFailed * count && result.P99 is { } tail && tail.P99 <= limitMs && result.Answered >= 0.95 * rate)
            {
                good = Math.Max(good, rate);
            }
            else
            {
                bad = Math.Min(bad, rate);
            }
        }
    }
}
