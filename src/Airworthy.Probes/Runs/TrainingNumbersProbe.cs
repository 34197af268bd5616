using Airworthy.Core.Observations;

namespace Airworthy.Probes.Runs;

/// <summary>Reads what the champion's run logged by step, and which finished runs hold a metric that is no number.</summary>
public sealed class TrainingNumbersProbe : IProbe<TrainingNumbers>
{
    /// <summary>Metrics whose history is read, values of one, and finished runs that are looked at.</summary>
    private const int MostMetrics = 20, MostValues = 100_000, MostRuns = 1_000;

    public bool IsCostly => true;

    public async Task<Sighting<TrainingNumbers>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<TrainingNumbers>.NotSeen(because, next);
        }

        if (project.Judged is not { } champion)
        {
            return new Sighting<TrainingNumbers>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.", $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        if (await project.FindAsync(champion.RunId, cancel) is not { } run)
        {
            return new Sighting<TrainingNumbers>.NotSeen($"Version {champion.Version} of {project.Model} names no run that is there.", "Register only what a tracked run made: name the run when the version is registered.");
        }

        var series = new List<SteppedMetric>();
        foreach (var name in run.Metrics.Keys.Order(StringComparer.Ordinal).Take(MostMetrics))
        {
            var (points, bad, first) = (0, 0, 0L);
            await foreach (var value in project.Client.HistoryAsync(run.Id, name, cancel))
            {
                if (IsInvalid(value.Value))
                {
                    first = bad++ == 0 ? value.Step : Math.Min(first, value.Step);
                }

                if (++points == MostValues)
                {
                    break;
                }
            }

            if (points > 1 || bad > 0)
            {
                series.Add(new SteppedMetric(name, points, bad, first));
            }
        }

        var finished = project.Runs.Take(MostRuns).ToList();
        return new TrainingNumbers(project.Model, champion.Version, run.Name, series, finished.Count, [.. finished.Where(r => r.Metrics.Values.Any(m => IsInvalid(m.Value))).Select(r => r.Name)]);
    }

    /// <summary>The protocol keeps an infinity as the largest number there is.</summary>
    private static bool IsInvalid(double value) => !double.IsFinite(value) || Math.Abs(value) >= double.MaxValue;
}
