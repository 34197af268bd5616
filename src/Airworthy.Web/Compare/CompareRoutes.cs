using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Runs;
using Airworthy.Web.Host;
using Airworthy.Web.Runs;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Airworthy.Web.Compare;

/// <summary>What the page that compares runs asks for beside itself: histories for its charts, and its table as a file.</summary>
internal static class CompareRoutes
{
    private const int Stretches = 400;

    public static void MapCompare(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/compare/histories", HistoriesAsync);
        routes.MapGet("/compare.csv", CsvAsync);
        routes.MapGet("/compare.md", MarkdownAsync);
    }

    /// <summary>The histories of the metric <c>key</c>, and of <c>x</c> where that is a metric too, of the runs, between the steps <c>from</c> and <c>to</c>.</summary>
    private static async Task<JsonHttpResult<Histories>> HistoriesAsync(HttpContext context, RunTableStore table, MetricBandStore bands, CancellationToken cancel)
    {
        var query = Query.Of(context);
        var group = RunColumn.Read(query["group"]);
        var ids = (query["runs"] ?? "").Split(',').Take(CompareQuery.MostShown).ToList();
        var runs = (await table.FindAsync(ids, RunColumn.Keys(group is null ? [] : [group]), cancel)).Where(r => context.MayView(r.Info.Experiment)).ToList();
        long? Step(string name) => long.TryParse(query[name], out var step) ? step : null;
        async Task<IReadOnlyDictionary<long, IReadOnlyList<Stretch>>> Read(string key) =>
            await bands.ReadAsync([.. runs.Select(r => r.Info.No)], key, Step("from"), Step("to"), Stretches, cancel);

        var values = await Read(query["key"] ?? "");
        var across = query["x"] is { } x && x.StartsWith("metrics.", StringComparison.Ordinal) ? await Read(x["metrics.".Length..]) : null;
        return TypedResults.Json(
            new Histories([.. runs.Where(r => values.ContainsKey(r.Info.No)).Select(r => History(r, values[r.Info.No], across?.GetValueOrDefault(r.Info.No), group?.Cell(r)))]),
            PlotJson.Default.Histories);
    }

    private static History History(RunRow run, IReadOnlyList<Stretch> values, IReadOnlyList<Stretch>? across, string? group)
    {
        // The metric across is read at the same steps; where it has none, the point has no place.
        var at = across?.GroupBy(s => s.Step).ToDictionary(g => g.Key, g => g.First().Mean);
        return new History(run.Info.Id, run.Info.Name, RunColours.Of(run), group, run.Info.StartTime,
            [.. values.Select(s => s.Step)], [.. values.Select(s => s.Time)], [.. values.Select(s => s.Mean)],
            values.All(s => s.Points == 1) ? null : [.. values.Select(s => s.Low)], values.All(s => s.Points == 1) ? null : [.. values.Select(s => s.High)],
            across is null ? null : [.. values.Select(s => at!.TryGetValue(s.Step, out var x) ? x : (double?)null)]);
    }

    private static async Task CsvAsync(HttpContext context, CompareReading reading, RunTableStore table, CancellationToken cancel)
    {
        var side = await TableAsync(context, reading, table, cancel);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"compare.csv\"";
        await context.Response.WriteAsync(Csv.Line(["kind", "key", .. side.Runs.Select(r => r.Info.Name)]) + Csv.Line(["run", "run_id", .. side.Runs.Select(r => r.Info.Id)])
            + string.Concat(side.Rows.Select(r => Csv.Line([r.Kind, r.Key,
                .. r.Cells.Select((c, i) => r.Kind == "metrics" && r.Numbers[i] is { } n ? n.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : c ?? "")]))), cancel);
    }

    private static async Task MarkdownAsync(HttpContext context, CompareReading reading, RunTableStore table, CancellationToken cancel)
    {
        var side = await TableAsync(context, reading, table, cancel);
        static string Cell(string? text) => (text ?? "").ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        static string Line(IEnumerable<string?> cells) => "| " + string.Join(" | ", cells.Select(Cell)) + " |\n";
        context.Response.ContentType = "text/markdown; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"compare.md\"";
        await context.Response.WriteAsync(Line(["", .. side.Runs.Select(r => r.Info.Name)]) + "|---|" + string.Concat(side.Runs.Select(_ => "---|")) + "\n"
            + string.Concat(side.Rows.Select(r => Line([r.Key, .. r.Cells]))), cancel);
    }

    private static async Task<SideBySide> TableAsync(HttpContext context, CompareReading reading, RunTableStore table, CancellationToken cancel)
    {
        var query = CompareQuery.Read(context);
        var page = await reading.PageAsync(query, context.MayView, null, cancel);
        var whole = await reading.WholeAsync(page.Shown, cancel);
        return SideBySide.Of(whole, query.Of == "last" ? [] : await table.SpansAsync([.. whole.Select(r => r.Info.No)], cancel), query.Of, query.Same, query.Key);
    }
}

/// <summary>Histories of one metric.</summary>
internal sealed record Histories(IReadOnlyList<History> Runs);

/// <summary>The history of one metric in one run; the lists are equally long.</summary>
/// <param name="Group">The value of the param or tag that merges runs; null: none, or not asked.</param>
/// <param name="Start">When the run began, milliseconds since 1970.</param>
/// <param name="Values">Points, or the means of stretches.</param>
/// <param name="Lows">The smallest of each stretch; null: these are the points themselves.</param>
/// <param name="Across">The values of another metric at the same steps; null: not asked.</param>
internal sealed record History(
    string Id, string Name, string Colour, string? Group, long Start, IReadOnlyList<long> Steps, IReadOnlyList<long> Times, IReadOnlyList<double> Values,
    IReadOnlyList<double>? Lows, IReadOnlyList<double>? Highs, IReadOnlyList<double?>? Across);
