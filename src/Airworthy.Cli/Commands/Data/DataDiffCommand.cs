using System.CommandLine;
using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reporting;
using Airworthy.Data.Versions;
using Airworthy.Probes.FirstLook;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data diff</c>: what changed between two versions.</summary>
internal sealed class DataDiffCommand : IDataCommand
{
    private static readonly Argument<string> s_before = new("before") { Description = "The earlier version, such as v0002." };
    private static readonly Argument<string> s_after = new("after") { Description = "The later version, such as v0003." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("diff", "Say what changed between two versions: columns, rows, labels, and how values are spread.") { s_before, s_after, s_project };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => DiffAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> DiffAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var manifests = DataRefusals.Manifests(project.Root);
        var (manifest, before) = DataRefusals.Find(manifests, parsed.GetValue(s_before)!);
        var (other, after) = DataRefusals.Find(manifests, parsed.GetValue(s_after)!);
        if (manifest.Dataset != other.Dataset)
        {
            Terminal.Note($"{manifest.Dataset} and {other.Dataset} are two datasets.");
        }

        if (before.Digest == after.Digest)
        {
            Console.WriteLine($"{before.Id} and {after.Id} are the same, byte for byte.");
            return 0;
        }

        using var store = ContentStore.Open(project.Root, project.Contract);
        // The contract's words fit the dataset that it names.
        var contract = project.Contract.Data?.Dataset == manifest.Dataset ? project.Contract : project.Contract with { Data = null };
        await using var pair = await TablePair.OpenAsync(project.Root, contract, store, before, after, cancel);
        Console.WriteLine($"{manifest.Dataset} {before.Id} ({before.Rows:N0} rows, {before.Made:yyyy-MM-dd}) → {after.Id} ({after.Rows:N0} rows, {after.Made:yyyy-MM-dd})");
        Columns(pair);
        await RowsAsync(pair, project, cancel);
        if (await pair.LabelsAsync(cancel) is { } labels)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"labels   {labels.Changed:N0} changed, {labels.Added:N0} added, {labels.Removed:N0} gone with their rows"));
            Show(labels.Changed > 0 ? labels.Shown : null);
        }

        var shifted = await FileShift.OfAsync(pair.Table, pair.Shared, cancel);
        Console.WriteLine(shifted.Count == 0 ? "drift    no column's values are spread differently, beyond chance and by an amount that matters" : $"drift    {Wording.Many(shifted.Count, "column")} of {pair.Shared.Count}:");
        foreach (var column in shifted)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"           {column.Column}: {(column.IsNumber ? "largest distance of the cumulative shares" : "largest change of one value's share")} {column.Shift.Distance:0.000}, PSI {column.Shift.Psi:0.000}, p {column.Shift.P:0.0e0}{(column.IsLarge ? "  (large)" : "")}"));
        }

        return 0;
    }

    private static void Columns(TablePair pair)
    {
        Console.WriteLine(pair.Columns.Count == 0 ? $"columns  the same {pair.Shared.Count}" : $"columns  {Wording.Many(pair.Columns.Count, "difference")}:");
        foreach (var column in pair.Columns)
        {
            Console.WriteLine(column switch
            {
                { Before: null } => $"           {column.Name} is new ({column.After})",
                { After: null } => $"           {column.Name} is gone (was {column.Before})",
                _ => $"           {column.Name} was {column.Before}, is {column.After}",
            });
        }
    }

    private static async Task RowsAsync(TablePair pair, Project project, CancellationToken cancel)
    {
        var rows = await pair.RowsAsync(cancel);
        var how = rows.Changed is { } changed
            ? string.Create(CultureInfo.InvariantCulture, $"{changed:N0} changed, {rows.Same:N0} the same, by {project.Contract.Data!.Id}")
            : string.Create(CultureInfo.InvariantCulture, $"{rows.Same:N0} the same, compared whole: {(project.Contract.Data?.Id is { } id and not "row" ? $"{id} is not unique in both" : "data.id names no column")}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rows     {rows.Added:N0} added, {rows.Removed:N0} removed, {how}"));
        Show(rows.Shown);
    }

    private static void Show(Shown? shown)
    {
        foreach (var row in shown?.Rows ?? [])
        {
            Console.WriteLine($"           {string.Join(", ", shown!.Columns.Zip(row, (c, v) => $"{c}={v}"))}");
        }
    }
}
