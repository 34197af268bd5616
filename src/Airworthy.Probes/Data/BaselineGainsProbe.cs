using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Data;

/// <summary>
/// Compares the candidate's stored predictions with those of each baseline, row by row: of the contract's, and of those that <c>airworthy baselines</c> has
/// made, where there are tracked runs.
/// </summary>
public sealed class BaselineGainsProbe : IProbe<BaselineGains>
{
    public bool IsCostly => true;

    public async Task<Sighting<BaselineGains>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (ranked, because, next) = await RankedSplit.FindAsync(around, cancel);
        if (ranked is null)
        {
            return new Sighting<BaselineGains>.NotSeen(because, next);
        }

        var folder = Directory.CreateTempSubdirectory("airworthy-predictions-").FullName;
        try
        {
            var own = await OwnAsync(around, ranked.Split, folder, cancel);
            if (own.Count == 0)
            {
                return await SeenAsync(ranked, around.Contract.Baselines ?? [], cancel);
            }

            await using var table = await Table.OpenAsync(ranked.Table.Contract with { Baselines = [.. around.Contract.Baselines ?? [], .. own] }, around.Root, cancel);
            return await SeenAsync(ranked with { Table = table }, around.Contract.Baselines ?? [], cancel);
        }
        catch (TableException e)
        {
            return new Sighting<BaselineGains>.NotSeen(e.Message, e.Next);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The newest predictions of each baseline that the contract does not name.</summary>
    private static async Task<IReadOnlyList<Baseline>> OwnAsync(Surroundings around, string split, string folder, CancellationToken cancel)
    {
        var (project, _, _) = await around.TrackedAsync(cancel);
        var declared = (around.Contract.Baselines ?? []).Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        var own = new List<Baseline>();
        foreach (var run in (project?.Runs ?? []).Where(r => RunFacts.Baseline(r) is { } name && !declared.Contains(name) && r.Tags.ContainsKey(RunFacts.BaselineKindTag)).DistinctBy(RunFacts.Baseline))
        {
            var (file, _) = await RunPredictions.FetchAsync(project!, run, split, folder, cancel);
            if (file is not null && RunFacts.BaselineKind(run) is { } kind)
            {
                own.Add(new Baseline { Name = RunFacts.Baseline(run)!, Kind = kind, Predictions = file });
            }
        }

        return own;
    }

    private static async Task<BaselineGains> SeenAsync(RankedSplit ranked, IReadOnlyList<Baseline> named, CancellationToken cancel)
    {
        var (metric, split, table, source) = ranked;
        var contract = table.Contract;
        var declared = named.Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        var candidate = await table.PredictionsAsync(source, split, cancel);
        var alone = await PairedRows.ReadAsync(table, split, metric, [candidate], [], cancel);
        var (gains, unscored) = (new List<BaselineGain>(), new List<UnscoredBaseline>());
        foreach (var missing in named.Where(b => b.Predictions is null))
        {
            unscored.Add(new UnscoredBaseline(missing.Name, missing.Kind!.Value, "no file of its predictions is named."));
        }

        foreach (var baseline in table.PredictionsFor(split).Where(s => !s.IsCandidate).ToList())
        {
            var kind = contract.Baselines!.First(b => b.Name == baseline.Name).Kind!.Value;
            try
            {
                var rows = await PairedRows.ReadAsync(table, split, metric, [candidate, await table.PredictionsAsync(baseline, split, cancel)], [], cancel);
                if (Gain(metric, contract, rows, baseline.Name, kind) is { } gain)
                {
                    gains.Add(gain with { Declared = declared.Contains(baseline.Name) });
                }
                else if (declared.Contains(baseline.Name))
                {
                    unscored.Add(new UnscoredBaseline(baseline.Name, kind, $"{metric.Name} does not exist on these rows."));
                }
            }
            catch (TableException e) when (declared.Contains(baseline.Name))
            {
                unscored.Add(new UnscoredBaseline(baseline.Name, kind, e.Message));
            }
            catch (TableException)
            {
                // What airworthy baselines made of other rows than today's is no baseline of these.
            }
        }

        var costs = DecisionPrices.Each(contract.ErrorCosts, alone.Truth, alone.Sets[0], alone.Classes);
        return new BaselineGains(source.Name, metric.Name, split, alone.Rows, metric.Measure(alone.Truth, alone.Sets[0]).Value, gains, unscored, contract.ErrorCosts?.Unit ?? "",
            costs is null ? null : DecisionPrices.Per1000(costs, RowUnits.None, 0.95).Mean);
    }

    private static BaselineGain? Gain(PredictionMetric metric, ProjectContract contract, PairedRows rows, string name, BaselineKind kind)
    {
        var (confidence, up) = (contract.Metric?.Confidence ?? 0.95, contract.Metric?.Direction is { } direction ? direction == Direction.Up : metric.IsUp);
        var (model, baseline) = (rows.Sets[0], rows.Sets[1]);
        if (PairedGain.Of(metric, rows.Truth, baseline, model, rows.Units, up, confidence) is not { } gain || !double.IsFinite(gain.Gain))
        {
            return null;
        }

        var over = BestConstant.Gain(metric, rows.Truth, baseline, rows.Units, up, DecisionThreshold.Of(contract).From, confidence);
        var (own, theirs) = (DecisionPrices.Each(contract.ErrorCosts, rows.Truth, model, rows.Classes), DecisionPrices.Each(contract.ErrorCosts, rows.Truth, baseline, rows.Classes));
        return new BaselineGain(name, kind, gain.Before, gain.Gain, gain.Low, gain.High, over?.Gain, over?.Low,
            theirs is null ? null : DecisionPrices.Per1000(theirs, RowUnits.None, confidence).Mean,
            own is null || theirs is null ? null : DecisionPrices.Per1000([.. theirs.Select((c, i) => c - own[i])], rows.Units, confidence).Within.High);
    }
}
