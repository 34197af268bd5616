using System.Text.RegularExpressions;

using Airworthy.Client;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Runs;

/// <summary>
/// For each feature that a champion used: the first commit that names it, in the code of features, the schema, the contract or as `name` in its message,
/// and when the first version whose signature has it became champion.
/// </summary>
public sealed class FeatureLeadTimesProbe : IProbe<FeatureLeadTimes>
{
    private const int Days = 365;

    /// <summary>Versions whose signature is read, the newest.</summary>
    private const int MostVersions = 200;

    public bool IsCostly => true;

    public async Task<Sighting<FeatureLeadTimes>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<FeatureLeadTimes>.NotSeen(because, next);
        }

        if (around.Git.History is not { } history)
        {
            return new Sighting<FeatureLeadTimes>.NotSeen(around.Git.Because, around.Git.Next);
        }

        var moves = await project.Client.Models.AliasMovesAsync(project.Model, cancel);
        var champions = (moves is { Count: > 0 }
            ? moves.Where(m => m is { Alias: "champion", Version: not null }).Select(m => (Version: m.Version!, At: m.At)).DistinctBy(m => m.Version)
            : project.Champion is { CreatedAt: { } registered } champion ? [(champion.Version, registered)] : []).TakeLast(MostVersions).ToList();
        if (champions.Count == 0)
        {
            return new Sighting<FeatureLeadTimes>.NotSeen($"No version of the registered model {project.Model} carries the alias champion on {project.Place}.",
                $"Register the model under the name {project.Model} and give the version in use the alias champion.");
        }

        var used = await UsedAsync(project, champions, cancel);
        if (used.Count == 0)
        {
            return new Sighting<FeatureLeadTimes>.NotSeen($"No champion of {project.Model} tells the columns it takes.", "Log models with a signature, so that the file MLmodel beside them names their inputs.");
        }

        var named = FirstNamed(around, history, used.Keys, cancel);
        var recent = used.Where(f => f.Value.On.DayNumber > around.Today.DayNumber - Days).ToList();
        return new FeatureLeadTimes(project.Model,
            [.. recent.Where(f => named.ContainsKey(f.Key)).Select(f => new FeatureWay(f.Key, named[f.Key].On, named[f.Key].Commit, f.Value.On, f.Value.Version)).OrderByDescending(f => f.Used).ThenBy(f => f.Name, StringComparer.Ordinal)],
            Days, used.Count - recent.Count, [.. recent.Select(f => f.Key).Where(f => !named.ContainsKey(f)).Order(StringComparer.Ordinal)], moves is { Count: > 0 });
    }

    /// <summary>Each feature with the first champion that took it.</summary>
    private static async Task<Dictionary<string, (DateOnly On, string Version)>> UsedAsync(TrackedProject project, List<(string Version, DateTimeOffset At)> champions, CancellationToken cancel)
    {
        var used = new Dictionary<string, (DateOnly, string)>(StringComparer.Ordinal);
        foreach (var (number, at) in champions)
        {
            try
            {
                var version = await project.Client.Models.GetVersionAsync(project.Model, number, cancel);
                foreach (var feature in await ModelSignature.InputsAsync(project.Client, version, cancel) ?? [])
                {
                    used.TryAdd(feature, (DateOnly.FromDateTime(at.UtcDateTime), number));
                }
            }
            catch (TrackingException e) when (e.IsNotFound)
            {
                // Deleted since then: what it took is not known any more.
            }
        }

        return used;
    }

    private static Dictionary<string, (DateOnly On, string Commit)> FirstNamed(Surroundings around, GitHistory history, IReadOnlyCollection<string> features, CancellationToken cancel)
    {
        var first = new Dictionary<string, (GitCommit Commit, DateOnly On)>(StringComparer.Ordinal);
        void See(string feature, GitCommit commit)
        {
            var on = DateOnly.FromDateTime(commit.Author.At.UtcDateTime);
            if (!first.TryGetValue(feature, out var known) || on < known.On)
            {
                first[feature] = (commit, on);
            }
        }

        var patterns = features.ToDictionary(f => f, f => new Regex($@"(?<!\w){Regex.Escape(f)}(?!\w)", RegexOptions.CultureInvariant), StringComparer.Ordinal);
        var paths = CodeFiles.FeatureCode(around.Contract, around.Root).Append(Core.Contracts.ContractReader.FileName);
        foreach (var path in around.Contract.Data?.Schema is { } schema ? paths.Append(schema) : paths)
        {
            var open = patterns.ToDictionary();
            foreach (var commit in Enumerable.Reverse(history.Touching(path)))
            {
                cancel.ThrowIfCancellationRequested();
                if (open.Count == 0 || history.TextAt(commit.Id, path) is not { } text)
                {
                    continue;
                }

                foreach (var feature in open.Where(p => p.Value.IsMatch(text)).Select(p => p.Key).ToList())
                {
                    See(feature, commit);
                    open.Remove(feature);
                }
            }
        }

        // A word such as `date` stands in many messages; only as a name, in marks, does it count.
        foreach (var commit in history.Commits())
        {
            foreach (var feature in features.Where(f => commit.Message.Contains($"`{f}`", StringComparison.Ordinal)))
            {
                See(feature, commit);
            }
        }

        // What the oldest commit of a part of the history names may be older than it.
        return first.Where(f => !history.IsShallow || f.Value.Commit.Parents.Count > 0).ToDictionary(f => f.Key, f => (f.Value.On, f.Value.Commit.ShortId), StringComparer.Ordinal);
    }
}
