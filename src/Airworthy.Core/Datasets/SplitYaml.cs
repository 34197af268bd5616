using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>The fields of <c>data.split</c> that say which row is where, as YAML on one line each.</summary>
public static class SplitYaml
{
    /// <summary>Every field, in the order of the contract; null where it is not written.</summary>
    public static IReadOnlyList<(string Key, string? Yaml)> Fields(Split split) =>
    [
        ("method", split.Method is { } method ? WordAttribute.Of(method) : null),
        ("train", Days(split.Train)),
        ("dev", Days(split.Dev)),
        ("test", Days(split.Test)),
        ("draw", split.Draw is { } draw ? WordAttribute.Of(draw) : null),
        ("nested", split.Nested?.ToString(CultureInfo.InvariantCulture)),
        ("gap_days", split.GapDays is { } gap ? Real(gap) : null),
        ("columns", split.Columns is { Count: > 0 } columns ? YamlFlow.List(columns) : null),
        ("seed", split.Seed?.ToString(CultureInfo.InvariantCulture)),
        ("shares", split.Shares is { Count: > 0 } shares ? Map([.. shares.Select(s => (YamlFlow.Text(s.Key), (string?)Real(s.Value)))]) : null),
        ("column", split.Column is { } column ? YamlFlow.Text(column) : null),
        ("files", split.Files is { Count: > 0 } files ? Map([.. files.Select(f => (YamlFlow.Text(f.Key), (string?)YamlFlow.Text(f.Value)))]) : null),
    ];

    /// <summary>What changes in a contract when it gets another split: dotted paths with their YAML, null for what goes. Limits of use stay.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> Changes(ProjectContract contract, Split split)
    {
        var was = Fields(contract.Data?.Split ?? new Split());
        var changes = Fields(split).Zip(was).Where(f => f.First.Yaml != f.Second.Yaml)
            .Select(f => KeyValuePair.Create($"data.split.{f.First.Key}", f.First.Yaml)).ToList();
        if (contract.Guessed?.Where(g => g != "data.split" && !g.StartsWith("data.split.", StringComparison.Ordinal)).ToList() is { } left && left.Count < contract.Guessed.Count)
        {
            // Whoever asks for a split has confirmed it.
            changes.Add(KeyValuePair.Create("guessed", left.Count == 0 ? null : YamlFlow.List(left)));
        }

        return changes;
    }

    internal static string Real(double number) => number.ToString("0.##########", CultureInfo.InvariantCulture);

    internal static string Map(params ReadOnlySpan<(string Key, string? Value)> entries)
    {
        var written = new List<string>();
        foreach (var (key, value) in entries)
        {
            if (value is not null)
            {
                written.Add($"{key}: {value}");
            }
        }

        return $"{{{string.Join(", ", written)}}}";
    }

    private static string? Days(Window? window) => window is null or { From: null, Until: null } ? null : Map(("from", Day(window.From)), ("until", Day(window.Until)));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
