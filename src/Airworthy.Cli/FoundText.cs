using System.Globalization;

using Airworthy.Core.Contracts.Draft;
using Airworthy.Probes.Scan;

namespace Airworthy.Cli;

/// <summary>Prints what a look at a project's files found.</summary>
internal static class FoundText
{
    public static IEnumerable<string> Of(Found found, TableGuess table)
    {
        yield return $"Looked at {Count(found.Walk.Files.Count, "file")}{(found.Walk.IsCut ? " and stopped there" : "")}; nothing was run.";
        foreach (var (name, value) in Lines(found, table).Where(l => l.Value.Length > 0))
        {
            yield return $"  {name,-11}{value}";
        }

        if (found.Walk.LeftOut + found.Unread > 0)
        {
            yield return $"  left out   {Count(found.Walk.LeftOut, "link or odd name", "links or odd names")}, {Count(found.Unread, "file")} of code that could not be read";
        }
    }

    private static IEnumerable<(string Name, string Value)> Lines(Found found, TableGuess table)
    {
        yield return ("code", string.Join(", ", found.Languages.Select(l => $"{l.Language} ({l.Files})")));
        yield return ("tests", string.Join(", ", found.Tests.Select(t => $"{(t.Folder.Length == 0 ? "." : t.Folder + "/")} ({t.Count}, {t.Framework})")));
        yield return ("locked", Some(found.LockFiles));
        yield return ("CI", Some(found.Workflows));
        yield return ("notebooks", Some(found.Notebooks));
        yield return ("data", Some([.. found.Data.Select(d => $"{d.Path} ({Size(d.Bytes)})")]));
        yield return ("not read", Some([.. found.OtherData.Select(d => d.Path), .. table.Unreadable]));
        yield return ("table", table.Glance is not { } glance ? "" : $"{table.Pattern ?? string.Join(", ", table.Splits.Values)}: {(glance.IsAll ? "" : "more than ")}{glance.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows, {Count(glance.Columns.Count + glance.LeftOut, "column")}{(glance.LeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $", {glance.LeftOut:N0} of them not looked at") : "")}");
        yield return ("models", Some([.. found.Models.Select(m => $"{m.Path} ({Size(m.Bytes)})")]));
        yield return ("runs", found.Runs is { } runs ? $"{runs.Folder} ({Count(runs.Count, "run")})" : "");
        yield return ("metrics", string.Join(", ", found.Metrics.Take(8)));
        yield return ("pictures", found.Pictures >= 20 ? found.Pictures.ToString("N0", CultureInfo.InvariantCulture) : "");
    }

    /// <summary>What was guessed, surest first, in words.</summary>
    public static IEnumerable<string> Of(Guesses guesses) =>
        guesses.All.OrderByDescending(g => g.Confidence).Select(g => string.Create(CultureInfo.InvariantCulture, $"  {g.Confidence:0.00}  {g.Path} = {g.Yaml}   ({g.Seen})"));

    /// <summary>How many of the fields that a draft asks for have a value.</summary>
    public static string Filled(Guesses guesses)
    {
        var asked = ContractDraft.Paths(guesses.Kind).ToList();
        return $"{asked.Count(p => guesses[p] is not null)} of {asked.Count} fields filled";
    }

    public static string Count(int count, string one, string? many = null) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    private static string Some(IReadOnlyList<string> all) => all.Count <= 4 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(4))} and {all.Count - 4} more";

    internal static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1_000} kB",
        < 1_000_000_000 => $"{bytes / 1_000_000} MB",
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
