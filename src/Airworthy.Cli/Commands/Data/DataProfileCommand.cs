using System.CommandLine;
using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Data.Versions;
using Airworthy.Probes.Data;

using Spectre.Console;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data profile</c>: what is kept of the rows that a model learns from, and how other rows differ from it.</summary>
internal sealed class DataProfileCommand : IDataCommand
{
    private static readonly Argument<string> s_project = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<string?> s_compare = new("--compare") { Description = "A table of other rows (CSV, Parquet, JSON lines), or a version such as v0003, to say how they differ." };
    private static readonly Option<string?> s_with = new("--with") { Description = "A version whose profile was kept, or a file written with --format json, to compare with instead of profiling the project's rows; they may be gone." };
    private static readonly Option<ProfileFormat> s_format = new("--format") { Description = "text or json." };

    private enum ProfileFormat { Text, Json }

    public Command Build()
    {
        var command = new Command("profile", "Show the reference profile of the training rows: tenths, domains and a sketch, no row. Or how other rows differ from it.") { s_project, s_compare, s_with, s_format };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await RunAsync(parsed, cancel);
            }
            catch (TableException e)
            {
                throw new Refusal(2, e.Message, $"→ {e.Next}");
            }
            catch (StoreException e)
            {
                throw new Refusal(2, $"{e.Message.TrimEnd('.')}.", $"→ {e.Next}");
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var reference = parsed.GetValue(s_with) is not { } with ? await OfProjectAsync(project, cancel)
            : File.Exists(with) ? Read(with)
            : VersionProfile.Read(project, with);

        var isJson = parsed.GetValue(s_format) == ProfileFormat.Json;
        if (parsed.GetValue(s_compare) is not { } other)
        {
            Console.Write(isJson ? reference.ToJson() : Text(reference));
            return 0;
        }

        var counted = File.Exists(other) ? await CountAsync(project.Contract, Path.GetDirectoryName(Path.GetFullPath(other))!, [Path.GetFileName(other)], reference, cancel) : await CountVersionAsync(project, other, reference, cancel);
        if (isJson)
        {
            Console.Write(counted.ToJson());
            return 0;
        }

        Print(reference, counted, other);
        return 0;
    }

    /// <summary>The profile of the project's rows; where those are gone, the one that was kept of the newest version.</summary>
    private static async Task<ReferenceProfile> OfProjectAsync(Project project, CancellationToken cancel)
    {
        try
        {
            await using var table = await Airworthy.Data.Table.OpenAsync(project.Contract, project.Root, cancel);
            return await ReferenceProfiles.MakeAsync(table, cancel);
        }
        catch (TableException e) when (project.Contract.Data?.Dataset is { } dataset && new ManifestFiles(project.Root).Read(dataset).Manifest?.Newest is { Profile: not null } newest)
        {
            Terminal.Note($"{e.Message} The profile that was kept of {newest.Id} stands for the rows.");
            return VersionProfile.Read(project, $"{dataset}@{newest.Id}");
        }
    }

    private static async Task<ReferenceProfile> CountVersionAsync(Project project, string word, ReferenceProfile reference, CancellationToken cancel)
    {
        var manifests = DataRefusals.Manifests(project.Root);
        if (manifests.Count == 0 || word.Contains('/', StringComparison.Ordinal) || word.Contains('.', StringComparison.Ordinal))
        {
            throw new TableException($"{word} is not there.", "Correct its name, or name a version: `airworthy data list`.");
        }

        var (_, version) = DataRefusals.Find(manifests, word);
        using var store = ContentStore.Open(project.Root, project.Contract);
        var tree = VersionFiles.Tree(store, version.Digest);
        return await CountAsync(project.Contract, VersionFiles.Materialise(store, tree, version.Digest, cancel), [.. tree.Tables.Select(t => t.Path)], reference, cancel);
    }

