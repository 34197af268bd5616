using System.Globalization;
using System.Text.Json.Serialization;

using Airworthy.Tracking.Runs;
using Airworthy.Web.Runs;

namespace Airworthy.Web.Compare;

/// <summary>What the plots of all compared runs are drawn from: one column of values per key.</summary>
/// <param name="Runs">In the current order.</param>
/// <param name="Columns">By column, the value of each run: a number, a text, or null.</param>
internal sealed record PlotValues(IReadOnlyList<PlotRun> Runs, IReadOnlyDictionary<string, IReadOnlyList<object?>> Columns)
{
    /// <summary>As JSON, for the page's script.</summary>
    public static string Json(CompareReading.Page page, IReadOnlyList<RunColumn> columns) => System.Text.Json.JsonSerializer.Serialize(
        new PlotValues(
            [.. page.Runs.Select((r, i) => new PlotRun(r.Info.Id, r.Info.Name, RunColours.Of(r), page.Query.Shows(r.Info.Id, i)))],
            columns.ToDictionary(c => c.ToString(), c => (IReadOnlyList<object?>)[.. page.Runs.Select(r => Value(c, r))])),
        PlotJson.Default.PlotValues);

    private static object? Value(RunColumn column, RunRow run) => column.IsNumber
        ? run.Metrics.TryGetValue(column.Key, out var latest) && double.IsFinite(latest.Value) ? latest.Value : null
        : column.Cell(run) is { } text ? double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : text : null;
}

/// <summary>A run as a plot names it.</summary>
internal sealed record PlotRun(string Id, string Name, string Colour, bool Shown);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlotValues))]
[JsonSerializable(typeof(Histories))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
internal sealed partial class PlotJson : JsonSerializerContext;
