using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data.Records;

namespace Airworthy.Probes.Runs;

/// <summary>Finds the search for hyperparameters among the tracked runs.</summary>
public sealed class TuningTrialsProbe : IProbe<TuningTrials>
{
    public bool IsCostly => true;

    public async Task<Sighting<TuningTrials>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Tuning?.Parameters is not { Count: > 0 } names)
        {
            return new Sighting<TuningTrials>.NotSeen("tuning.parameters is missing.", "Name the parameters that matter in tuning.parameters.");
        }

        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<TuningTrials>.NotSeen(because, next);
        }

        var all = project.Runs.Where(r => RunFacts.Baseline(r) is null && names.Any(r.Params.ContainsKey)).ToList();
        var groups = all.Where(r => RunFacts.Data(r) is not null && RunFacts.Code(r) is not null).GroupBy(r => (RunFacts.Data(r), RunFacts.Code(r))).Select(g => g.ToList()).ToList();
        var trials = groups.MaxBy(g => g.Count) ?? []; // of equals the first, which is the newest
        var best = Best(trials, around.Contract.Metric);
        var inLedger = TestReadLedger.Of(around.Records).Select(r => r.By.Run).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return new TuningTrials(all.Count, trials.Count, all.Count - groups.Sum(g => g.Count), [.. names.Select(n => Varied(n, trials, best))], best is null ? null : Called(best),
            all.Count(RunFacts.TellsWhatItRead),
            [.. all.Select(r => (Run: r, Shows: RunFacts.TestTrace(r) ?? (inLedger.Contains(r.Id) || inLedger.Contains(r.Name) ? "the ledger of reads names it" : null)))
                .Where(r => r.Shows is not null).Select(r => new TestReader(Called(r.Run), r.Shows!))],
            trials.Count == 0 ? [] : [.. (around.Contract.Baselines ?? []).Select(b => Tried(b.Name, project.Runs, RunFacts.Data(trials[0])))]);
    }

    private static TunedBaseline Tried(string name, IEnumerable<Run> runs, string? data)
    {
        var tries = runs.Where(r => RunFacts.Baseline(r) == name && RunFacts.Data(r) == data).ToList();
        return new TunedBaseline(name, tries.Count, tries.Select(RunFacts.Setting).Distinct(StringComparer.Ordinal).Count());
    }

    private static Run? Best(IReadOnlyList<Run> trials, Metric? metric)
    {
        var ranked = trials.Select(r => (Run: r, RunFacts.Metric(r, metric?.Name, metric?.On ?? "dev")?.Value)).Where(r => r.Value is { } v && double.IsFinite(v)).ToList();
        return (metric?.Direction == Direction.Down ? ranked.OrderBy(r => r.Value) : ranked.OrderByDescending(r => r.Value)).Select(r => r.Run).FirstOrDefault();
    }

    private static TunedParameter Varied(string name, IReadOnlyList<Run> trials, Run? best)
    {
        var texts = trials.Select(t => t.Params.GetValueOrDefault(name)).OfType<string>().ToList();
        var numbers = texts.Select(RunFacts.Number).OfType<double>().ToList();
        return texts.Count > 0 && numbers.Count == texts.Count
            ? new TunedParameter(name, numbers.Distinct().Count(), RunFacts.Number(best?.Params.GetValueOrDefault(name)), numbers.Min(), numbers.Max())
            : new TunedParameter(name, texts.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Called(Run run) => run.Name.Length > 0 ? run.Name : run.Id;
}
