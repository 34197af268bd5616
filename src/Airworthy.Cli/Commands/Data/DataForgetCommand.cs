using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Answers;
using Airworthy.Core.Datasets;
using Airworthy.Core.Reporting;
using Airworthy.Data.Versions;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data forget</c>: deletes the rows of persons, and takes back every version that holds them.</summary>
internal sealed class DataForgetCommand : IDataCommand
{
    private const int LongestKey = 1_000;

    private static readonly Argument<string> s_name = new("name") { Description = "The dataset." };
    private static readonly Argument<string[]> s_keys = new("key") { Description = "Keys as they stand in the data; better in a file, which leaves no trace in the shell's history.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> s_from = new("--keys-from") { Description = "A file with one key per line, or - for what is piped in." };
    private static readonly Option<string?> s_column = new("--column") { Description = "The column that says whose row it is: data.entity, else data.id, when it is not given." };
    private static readonly Option<string?> s_why = new("--why") { Description = "Why, without personal data: the number of the letter, the law." };
    private static readonly Option<DateOnly?> s_asked = new("--asked") { Description = "The day on which it was asked for, such as 2026-01-05; today when it is not given." };
    private static readonly Option<string?> s_by = new("--by") { Description = "Who enters it: a handle of .airworthy/people.yaml; whoever git says when it is not given." };
    private static readonly Option<bool> s_canary = new("--canary") { Description = "The rows are nobody's: they were planted to see whether deletion works." };
    private static readonly Option<string[]> s_retire = new("--retire") { Description = "A model that learned from the rows and has to go, or none.", Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Do not ask." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<DateTimeOffset?> s_now = new("--now") { Description = "The time that counts as now, such as 2026-01-05T10:00:00Z." };

    public Command Build()
    {
        var command = new Command("forget", "Delete rows by key: the next version is made without them, versions that hold them are withdrawn, and a log keeps who asked when; rows of the prediction log go too where data.privacy.subject names the column. Asks first.")
        {
            s_name, s_keys, s_from, s_column, s_why, s_asked, s_by, s_canary, s_retire, s_yes, s_project, s_now, StoreConnection.Server,
        };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => ForgetAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> ForgetAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var today = parsed.GetValue(s_now) is { } now ? DateOnly.FromDateTime(now.UtcDateTime) : project.Contract.AsOf ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var wish = await WishAsync(parsed, project, today, cancel);
        var logged = LoggedPersons.Of(parsed, project, wish.Column);
        var (isSure, version) = await ForgetAsync(wish, project, logged, today, parsed.GetValue(s_yes), cancel);
        if (version is null)
        {
            return isSure ? 0 : 1;
        }

        if (await VersionProfile.KeepAsync(project, wish.Dataset, version, cancel) is { } noProfile)
        {
            Console.WriteLine($"  {noProfile}");
        }

        return 0;
    }

    /// <returns>Whether it was done; the newest version afterwards, null where the dataset has none of the keys.</returns>
    private static async Task<(bool IsSure, DatasetVersion? Version)> ForgetAsync(ForgetWish wish, Project project, LoggedPersons? logged, DateOnly today, bool isSure, CancellationToken cancel)
    {
        using var store = ContentStore.Open(project.Root, project.Contract);
        using var turn = await store.TakeTurnAsync(() => Terminal.Note("Another command writes to this store; waiting until it is done."), cancel);
        var forget = new Forget(project.Root, project.Contract, store);
        ForgetPlan? plan = null;
        try
        {
            plan = await Terminal.WithBytesAsync($"Looking through {wish.Dataset}", progress => forget.LookAsync(wish with { Progress = version => progress(version, 0) }, cancel));
            Tell(plan);
        }
        catch (NoSuchKeyException e) when (logged is not null)
        {
            Console.WriteLine($"{wish.Dataset}: {e.Message}. The prediction log is looked through all the same.");
        }

        if (!isSure)
        {
            if (!Terminal.IsInteractive)
            {
                Console.WriteLine("Nothing was deleted; add --yes.");
                return (false, null);
            }

            if (!Asking.Confirm("Delete them?"))
            {
                Console.WriteLine("Nothing was deleted.");
                return (false, null);
            }
        }

        // First, since the version and the log of requests then say that all is done: after a stop in between the same command does the rest.
        if (logged is not null)
        {
            await logged.ForgetAsync(wish.Keys, cancel);
        }

        if (plan is null)
        {
            return (true, null);
        }

        var forgotten = await forget.DoAsync(plan, today, cancel);
        Tell(forgotten, plan);
        DataRefusals.TellOfBucket(store);
        return (true, forgotten.Version);
    }

    private static async Task<ForgetWish> WishAsync(ParseResult parsed, Project project, DateOnly today, CancellationToken cancel)
    {
        var data = project.Contract.Data;
        var keys = await KeysAsync(parsed, cancel);
        var column = parsed.GetValue(s_column) ?? (data?.Entity is { } entity and not "none" ? entity : data?.Id is { } id and not "row" ? id : null);
        var by = parsed.GetValue(s_by) ?? (GitUser.Email(project.Root) is { } email ? project.Files.People.HandleOf(email) ?? email : null);
        var why = parsed.GetValue(s_why)?.Trim().ReplaceLineEndings(" ");
        var asked = parsed.GetValue(s_asked) ?? today;
        string?[] against =
        [
            keys.Count == 0 ? "No key is given. → KEY, or --keys-from FILE" : null,
            keys.Count > DeletionRequest.MostKeys ? $"There are {keys.Count:N0} keys, and one request holds at most {DeletionRequest.MostKeys:N0}. → Part them into several." : null,
            column is null ? "The contract names no data.entity and no data.id. → --column COLUMN" : null,
            by is null ? "Nobody is named, and git does not say who works here. → --by HANDLE" : null,
            string.IsNullOrEmpty(why) && !parsed.GetValue(s_canary) ? "No reason is given. → --why \"letter 4711, GDPR article 17\"" : null,
            keys.Any(k => why?.Contains(k, StringComparison.Ordinal) == true && k.Length > 2) ? "The reason holds one of the keys, and it is written into the log. → --why without it" : null,
            asked > today ? $"--asked {asked:yyyy-MM-dd} is after {today:yyyy-MM-dd}. → The day on which it was asked for" : null,
        ];
        if (against.OfType<string>().ToList() is { Count: > 0 } wrong)
        {
            throw new Refusal(64, ["Nothing was deleted:", .. wrong.Select(w => $"  - {w}")]);
        }

        return new ForgetWish(parsed.GetValue(s_name)!, column!, keys, asked, by!, string.IsNullOrEmpty(why) ? "a planted record" : why)
        {
            IsCanary = parsed.GetValue(s_canary),
            Retire = parsed.GetValue(s_retire) is { Length: > 0 } retire ? retire : null,
        };
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(ParseResult parsed, CancellationToken cancel)
    {
        IEnumerable<string> given = parsed.GetValue(s_keys) ?? [];
        if (parsed.GetValue(s_from) is { } file)
        {
            given = given.Concat((file == "-" ? await Console.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(file, cancel)).Split('\n').Select(l => l.TrimEnd('\r')));
        }

        var keys = given.Where(k => k.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return keys.Exists(k => k.Length > LongestKey) ? throw new Refusal(64, $"A key has more than {LongestKey:N0} characters. → One key per line.") : keys;
    }

    private static void Tell(ForgetPlan plan)
    {
        var request = plan.Request;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{request.Id}: {Wording.Many(request.Keys.Count, "key")} of {request.Column}, asked on {request.Asked:yyyy-MM-dd}{(request.Due is { } due ? $", due on {due:yyyy-MM-dd}" : "")}{(plan.IsResumed ? "; it stands in the log already and was not brought to its end" : "")}."));
        foreach (var holding in plan.Holding)
        {
            Console.WriteLine(holding.Rows is { } rows
                ? string.Create(CultureInfo.InvariantCulture, $"  {holding.Version.Id} holds {Rows(rows, "such row")}{(holding.Version == plan.Newest ? ": the next version is made without" : "")}, and will be withdrawn.")
                : $"  {holding.Version.Id} cannot be read, so it will be withdrawn too: {holding.Why!.TrimEnd('.')}.");
        }

        foreach (var file in plan.WorkingFiles)
        {
            Console.WriteLine($"  {file} in the project's folder will be written without them.");
        }

        if (plan.NotFound > 0)
        {
            Console.WriteLine($"  {Wording.Many(plan.NotFound, "key")} of these {request.Keys.Count} {(plan.NotFound == 1 ? "is" : "are")} in no version.");
        }
    }

    private static void Tell(Forgotten forgotten, ForgetPlan plan)
    {
        var (request, done) = (forgotten.Request, forgotten.Request.Done!);
        Console.WriteLine(forgotten.IsNew
            ? string.Create(CultureInfo.InvariantCulture, $"{plan.Manifest.Dataset} {forgotten.Version.Id}: {forgotten.Version.Rows:N0} rows, without the {Rows(done.Rows ?? 0, "row")} of {request.Id}.")
            : $"{plan.Manifest.Dataset} {forgotten.Version.Id} stays the newest: it holds none of them.");
        Console.WriteLine(done.Withdrawn.Count == 0 ? "  No version had to be withdrawn." : $"  Withdrawn: {string.Join(", ", done.Withdrawn)}. Their content is still in the store: `airworthy data gc` removes it.");
        Console.WriteLine(request.Retire is { } retire ? $"  To retire: {string.Join(", ", retire)}." : $"  Models that learned from {(done.Withdrawn.Count == 0 ? "them" : string.Join(", ", done.Withdrawn))} have to go: name them under `retire` in the log, or write none.");
        Console.WriteLine($"  Delete them where they come from too ({plan.Newest.From!.Source}), or the next `airworthy data add` is refused.");
        Console.WriteLine($"  Commit {DatasetManifest.PathOf(plan.Manifest.Dataset)} and {DeletionLog.PathOf(plan.Manifest.Dataset)}; if the splits are recorded, `airworthy data split` records them again.");
    }

    private static string Rows(long rows, string word) => string.Create(CultureInfo.InvariantCulture, $"{rows:N0} {word}{(rows == 1 ? "" : "s")}");
}
