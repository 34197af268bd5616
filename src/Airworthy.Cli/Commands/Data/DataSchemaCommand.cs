using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Answers;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reporting;
using Airworthy.Core.Statements;
using Airworthy.Data;
using Airworthy.Probes.Data;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data schema</c>: drafts from the rows what each column should look like, shows it, and writes what a person approves.</summary>
internal sealed class DataSchemaCommand : IDataCommand
{
    /// <summary>Characters of a reason, as the check of the schema's history asks.</summary>
    private const int MinimumReason = 20;

    private static readonly Argument<string> s_project = AnswerOptions.Project();
    private static readonly Option<string?> s_by = AnswerOptions.By();
    private static readonly Option<string?> s_reason = new("--reason") { Description = "Why it is right, in 20 characters or more: where the ranges come from, or what changed in the world.", HelpName = "text" };
    private static readonly Option<string[]> s_column = AnswerOptions.Many("--column", "Only this column; may be given often.", "name");

    public Command Build()
    {
        var infer = new Command("infer", "Draft a schema from the rows. Writes a draft that nobody has reviewed; the schema itself stays.") { s_project };
        infer.SetAction(InferAsync);
        var show = new Command("show", "Show what the schema promises of each column.") { s_project };
        show.SetAction(Show);
        var diff = new Command("diff", "Lay the rows beside the schema: what it lacks, and what they contradict.") { s_project };
        diff.SetAction(DiffAsync);
        var approve = new Command("approve", "Take what the draft says into the schema, by name and with a reason. Hand-written lines stay.") { s_project, s_by, s_reason, s_column };
        approve.SetAction(ApproveAsync);
        return new Command("schema", "What each column should look like: infer, show, diff, approve.") { infer, show, diff, approve };
    }

    private static async Task<int> InferAsync(ParseResult parsed, CancellationToken cancel)
    {
        var files = SchemaFiles.Of(Project.Open(parsed.GetValue(s_project)!));
        var reviewed = files.Reviewed();
        var (columns, rows) = await SeenAsync(files, cancel);
        var fields = SchemaDraft.Propose(reviewed, columns);
        if (reviewed is not null && fields.Count == 0)
        {
            Console.WriteLine($"{files.Schema} speaks of all {Wording.Many(columns.Count, "column")}, and {Told(rows)} contradict nothing of it. No draft was written.");
            return 0;
        }

        await WholeFile.WriteAsync(Path.Combine(files.Project.Root, files.Draft), SchemaDraft.Text(fields, columns, $"{rows.ToString("N0", CultureInfo.InvariantCulture)} rows", reviewed is not null), cancel);
        Console.WriteLine($"Wrote {files.Draft}, a draft of {Wording.Many(fields.Select(f => f.Column).Distinct().Count(), "column")} from {Told(rows)}. It is inferred: it knows what was there, not what can be true.");
        Console.WriteLine($"→ Correct its ranges, add unit, means and available_after; then `airworthy data schema approve --by NAME --reason TEXT`.");
        return 0;
    }

    private static int Show(ParseResult parsed)
    {
        var files = SchemaFiles.Of(Project.Open(parsed.GetValue(s_project)!));
        if (files.Reviewed() is not { } schema)
        {
            throw new Refusal(1, files.HasDraft
                ? $"{files.Schema} is not there; {files.Draft} is a draft that nobody has approved. → airworthy data schema approve --by NAME --reason TEXT"
                : $"{files.Schema} is not there. → airworthy data schema infer");
        }

        Console.WriteLine($"{files.Schema}: {Wording.Many(schema.Columns.Count, "column")}, at most {(schema.MaxBroken ?? 0).ToString("P2", CultureInfo.InvariantCulture)} of the rows may break it");
        foreach (var (name, column) in schema.Columns)
        {
            Console.WriteLine($"  {name}: {SchemaFiles.Told(column)}");
            if (column.Means is { } means)
            {
                Console.WriteLine($"      {means.ReplaceLineEndings(" ")}");
            }
        }

        if (files.HasDraft)
        {
            Console.WriteLine($"{files.Draft} waits for somebody to approve it.");
        }

        return 0;
    }

