using System.CommandLine;
using System.Globalization;

using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data add</c>: stores files as the next version of a dataset.</summary>
internal sealed class DataAddCommand : IDataCommand
{
    private static readonly Argument<string> s_name = new("name") { Description = "The dataset's name: letters, digits, dots, dashes and underscores." };
    private static readonly Argument<string[]> s_paths = new("path") { Description = "Files, patterns, or folders: CSV, Parquet, JSON lines, images, texts.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<string?> s_source = new("--source") { Description = "Where the data came from: an address or a sentence; the paths when it is not given." };
    private static readonly Option<string?> s_encoding = new("--encoding") { Description = "How letters of text files are written: utf-8, utf-16 or latin-1." };
    private static readonly Option<string?> s_delimiter = new("--delimiter") { Description = "What parts the fields of text files: one character, tab or space." };
    private static readonly Option<string?> s_quote = new("--quote") { Description = "What stands around fields that hold a delimiter: one character." };
    private static readonly Option<string?> s_fileColumn = new("--file-column") { Description = "A column of the table whose values name files that belong to the version, such as images." };
    private static readonly Option<DateTimeOffset?> s_now = new("--now") { Description = "The time that counts as now, such as 2026-01-05T10:00:00Z." };

    public Command Build()
    {
        var command = new Command("add", "Store files as the next version of a dataset; what the store has already is not stored again.")
        {
            s_name, s_paths, s_project, s_source, s_encoding, s_delimiter, s_quote, s_fileColumn, s_now,
        };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => AddAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancel)
    {
        var name = parsed.GetValue(s_name)!;
        if (!DatasetManifest.IsName(name))
        {
            throw new Refusal(64, $"{name} cannot be the name of a dataset, which is also the name of a file: letters, digits, dots, dashes and underscores.");
        }

        var form = Form(parsed);
        var project = Project.Open(parsed.GetValue(s_project)!);
        var wanted = new Addition(name, Environment.CurrentDirectory, parsed.GetValue(s_paths)!)
        {
            Source = parsed.GetValue(s_source),
            Read = form,
            FileColumn = parsed.GetValue(s_fileColumn),
            Waiting = () => Terminal.Note("Another command writes to this store; waiting until it is done."),
        };
        var (clock, contract) = parsed.GetValue(s_now) is { } now ? (new FixedClock(now), project.Contract with { AsOf = null }) : (TimeProvider.System, project.Contract);
        var added = await Terminal.WithBytesAsync($"Adding to {name}", progress =>
            VersionAdding.AddAsync(project.Root, contract, wanted with { Progress = progress }, clock, cancel));
        var noProfile = await VersionProfile.KeepAsync(project, name, added.Version, cancel);
        Tell(name, added, project);
        if (noProfile is not null)
        {
            Console.WriteLine($"  {noProfile}");
        }

        return 0;
    }

    private static TextForm? Form(ParseResult parsed)
    {
        var form = new TextForm { Encoding = parsed.GetValue(s_encoding), Delimiter = parsed.GetValue(s_delimiter) is "\t" ? "tab" : parsed.GetValue(s_delimiter) is " " ? "space" : parsed.GetValue(s_delimiter), Quote = parsed.GetValue(s_quote) };
        return form == new TextForm() ? null
            : form.Encoding is not (null or "utf-8" or "utf-16" or "latin-1") ? throw new Refusal(64, $"--encoding {form.Encoding}: expected utf-8, utf-16 or latin-1. Write other files again as UTF-8, for instance with iconv.")
            : form is { Delimiter: not null, Separator: null } ? throw new Refusal(64, $"--delimiter {form.Delimiter}: expected one character, tab or space.")
            : form.Quote is { Length: not 1 } ? throw new Refusal(64, $"--quote {form.Quote}: expected one character.")
            : form;
    }

    private static void Tell(string name, Added added, Project project)
    {
        var version = added.Version;
        if (!added.IsNew)
        {
            Console.WriteLine(added.Stored == 0
                ? $"{name} {version.Id} has this content already, byte for byte; nothing was added."
                : string.Create(CultureInfo.InvariantCulture, $"{name} {version.Id} has this content already, byte for byte; the store here lacked {added.Stored:N0} bytes of it and has them now."));
            return;
        }

        // What names the files is stored as well, and is no part of their bytes.
        var bytes = version.Bytes ?? 0;
        var stored = Math.Min(added.Stored, bytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {version.Id}: {version.Rows:N0} rows, {bytes:N0} bytes in {Files(version)}; {stored:N0} bytes ({Share(stored, bytes)}) were not in the store yet."));
        Console.WriteLine($"  digest {version.Digest}");
        if (added.SameAs is { } older)
        {
            Console.WriteLine($"  It is {older} again, byte for byte.");
        }

        if (added.Labels is { } labels)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Labels since {version.From!.Parent}: {labels.Changed:N0} changed, {labels.Added:N0} added, {labels.Removed:N0} gone with their rows."));
            if (labels.Changed > 0)
            {
                Console.WriteLine(version.Labels?.Log is { } log
                    ? $"  Say why in {log.Split('#')[0]}, under a heading with {version.Id} and both numbers; versioned-storage/labels looks for it."
                    : "  Name a file for such changes in data.storage.annotations of airworthy.yaml, and say there why.");
            }
        }

        if (added.WhyNoLabels is { } why)
        {
            Console.WriteLine($"  {why}");
        }

        Console.WriteLine($"  Commit {DatasetManifest.PathOf(name)}; the store itself stays out of git.");
        if (project.Contract.Data?.Dataset != name)
        {
            Console.WriteLine($"  To have it checked, write data.dataset: {name} in airworthy.yaml.");
        }
    }

    private static string Files(DatasetVersion version) => version.Files is { } files ? string.Join(", ", files) : version.From!.Source;

    private static string Share(long part, long whole) => whole == 0 ? "0 %" : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
