using System.Globalization;

using Microsoft.AspNetCore.WebUtilities;

namespace Airworthy.Web.Projects;

/// <summary>What of a checklist is looked at: everything that stands in the page's address.</summary>
public sealed record ChecklistQuery
{
    /// <summary>The page's own path: a project's, or the workbench's.</summary>
    public required string Path { get; init; }

    /// <summary>The item whose evidence is open.</summary>
    public string? Item { get; init; }

    /// <summary>Only items of a stop, <c>P1</c> to <c>P5</c>.</summary>
    public string? At { get; init; }

    /// <summary>Only items of a section, such as <c>Data</c>.</summary>
    public string? Section { get; init; }

    /// <summary>Only items that a person answered for, by handle.</summary>
    public string? Owner { get; init; }

    /// <summary>Only items of a status; <c>open</c> for all that are due and not done.</summary>
    public string? Status { get; init; }

    /// <summary>Only items with a word of a person that ends within so many days.</summary>
    public int? Expiring { get; init; }

    /// <summary>Only items with this text in their name, title or sentence.</summary>
    public string? Search { get; init; }

    /// <summary>A stop that a team goes through together, one item per screen.</summary>
    public string? Stop { get; init; }

    /// <summary>The screen of the stop, from 1; the last is go or no-go.</summary>
    public int? Screen { get; init; }

    /// <summary>An earlier report, by number; null for the newest.</summary>
    public long? Report { get; init; }

    /// <summary>The look that an address asks for. What it cannot mean is left out.</summary>
    public static ChecklistQuery Read(string path, string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? Text(string key) => query.TryGetValue(key, out var values) && values[^1] is { Length: > 0 and <= 200 } value ? VisibleText.Of(value) : null;
        long? Number(string key) => long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new ChecklistQuery
        {
            Path = path,
            Item = Text("item"),
            At = Text("at"),
            Section = Text("section"),
            Owner = Text("owner"),
            Status = Text("status"),
            Expiring = (int?)Math.Min(Number("expiring") ?? -1, 3650) is var days and >= 0 ? days : null,
            Search = Text("q"),
            Stop = Text("stop"),
            Screen = (int?)Math.Min(Number("screen") ?? 1, 100),
            Report = Number("report"),
        };
    }

    public bool IsFiltered => At is not null || Section is not null || Owner is not null || Status is not null || Expiring is not null || Search is not null;

    /// <summary>The address of this look.</summary>
    public string Address
    {
        get
        {
            (string Key, string? Value)[] all =
            [
                ("item", Item), ("at", At), ("section", Section), ("owner", Owner), ("status", Status), ("expiring", Expiring?.ToString(CultureInfo.InvariantCulture)), ("q", Search),
                ("stop", Stop), ("screen", Screen?.ToString(CultureInfo.InvariantCulture)), ("report", Report?.ToString(CultureInfo.InvariantCulture)),
            ];
            var query = string.Join('&', all.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
            return query.Length == 0 ? Path : $"{Path}?{query}";
        }
    }

    /// <summary>Whether an item is among those looked at.</summary>
    public bool Shows(PublishedItem item, PublishedReport report) =>
        (At is null || item.Stop == At)
        && (Section is null || item.Section == Section)
        && (Owner is null || item.Statement?.By == Owner || item.Waived?.By == Owner)
        && (Status is null || (Status == "open" ? item.IsOpen : item.Look == Status))
        && (Expiring is null || report.Expiries.Any(e => e.Item.Id == item.Id && e.On.DayNumber - report.Today.DayNumber <= Expiring))
        && (Search is null || new[] { item.Id, item.Title, item.Why }.Any(t => t.Contains(Search, StringComparison.OrdinalIgnoreCase)));
}
