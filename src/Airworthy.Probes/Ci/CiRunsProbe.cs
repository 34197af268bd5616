using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Ci;

/// <summary>Puts together what the CI did with merged changes: from the records it published, then from the forge where a token is set.</summary>
public sealed class CiRunsProbe : IProbe<CiRuns>
{
    /// <summary>Days that any check looks back.</summary>
    private const int Days = Airworthy.Core.Checklist.Deployment.Ci.Blocks.RedDays;

    /// <summary>Changes for which the forge is asked; the newest ones.</summary>
    private const int MaxAsked = 120;

    private const string Records = "records of the CI";

    public bool IsCostly => true;

    /// <summary>What one run of the CI left behind.</summary>
    private sealed record Run(string? Commit, DateTimeOffset At, RunOutcome Outcome, string? Address, long? Tests);

    /// <summary>A merged change, with every commit for which a run would count.</summary>
    private sealed record Change(string Commit, DateTimeOffset At, string Subject, IReadOnlyList<string> Heads);

    public async Task<Sighting<CiRuns>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var runs = RunsIn(around.Records);
        using var forge = Forge.Of(around.Git.History, around.Variable);
        try
        {
            return await PutTogetherAsync(around, runs, forge, cancel);
        }
        catch (Exception e) when (e is ForgeException or InvalidOperationException or KeyNotFoundException or FormatException && forge is not null)
        {
            return runs.Count > 0
                ? await PutTogetherAsync(around, runs, null, cancel)
                : new Sighting<CiRuns>.NotSeen(e is ForgeException ? e.Message : $"The forge's answer has another form than its documentation: {e.Message}", (e as ForgeException)?.Next ?? Forge.WrongAddress);
        }
    }

    private static async Task<CiRuns> PutTogetherAsync(Surroundings around, IReadOnlyList<Run> runs, IForge? forge, CancellationToken cancel)
    {
        var since = new DateTimeOffset(around.Today.AddDays(-Days), TimeOnly.MinValue, TimeSpan.Zero);
        var history = around.Git.History;
        var branch = history?.Default?.Name ?? "main";
        var pulls = forge is null ? [] : await forge.MergedAsync(branch, since, cancel);
        var changes = ChangesOf(history, pulls, since);

        var merged = new List<MergedChange>();
        foreach (var change in changes)
        {
            var (outcome, address) = runs.Where(r => r.Commit is not null && change.Heads.Contains(r.Commit)).MaxBy(r => r.At) is { } run ? (run.Outcome, run.Address) : (RunOutcome.None, null);
            foreach (var head in change.Heads)
            {
                if (outcome is RunOutcome.None or RunOutcome.Unfinished && forge is not null && merged.Count < MaxAsked)
                {
                    (outcome, address) = await forge.OutcomeAsync(head, cancel);
                }
            }

            merged.Add(new MergedChange(change.Commit[..Math.Min(10, change.Commit.Length)], DateOnly.FromDateTime(change.At.UtcDateTime), change.Subject, outcome, address));
        }

        // The forge counts the same runs that wrote records; of two counts of the same thing the larger one is the whole.
        var (red, green) = (runs.Count(r => r.Outcome == RunOutcome.Red), runs.Count(r => r.Outcome == RunOutcome.Green));
        if (forge is not null)
        {
            red = Math.Max(red, Math.Max(merged.Count(m => m.Run == RunOutcome.Red), await forge.CountRunsAsync(RunOutcome.Red, cancel)));
            green = Math.Max(green, Math.Max(merged.Count(m => m.Run == RunOutcome.Green), await forge.CountRunsAsync(RunOutcome.Green, cancel)));
        }

        return new CiRuns(
            [.. runs.Count > 0 ? (string[])[Records] : [], .. forge is not null ? (string[])[Forge.Name] : []],
            merged,
            runs.Where(r => r.Tests is not null).MaxBy(r => r.At)?.Tests,
            await LastOnDefaultAsync(history, runs, forge, cancel),
            forge is null ? null : await forge.RequiresCheckAsync(branch, cancel),
            red, green,
            around.Records.LastOrDefault(r => r.By.Kind == WriterKind.Drill && r.Answer is Answer.Unmet && (r.Check.StartsWith("ci/", StringComparison.Ordinal) || r.Check == "unit-tests/ran")) is { } drill
                ? DateOnly.FromDateTime(drill.At.UtcDateTime) : null);
    }

    /// <summary>One per merged change: the main line where it is whole, else the forge's list of merged pull requests.</summary>
    private static IReadOnlyList<Change> ChangesOf(GitHistory? history, IReadOnlyList<PullRequest> pulls, DateTimeOffset since) =>
        history is { IsShallow: false, Default: not null }
            ? [.. history.MergedSince(since).Select(c => new Change(c.Id, c.Committer.At, c.Subject,
                [.. pulls.Where(p => p.MergeCommit == c.Id).Select(p => p.Head), .. c.Parents.Skip(1), c.Id]))]
            : [.. pulls.Select(p => new Change(p.MergeCommit ?? p.Head, p.MergedAt, p.Title, [p.Head, .. p.MergeCommit is { } merge ? (string[])[merge] : []]))];

    private static async Task<DateOnly?> LastOnDefaultAsync(GitHistory? history, IReadOnlyList<Run> runs, IForge? forge, CancellationToken cancel)
    {
        var own = runs.Where(r => r.Outcome is RunOutcome.Green or RunOutcome.Red && r.Commit is { } commit && history?.BringerOf(commit) is not null).MaxBy(r => r.At)?.At;
        var asked = own is null && forge is not null && history?.DefaultTip is { } tip && (await forge.OutcomeAsync(tip.Id, cancel)).Outcome is RunOutcome.Green or RunOutcome.Red ? tip.Committer.At : own;
        return asked is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null;
    }

    /// <summary>The runs that published records: each is a chain of its own, and its tests are what it said about <c>unit-tests/ran</c>.</summary>
    private static IReadOnlyList<Run> RunsIn(IReadOnlyList<CheckRecord> records) =>
        [.. records.Where(r => r.By is { Kind: WriterKind.Ci, Run: not null }).GroupBy(r => r.By.Id).Select(g =>
        {
            var tests = g.LastOrDefault(r => r.Check == "unit-tests/ran");
            return new Run(g.Last().By.Commit, g.Max(r => r.At), tests?.Answer switch { Answer.Met => RunOutcome.Green, Answer.Unmet => RunOutcome.Red, _ => RunOutcome.Unfinished },
                g.Last().By.Run, tests?.Measured.TryGetValue("tests", out var count) == true ? (long)count : null);
        })];
}