    private static ReferenceProfile Read(string file)
    {
        try
        {
            return ReferenceProfile.FromJson(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new Refusal(2, $"{file} cannot be read: {e.Message}", "→ Write one with `airworthy data profile --format json`.");
        }
    }

    /// <summary>The other rows, counted in the bins of the reference. They may lack the label.</summary>
    private static async Task<ReferenceProfile> CountAsync(ProjectContract contract, string folder, IReadOnlyList<string> files, ReferenceProfile reference, CancellationToken cancel)
    {
        var data = (contract.Data ?? new DataPromise()) with { Files = files, Dataset = null, Split = null, Represents = null };
        async Task<ReferenceProfile> ReadAsync(Label? label)
        {
            await using var table = await Airworthy.Data.Table.OpenAsync(contract with { Data = data with { Label = label } }, folder, cancel);
            return await ReferenceProfiles.MakeAsync(table, cancel, reference);
        }

        try
        {
            return await ReadAsync(data.Label);
        }
        catch (TableException) when (data.Label is not null)
        {
            return await ReadAsync(null);
        }
    }

    private static string Text(ReferenceProfile profile)
    {
        var text = new System.Text.StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{profile.Of}: {profile.Rows:N0} rows, about {profile.Sketch.Different():N0} different ones");
        foreach (var column in profile.Columns.Concat(profile.Label is { } label ? [label with { Name = $"{label.Name} (label)" }] : []))
        {
            var missing = column.Missing == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {100.0 * column.Missing / Math.Max(1, profile.Rows):0.0} % missing");
            text.AppendLine($"  {column.Name}: {(column.IsOrdered ? Tenths(column) : Values(column, profile.Rows))}{missing}");
        }

        return text.ToString();
    }

    private static string Tenths(ProfiledColumn column) => column.Min is not { } min || column.Max is not { } max
        ? "no value"
        : string.Create(CultureInfo.InvariantCulture, $"{Value(column, min)} to {Value(column, max)}; tenths {string.Join(" ", column.Bounds!.Select(b => Value(column, b)))}");

    private static string Value(ProfiledColumn column, double value) => column.IsTime
        ? DateTime.UnixEpoch.AddSeconds(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Values(ProfiledColumn column, long rows)
    {
        var first = column.Values!.Zip(column.Counts).Take(4).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.First} {100.0 * v.Second / Math.Max(1, rows):0.0} %"));
        return string.Join(", ", first) + (column.Values!.Count > 4 ? $" and {column.Values.Count - 4} more" : "") + (column.Other > 0 ? string.Create(CultureInfo.InvariantCulture, $", any other {100.0 * column.Other / Math.Max(1, rows):0.0} %") : "");
    }

    private static void Print(ReferenceProfile reference, ReferenceProfile counted, string other)
    {
        var comparison = ProfileComparison.Of(reference, counted);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{other} ({counted.Rows:N0} rows) against {reference.Of} ({reference.Rows:N0} rows)"));
        if (comparison.SeenBefore is { } seen)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"About {100 * seen:0} % of the different rows are also in {reference.Of}."));
        }

        var table = new Spectre.Console.Table { Border = TableBorder.Simple };
        table.AddColumns("column", "size", "D or share", "PSI", "p, adjusted", "");
        foreach (var (column, name) in comparison.Columns.Select(c => (c, c.Name)).Concat(comparison.Label is { } label ? [(label, $"{label.Name} (label)")] : []))
        {
            table.AddRow([.. new[] { name, Size(column.Moved.Size), Digits(column.Moved.Shift.Distance), Digits(column.Moved.Shift.Psi), column.Moved.Adjusted.ToString("0.######", CultureInfo.InvariantCulture), About(column) }.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        if (comparison.Lacking.Count > 0)
        {
            Console.WriteLine($"It lacks {string.Join(", ", comparison.Lacking)}.");
        }
    }

    private static string Digits(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Size(ShiftSize size) => size switch { ShiftSize.None => "same", ShiftSize.Note => "small", ShiftSize.Concern => "worth a look", _ => "large" };

    private static string About(ComparedColumn column) => string.Join(", ", new[]
    {
        column.NewValues > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100 * column.NewValues:0.0} % new values") : null,
        column.IsOutside ? "values outside the range" : null,
    }.OfType<string>());
}
