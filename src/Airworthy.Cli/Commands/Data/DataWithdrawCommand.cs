using System.CommandLine;

using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data withdraw</c>: takes a version back that nobody may use any more.</summary>
internal sealed class DataWithdrawCommand : IDataCommand
{
    private static readonly Argument<string> s_version = new("version") { Description = "A version such as v0003 or flights@v0003." };
    private static readonly Option<string> s_why = new("--why") { Description = "Why, without personal data.", Required = true };
    private static readonly Option<string?> s_by = new("--by") { Description = "Who takes it back: a handle of .airworthy/people.yaml; whoever git says when it is not given." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<DateTimeOffset?> s_now = new("--now") { Description = "The time that counts as now, such as 2026-01-05T10:00:00Z." };

    public Command Build()
    {
        var command = new Command("withdraw", "Take a version back: its entry stays and says who and why, its content goes with the next `data gc`.") { s_version, s_why, s_by, s_project, s_now };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => WithdrawAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> WithdrawAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var today = parsed.GetValue(s_now) is { } now ? DateOnly.FromDateTime(now.UtcDateTime) : project.Contract.AsOf ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var by = parsed.GetValue(s_by) ?? (GitUser.Email(project.Root) is { } email ? project.Files.People.HandleOf(email) ?? email : null);
        var why = parsed.GetValue(s_why)!.Trim().ReplaceLineEndings(" ");
        if (by is null || why.Length == 0)
        {
            throw new Refusal(64, by is null ? "Nobody is named, and git does not say who works here. → --by HANDLE" : "No reason is given. → --why \"what is wrong with it\"");
        }

        using var store = ContentStore.Open(project.Root, project.Contract);
        using var turn = await store.TakeTurnAsync(() => Terminal.Note("Another command writes to this store; waiting until it is done."), cancel);
        var (manifest, version) = DataRefusals.Find(DataRefusals.Manifests(project.Root), parsed.GetValue(s_version)!);
        if (manifest.Standing.Count() == 1)
        {
            throw new Refusal(1, $"{version.Id} is the only version of {manifest.Dataset} that is left.", "Add the version that shall stand in its place first: `airworthy data add`.");
        }

        var withdrawal = new VersionWithdrawal { On = today, By = by, Why = why };
        var after = manifest with { Versions = [.. manifest.Versions.Select(v => v.Digest == version.Digest && v.Withdrawn is null ? v with { Withdrawn = withdrawal } : v)] };
        if (after.Newest is not { } newest)
        {
            throw new Refusal(1, $"Every version of {manifest.Dataset} that is left is the same as {version.Id}.", "Add the version that shall stand in its place first: `airworthy data add`.");
        }

        new ManifestFiles(project.Root).Write(after);
        Console.WriteLine($"{manifest.Dataset} {version.Id} is withdrawn; {newest.Id} is the newest now.");
        Console.WriteLine($"  Its content is still in the store: `airworthy data gc` removes it. Commit {DatasetManifest.PathOf(manifest.Dataset)}.");
        DataRefusals.TellOfBucket(store);
        return 0;
    }
}
