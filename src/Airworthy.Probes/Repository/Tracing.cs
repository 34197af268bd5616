using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;

namespace Airworthy.Probes.Repository;

/// <summary>Asks git what made evidence stale: which fields and files changed since a statement was merged, and whose commits changed them.</summary>
public static class Tracing
{
    /// <summary>Versions of the contract that are read back; a field that is older than all of them has no known origin.</summary>
    private const int MaxVersions = 200;

    /// <summary>The evidence with the origins of every change that stands in its report.</summary>
    /// <param name="items">The items that will be evaluated.</param>
    /// <param name="git">The project's history, asked only when something is stale.</param>
    public static Evidence In(Evidence evidence, IReadOnlyList<Item> items, Func<GitHistory?> git)
    {
        var stale = Changed(items, evidence);
        if (stale.Count == 0 || git() is not { } history)
        {
            return evidence;
        }

        var open = history.Changed().ToHashSet(StringComparer.Ordinal);
        if (stale.Any(s => s.Changed.Any(c => c.Name is null)))
        {
            var since = stale.Where(s => s.Part.IsStatement && s.Changed.Any(c => c.Name is null))
                .ToDictionary(s => s.Part.Id.Item, IReadOnlyList<Difference> (s) => Since(s.Statement!.Path, evidence, history, open));
            evidence = evidence with { SinceSigned = since };
            stale = Changed(items, evidence);
        }

        var contracts = new Dictionary<string, IReadOnlyDictionary<string, string>?>();
        var origins = stale.SelectMany(s => s.Changed).Where(c => c.Name is not null).Distinct()
            .Select(c => (Change: c, Origin: c.Kind == Makeup.ContractKind ? OriginOfField(c.Name!, evidence, history, contracts) : OriginOfFile(c.Name!, evidence, history, open)))
            .Where(x => x.Origin is not null).ToDictionary(x => x.Change, x => x.Origin!);
        return evidence with { Origins = origins };
    }

    private static List<PartState> Changed(IReadOnlyList<Item> items, Evidence evidence) =>
        [.. Evaluation.Of(items, evidence).SelectMany(s => s.Parts).Where(p => p.Changed.Count > 0)];

    /// <summary>What differs from the commit that last touched a statement's file.</summary>
    private static List<Difference> Since(string statement, Evidence evidence, GitHistory history, HashSet<string> open)
    {
        if (open.Contains(statement) || history.NewestTouching(statement) is not { } signed)
        {
            return [];
        }

        var changes = new List<Difference>();
        if (FieldsAt(signed.Id, evidence, history) is { } then)
        {
            changes.AddRange(Makeup.Differing(then, Makeup.FieldsOf(evidence.Contract)).Select(n => new Difference(Makeup.ContractKind, n)));
        }

        foreach (var (kind, files) in evidence.Subjects.Makeup.Kinds.Where(k => k.Key != Makeup.ContractKind))
        {
            changes.AddRange(files.Keys.Where(f => open.Contains(f) || !history.IsSameAt(signed.Id, f)).Select(f => new Difference(kind, f)));
        }

        return changes;
    }

    private static Origin? OriginOfFile(string path, Evidence evidence, GitHistory history, HashSet<string> open) => open.Contains(path)
        ? new Origin()
        : history.NewestTouching(path) is { } commit ? Of(commit, evidence) : null;

    private static Origin? OriginOfField(string name, Evidence evidence, GitHistory history, Dictionary<string, IReadOnlyDictionary<string, string>?> known)
    {
        string? At(GitCommit commit)
        {
            if (!known.TryGetValue(commit.Id, out var fields))
            {
                known[commit.Id] = fields = FieldsAt(commit.Id, evidence, history);
            }

            return fields?.GetValueOrDefault(name);
        }

        var versions = history.Touching(evidence.Contract.Source.File).Take(MaxVersions).ToList();
        if (versions.Count == 0 || At(versions[0]) != Makeup.FieldsOf(evidence.Contract).GetValueOrDefault(name))
        {
            return new Origin();
        }

        for (var i = 0; i + 1 < versions.Count; i++)
        {
            if (At(versions[i]) != At(versions[i + 1]))
            {
                return Of(versions[i], evidence);
            }
        }

        return versions.Count < MaxVersions ? Of(versions[^1], evidence) : null;
    }

    private static IReadOnlyDictionary<string, string>? FieldsAt(string commit, Evidence evidence, GitHistory history) =>
        history.TextAt(commit, evidence.Contract.Source.File) is { } text && ContractReader.Read(text, evidence.Contract.Source.File).Contract is { } contract
            ? Makeup.FieldsOf(contract)
            : null;

    private static Origin Of(GitCommit commit, Evidence evidence) => new(
        commit.Id[..7], evidence.People.HandleOf(commit.Author.Email) ?? commit.Author.Name, DateOnly.FromDateTime(commit.Author.At.UtcDateTime));
}
