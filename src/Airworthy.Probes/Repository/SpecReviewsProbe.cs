using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Data;
using Airworthy.Probes.Ci;

namespace Airworthy.Probes.Repository;

/// <summary>Asks who approved each commit that touched what makes the model: the CI's records, then the forge, then the commits themselves.</summary>
public sealed class SpecReviewsProbe : IProbe<SpecReviews>
{
    /// <summary>Days looked back while no registry says which model came before.</summary>
    private const int Days = 90;

    private const int MaxCommits = 150;

    private const string Part = "model-spec-reviewed/review";

    public bool IsCostly => true;

    public async Task<Sighting<SpecReviews>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Git.History is not { } history)
        {
            return new Sighting<SpecReviews>.NotSeen(around.Git.Because, around.Git.Next);
        }

        if (await FromCiAsync(around, cancel) is { } word)
        {
            return new SpecReviews(Days, [], ReviewSource.Records, IsShallow: history.IsShallow) { FromCi = word };
        }

        var commits = Commits(around, history);
        var merged = commits.Where(c => history.BringerOf(c.Id) is not null).ToList();
        using var forge = Forge.Of(history, around.Variable);
        try
        {
            var changes = forge is null ? FromCommits(around, history, merged) : await FromForgeAsync(forge, merged, cancel);
            var source = forge is not null ? ReviewSource.Forge : SaysAnything(history, changes) ? ReviewSource.Trailers : (ReviewSource?)null;
            return new SpecReviews(Days, changes, source, commits.Count - merged.Count, history.IsShallow);
        }
        catch (ForgeException e)
        {
            return new Sighting<SpecReviews>.NotSeen(e.Message, e.Next);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException && forge is not null)
        {
            return new Sighting<SpecReviews>.NotSeen($"The forge's answer has another form than its documentation: {e.Message}", Forge.WrongAddress);
        }
    }

    /// <summary>The commits of the last days that touched what makes the model, and for each file the newest one.</summary>
    private static List<GitCommit> Commits(Surroundings around, GitHistory history)
    {
        string[] paths = [ContractReader.FileName, .. CodeFiles.Find(around.Contract, around.Root)];
        var since = new DateTimeOffset(around.Today.AddDays(-Days), TimeOnly.MinValue, TimeSpan.Zero);
        return [.. history.Touching(paths).TakeWhile(c => c.Committer.At >= since)
            .Concat(paths.Select(history.NewestTouching).OfType<GitCommit>())
            .DistinctBy(c => c.Id).OrderByDescending(c => c.Committer.At).Take(MaxCommits)];
    }

    private static List<SpecChange> FromCommits(Surroundings around, GitHistory history, List<GitCommit> commits)
    {
        var identify = Reviews.Anybody(around.Files.People);
        return [.. commits.Select(c => Change(c, Reviews.Approver(c, history.BringerOf(c.Id)!, Reviews.Self(c, identify), identify)))];
    }

    private static async Task<List<SpecChange>> FromForgeAsync(IForge forge, List<GitCommit> commits, CancellationToken cancel)
    {
        var changes = new List<SpecChange>();
        var known = new Dictionary<int, string?>();
        foreach (var commit in commits)
        {
            var request = await forge.BroughtByAsync(commit.Id, cancel);
            if (request is not null && !known.ContainsKey(request.Number))
            {
                known[request.Number] = await forge.ApproversAsync(request, cancel) is [var first, ..] ? first : null;
            }

            changes.Add(Change(commit, request is null ? null : known[request.Number]));
        }

        return changes;
    }

    private static SpecChange Change(GitCommit commit, string? approver) =>
        new(commit.ShortId, DateOnly.FromDateTime(commit.Committer.At.UtcDateTime), commit.Author.Name, commit.Subject, approver);

    /// <summary>Whether this project leaves approvals in its commits at all: then one that is missing says something.</summary>
    private static bool SaysAnything(GitHistory history, List<SpecChange> changes) => changes.Any(c => c.Approver is not null)
        || history.Commits().Any(c => c.Trailers.Any(t => t.Key.Equals(Reviews.Trailer, StringComparison.OrdinalIgnoreCase) && t.Email is { } email && !email.Equals(c.Author.Email, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The CI's own answer about the same code; not asked inside the CI, which is about to look itself.</summary>
    private static async Task<CiWord?> FromCiAsync(Surroundings around, CancellationToken cancel)
    {
        if (CiRun.Of(around.Variable) is not null || around.Records.LastOrDefault(r => r is { Check: Part, By: { Kind: WriterKind.Ci, Run: not null }, Answer: not Answer.Unknown }) is not { } record)
        {
            return null;
        }

        var code = await CodeFiles.DigestAsync(around.Contract, around.Root, cancel);
        return record.Subject.GetValueOrDefault("code") == code?.Digest
            ? new CiWord(record.Answer, record.Says, DateOnly.FromDateTime(record.At.UtcDateTime), record.By.Run!)
            : null;
    }
}