    private static async Task<int> DiffAsync(ParseResult parsed, CancellationToken cancel)
    {
        var files = SchemaFiles.Of(Project.Open(parsed.GetValue(s_project)!));
        var reviewed = files.Reviewed();
        var (columns, rows) = await SeenAsync(files, cancel);
        var fields = SchemaDraft.Propose(reviewed, columns);
        var gone = reviewed?.Columns.Keys.Where(k => columns.All(c => c.Name != k)).ToList() ?? [];
        foreach (var column in fields.GroupBy(f => f.Column))
        {
            var isNew = reviewed?.Columns.ContainsKey(column.Key) != true;
            Console.WriteLine($"{(isNew ? "+" : "~")} {column.Key}  ({SchemaDraft.Told(columns.First(c => c.Name == column.Key))})");
            foreach (var field in column)
            {
                Console.WriteLine(field.Was is null ? $"    {field.Field}: {field.Yaml}" : $"    {field.Field}: {field.Was} → {field.Yaml}");
            }
        }

        foreach (var name in gone)
        {
            Console.WriteLine($"- {name}  (the table has no such column; take it out of {files.Schema} by hand if it is gone for good)");
        }

        Console.WriteLine(fields.Count + gone.Count == 0
            ? $"{Told(rows)} and {files.Schema} agree on {Wording.Many(columns.Count, "column")}."
            : $"{Wording.Many(fields.Select(f => f.Column).Distinct().Count() + gone.Count, "column")} of {columns.Count} differ from {(reviewed is null ? $"{files.Schema}, which is not there" : files.Schema)}, in {Told(rows)}.");
        return fields.Count + gone.Count == 0 ? 0 : 1;
    }

    private static async Task<int> ApproveAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var files = SchemaFiles.Of(project);
        var reviewed = files.Reviewed();
        var by = parsed.GetValue(s_by) ?? (GitUser.Email(project.Root) is { } email ? project.Files.People.HandleOf(email) : null);
        var reason = parsed.GetValue(s_reason)?.Trim().ReplaceLineEndings(" ") ?? "";
        List<string> against = [];
        if (project.Files.People[by] is not { Active: true })
        {
            against.Add(by is null ? "Nobody is named, and git's address belongs to nobody of people.yaml. → --by HANDLE"
                : $"{by} is not an active person of .airworthy/people.yaml, which has {string.Join(", ", project.Files.People.ByHandle!.Keys.Take(8).DefaultIfEmpty("nobody"))}. → --by HANDLE");
        }

        if (Placeholder.WhyNot(reason, MinimumReason, Policy.Standard) is { } why)
        {
            against.Add($"The reason {why}. → --reason \"where the ranges come from, or what changed in the world\"");
        }

        var (fields, wanted) = files.Drafted(parsed.GetValue(s_column)!);
        against.AddRange(wanted);
        if (against.Count > 0)
        {
            throw new Refusal(1, ["Nothing was written:", .. against.Select(a => $"  - {a}")]);
        }

        var today = project.Contract.AsOf ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var text = reviewed is null ? "# What each column should look like. A change to it is a reviewed change.\ncolumns:\n" : await File.ReadAllTextAsync(files.SchemaPath, cancel);
        var edited = SchemaEdit.SetAll(text, files.Schema, fields);
        if (edited.Text is null)
        {
            throw new Refusal(1, ["Nothing was written:", .. edited.Problems.Select(p => $"  - {p}")]);
        }

        var end = edited.Text.EndsWith('\n') ? "" : "\n";
        var columns = fields.Select(f => f.Column).Distinct().ToList();
        await WholeFile.WriteAsync(files.SchemaPath, $"{edited.Text}{end}# {today:yyyy-MM-dd} {by}: {reason} ({string.Join(", ", columns.Count <= 6 ? columns : [.. columns.Take(5), $"{columns.Count - 5} more"]).ReplaceLineEndings(" ")})\n", cancel);
        Console.WriteLine($"{files.Schema}: {Wording.Many(fields.Count, "field")} of {Wording.Many(columns.Count, "column")} taken over, approved by {by}.");
        if (parsed.GetValue(s_column)!.Length == 0)
        {
            File.Delete(files.DraftPath);
        }

        await files.NameInContractAsync(cancel);
        var mute = TableSchemaReader.Read(await File.ReadAllTextAsync(files.SchemaPath, cancel), files.Schema).Schema!.Columns.Where(c => string.IsNullOrWhiteSpace(c.Value.Means)).Select(c => c.Key).ToList();
        if (mute.Count > 0)
        {
            Console.WriteLine($"Nobody has written yet what {(mute.Count <= 5 ? string.Join(", ", mute) : $"{string.Join(", ", mute.Take(5))} and {mute.Count - 5} more")} {(mute.Count == 1 ? "means" : "mean")}: add `means`.");
        }

        Console.WriteLine("→ Commit it with this reason and let somebody else review the change: `airworthy check data-schema` reads who did.");
        return 0;
    }

    private static string Told(long rows) => $"{rows.ToString("N0", CultureInfo.InvariantCulture)} row{(rows == 1 ? "" : "s")}";

    private static async Task<(IReadOnlyList<SeenColumn> Columns, long Rows)> SeenAsync(SchemaFiles files, CancellationToken cancel)
    {
        try
        {
            await using var table = await Table.OpenAsync(files.Project.Contract, files.Project.Root, cancel);
            return table.Rows == 0
                ? throw new Refusal(1, "The table has no rows, so nothing can be inferred. → Bring the rows, or write the schema by hand.")
                : (await SeenColumns.ReadAsync(table, cancel), table.Rows);
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, $"→ {e.Next}");
        }
    }
}
