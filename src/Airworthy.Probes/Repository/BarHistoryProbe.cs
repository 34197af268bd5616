using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads from the history of the contract when the bar was set, and who approved each change of it.</summary>
public sealed class BarHistoryProbe : IProbe<BarHistory>
{
    /// <summary>Versions of the contract that are read, newest first.</summary>
    private const int Most = 1_000;

    public Task<Sighting<BarHistory>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<BarHistory> Look(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Metric is not { Name: { } name, GoodEnough: not null })
        {
            return new Sighting<BarHistory>.NotSeen("metric.name or metric.good_enough is missing.", "Write the metric that ranks models, and what is good enough, into airworthy.yaml.");
        }

        if (around.Git.History is not { } history)
        {
            return new Sighting<BarHistory>.NotSeen(around.Git.Because, around.Git.Next);
        }

        var identify = Reviews.Anybody(around.Files.People);
        var changes = new List<BarChange>();
        var touching = history.Touching(ContractReader.FileName);
        foreach (var commit in touching.Take(Most).Reverse())
        {
            cancel.ThrowIfCancellationRequested();
            if (history.TextAt(commit.Id, ContractReader.FileName) is not { } text || ContractReader.Read(text, ContractReader.FileName).Contract?.Metric is not { } metric)
            {
                continue;
            }

            if (metric.Name != name)
            {
                changes.Clear(); // values of another metric are no bar for this one
            }
            else if (metric.GoodEnough is { } bar && (changes.Count == 0 || changes[^1].Value != bar))
            {
                var approver = history.BringerOf(commit.Id) is { } bringer ? Reviews.Approver(commit, bringer, Reviews.Self(commit, identify), identify) : null;
                changes.Add(new BarChange(commit.ShortId, commit.Author.Name, commit.Author.At, bar, approver));
            }
        }

        return new BarHistory(changes, history.IsShallow || touching.Count > Most);
    }
}
