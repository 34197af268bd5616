using System.Text.Json;

using Airworthy.Core.Records;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Projects;

internal sealed record PublishReport(string? Project, JsonElement Report, IReadOnlyList<string>? Records);

internal sealed record PublishRecords(string? Project, IReadOnlyList<string>? Records);

internal sealed record RecordNames(string? Project, IReadOnlyList<string>? Ids);

/// <param name="Page">Where the report is shown, from the server's root.</param>
/// <param name="New">False when the server had exactly this report.</param>
internal sealed record PublishedAnswer(long Report, bool New, int NewRecords, string Page);

internal sealed record RecordsAnswer(int? NewRecords, IReadOnlyList<string>? Ids);

internal sealed record ProjectsAnswer(IReadOnlyList<ProjectShape> Projects);

/// <summary>A project as it travels.</summary>
/// <param name="At">Milliseconds since 1970, UTC.</param>
internal sealed record ProjectShape(string Name, long At, ProjectSummary Now);

/// <summary>The calls by which <c>airworthy check --publish</c> brings reports and records here, and by which programs read them.</summary>
internal sealed class ProjectCalls(ProjectStore projects) : ICalls
{
    private const string Root = "//api/airworthy/projects";

    /// <summary>Records of one call, at most; more come in more calls.</summary>
    internal const int MostRecords = 5000;

    private static ProjectJson Json => ProjectJson.Default;

    public void Map(Routes routes)
    {
        routes.Raw("GET", Root, null, Json.ProjectsAnswer, (context, caller) => AnswerAsync(context, ListAsync(caller, context.RequestAborted), Json.ProjectsAnswer));
        routes.Raw("GET", Root + "/{project}/reports/latest", LatestAsync);
        routes.Raw("POST", Root + "/{project}/reports", Json.PublishReport, Json.PublishedAnswer, async (context, caller) =>
        {
            var ask = await AskedAsync(context, caller, Json.PublishReport);
            await AnswerAsync(context, PublishAsync(ask, caller, context.RequestAborted), Json.PublishedAnswer);
        });
        routes.Raw("POST", Root + "/{project}/records", Json.PublishRecords, Json.RecordsAnswer, async (context, caller) =>
        {
            var ask = await AskedAsync(context, caller, Json.PublishRecords);
            await AnswerAsync(context, RecordsAsync(ask, context.RequestAborted), Json.RecordsAnswer);
        });
        routes.Raw("POST", Root + "/{project}/records/missing", Json.RecordNames, Json.RecordsAnswer, async (context, caller) =>
        {
            var ask = await AskedAsync(context, caller, Json.RecordNames);
            await AnswerAsync(context, MissingAsync(ask, context.RequestAborted), Json.RecordsAnswer);
        });
    }

    // Who may not write here is refused before anything of the body is read.
    private static Task<T> AskedAsync<T>(HttpContext context, Caller caller, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        caller.Need(Right.Edit);
        return Asked.ReadAsync(context, type);
    }

    private static async Task AnswerAsync<T>(HttpContext context, Task<T> answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        await Answers.WriteAsync(context, await answer, type);

    private async Task<ProjectsAnswer> ListAsync(Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        return new([.. (await projects.ListAsync(1, cancel)).Select(p => new ProjectShape(p.Name, p.At.ToUnixTimeMilliseconds(), p.Now))]);
    }

    private async Task LatestAsync(HttpContext context, Caller caller)
    {
        caller.Need(Right.View);
        var name = ReportReading.Name(context.Request.RouteValues["project"]?.ToString());
        var report = await projects.FindAsync(name, null, context.RequestAborted)
            ?? throw RefusedException.NotFound($"No report of a project named '{name}' was published here. Publish one with `airworthy check --publish`.");
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(report.Json, context.RequestAborted);
    }

    private async Task<PublishedAnswer> PublishAsync(PublishReport ask, Caller caller, CancellationToken cancel)
    {
        var name = ReportReading.Name(ask.Project);
        var json = ask.Report.ValueKind == JsonValueKind.Undefined ? throw RefusedException.Missing("report") : ask.Report.GetRawText();
        if (json.Length > ReportReading.Largest)
        {
            throw RefusedException.Invalid($"The report has {json.Length:N0} characters; at most {ReportReading.Largest:N0} are kept.");
        }

        var report = ReportReading.Read(ask.Report);
        if (report.Project != name)
        {
            throw RefusedException.Invalid($"The report is of the project '{report.Project}', and was sent as one of '{name}'.");
        }

        var records = Records(ask.Records);
        var added = await projects.AddAsync(name, records, cancel);
        var (no, isNew) = await projects.AddAsync(name, report, json, caller.Account, cancel);
        return new(no, isNew, added, $"/projects/{Uri.EscapeDataString(name)}");
    }

    private async Task<RecordsAnswer> RecordsAsync(PublishRecords ask, CancellationToken cancel) =>
        new(await projects.AddAsync(ReportReading.Name(ask.Project), Records(ask.Records ?? throw RefusedException.Missing("records")), cancel), null);

    private async Task<RecordsAnswer> MissingAsync(RecordNames ask, CancellationToken cancel)
    {
        var ids = ask.Ids ?? throw RefusedException.Missing("ids");
        return new(null, await projects.MissingAsync(ReportReading.Name(ask.Project), ids.Count <= 20 * MostRecords ? ids : throw RefusedException.Invalid($"ids has {ids.Count} entries; at most {20 * MostRecords} are looked up at once."), cancel));
    }

    private static List<CheckRecord> Records(IReadOnlyList<string>? lines)
    {
        if (lines is not { Count: > 0 })
        {
            return [];
        }

        if (lines.Count > MostRecords)
        {
            throw RefusedException.Invalid($"records has {lines.Count} entries; at most {MostRecords} are taken at once.");
        }

        return [.. lines.Select((line, i) => (line is null ? null : CheckRecord.Parse(line)) ?? throw RefusedException.Invalid($"records[{i}] is no record of a check."))];
    }
}
