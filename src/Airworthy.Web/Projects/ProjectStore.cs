using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Airworthy.Core.Records;
using Airworthy.Tracking.Storage;

namespace Airworthy.Web.Projects;

/// <summary>The tables of projects: every report that was published, whole, and the records that came with them.</summary>
public sealed class ProjectStore(Database database, TimeProvider clock)
{
    private const string Newest = "(select n.no from project_reports n where n.project = p.no order by n.at desc, n.no desc limit 1)";

    /// <summary>Keeps a report. The same one twice is kept once.</summary>
    /// <param name="json">The report as it came, whole.</param>
    /// <param name="account">Who sent it; null where nobody was asked.</param>
    /// <returns>Its number, and whether it was new.</returns>
    public async Task<(long No, bool IsNew)> AddAsync(string project, PublishedReport report, string json, string? account, CancellationToken cancel)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        var glance = ProjectSummary.Of(report);
        var (summary, done) = (JsonSerializer.Serialize(glance, ProjectJson.Default.ProjectSummary), (long)glance.Done);
        var (at, now) = (report.At.ToUnixTimeMilliseconds(), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return await database.WriteAsync(async session =>
        {
            var no = await NumberAsync(session, project);
            var added = await session.FirstAsync<long?>(
                "insert into project_reports (project, digest, at, received, account, done, summary, report) values (@no, @digest, @at, @now, @account, @done, @summary, @json) on conflict do nothing returning no",
                new { no, digest, at, now, account, done, summary, json });
            return (added ?? await session.FirstAsync<long>("select no from project_reports where project = @no and digest = @digest", new { no, digest }), added is not null);
        }, cancel);
    }

    /// <summary>Keeps records; those that are here already stay once.</summary>
    /// <returns>How many were new.</returns>
    public Task<int> AddAsync(string project, IReadOnlyList<CheckRecord> records, CancellationToken cancel)
    {
        var fresh = records.DistinctBy(r => r.Id).ToList();
        return database.WriteAsync(async session =>
        {
            var no = await NumberAsync(session, project);
            var known = await KnownAsync(session, no, [.. fresh.Select(r => r.Id)]);
            fresh.RemoveAll(r => known.Contains(r.Id));
            return await InsertAsync(session, no, fresh);
        }, cancel);
    }

    private static async Task<int> InsertAsync(Session session, long project, List<CheckRecord> fresh)
    {
        // A number that is none stands apart: not every engine keeps it.
        var (with, without) = (fresh.Where(r => Number(r) is not null).ToList(), fresh.Where(r => Number(r) is null).ToList());
        return await WriteAsync(with, [new Column("number", with.Select(r => Number(r)!.Value).ToArray())]) + await WriteAsync(without, []);

        Task<int> WriteAsync(List<CheckRecord> records, Column[] more) => session.InsertAsync("project_records", "on conflict do nothing",
        [
            new Column("project", records.Select(_ => project).ToArray()),
            new Column("id", records.Select(r => r.Id).ToArray()),
            new Column("part", records.Select(r => r.Check).ToArray()),
            new Column("answer", records.Select(r => r.Answer.ToString().ToLowerInvariant()).ToArray()),
            new Column("writer", records.Select(r => r.By.Kind.ToString().ToLowerInvariant()).ToArray()),
            new Column("at", records.Select(r => r.At.ToUnixTimeMilliseconds()).ToArray()),
            new Column("line", records.Select(r => r.Line).ToArray()),
            .. more,
        ]);
    }

    private static double? Number(CheckRecord record) => MainNumber.Of(record.Measured, record.Says)?.Value;

    /// <summary>Which of some records are not here.</summary>
    public Task<IReadOnlyList<string>> MissingAsync(string project, IReadOnlyList<string> ids, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<string>>(async session =>
    {
        var known = await session.FirstAsync<long?>("select no from projects where name = @project", new { project }) is { } no ? await KnownAsync(session, no, ids) : [];
        return [.. ids.Where(id => !known.Contains(id))];
    }, cancel);

    private static async Task<HashSet<string>> KnownAsync(Session session, long project, IReadOnlyList<string> ids) => [.. await session.ListAsync<string>(
        $"select id from project_records where project = @project and {session.Dialect.IsIn("id", "@ids")}", new { project, ids = session.Dialect.List(ids) })];

    private static async Task<long> NumberAsync(Session session, string name) =>
        await session.FirstAsync<long?>("insert into projects (name) values (@name) on conflict do nothing returning no", new { name })
        ?? await session.FirstAsync<long>("select no from projects where name = @name", new { name });

    /// <summary>Every project with its newest report, by name, and the days before it.</summary>
    /// <param name="days">How far the trend looks back from each project's newest report.</param>
    public Task<IReadOnlyList<ProjectAtAGlance>> ListAsync(int days, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<ProjectAtAGlance>>(async session =>
    {
        var newest = await session.ListAsync<SummaryRow>(
            $"select p.name, r.no, r.at, r.received, r.summary from projects p join project_reports r on r.no = {Newest} order by p.name limit {MostProjects}");
        // One report a day is enough for a trend: the last.
        var earlier = await session.ListAsync<TrendRow>(
            """
            select p.name, r.done from projects p join project_reports r on r.project = p.no
            where r.no in (select max(d.no) from project_reports d where d.at >= (select max(l.at) from project_reports l where l.project = d.project) - @span group by d.project, d.at / 86400000)
            order by r.at
            """, new { span = days * 86_400_000L });
        var trends = earlier.ToLookup(r => r.Name);
        return [.. newest.Select(r => new ProjectAtAGlance(r.Name, Time(r.At), r.Read, [.. trends[r.Name].Select(t => t.Done)]))];
    }, cancel);

    /// <summary>Projects that are listed, at most.</summary>
    public const int MostProjects = 1000;

    /// <summary>A project's newest report, or one of its earlier ones; null when there is none.</summary>
    /// <param name="report">The number of an earlier report.</param>
    public async Task<KeptReport?> FindAsync(string project, long? report, CancellationToken cancel)
    {
        var row = await database.ReadAsync(session => session.FirstAsync<ReportRow>(
            $"select r.no, r.at, r.received, r.account, r.report from projects p join project_reports r on r.project = p.no where p.name = @project and {(report is null ? $"r.no = {Newest}" : "r.no = @report")}",
            new { project, report = report ?? 0 }), cancel);
        return row is null ? null : new KeptReport(row.No, Time(row.At), Time(row.Received), row.Account, row.Report);
    }

    /// <summary>The newest reports of a project up to one of them, oldest first.</summary>
    /// <param name="most">How many, at most.</param>
    public Task<IReadOnlyList<EarlierReport>> HistoryAsync(string project, DateTimeOffset until, int most, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<EarlierReport>>(async session =>
    {
        var rows = await session.ListAsync<SummaryRow>(
            $"select p.name, r.no, r.at, r.received, r.summary from projects p join project_reports r on r.project = p.no where p.name = @project and r.at <= @until order by r.at desc, r.no desc limit {most}",
            new { project, until = until.ToUnixTimeMilliseconds() });
        return [.. rows.AsEnumerable().Reverse().Select(r => new EarlierReport(r.No, Time(r.At), r.Read))];
    }, cancel);

    /// <summary>The newest looks at each part up to a time, oldest first, by the part's id.</summary>
    /// <param name="most">How many per part, at most.</param>
    public Task<ILookup<string, EarlierLook>> LooksAsync(string project, DateTimeOffset until, int most, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var rows = await session.ListAsync<LookRow>(
            """
            select part, answer, writer, at, number from (
                select r.part, r.answer, r.writer, r.at, r.number, row_number() over (partition by r.part order by r.at desc) as place
                from projects p join project_records r on r.project = p.no where p.name = @project and r.at <= @until) as looks
            where place <= @most order by part, at
            """, new { project, until = until.ToUnixTimeMilliseconds(), most });
        return rows.ToLookup(r => r.Part, r => new EarlierLook(Time(r.At), r.Answer, r.Writer, r.Number));
    }, cancel);

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private sealed record SummaryRow
    {
        public string Name { get; init; } = "";

        public long No { get; init; }

        public long At { get; init; }

        public long Received { get; init; }

        public string Summary { get; init; } = "";

        public ProjectSummary Read => JsonSerializer.Deserialize(Summary, ProjectJson.Default.ProjectSummary)!;
    }

    private sealed record TrendRow
    {
        public string Name { get; init; } = "";

        public long Done { get; init; }
    }

    private sealed record ReportRow
    {
        public long No { get; init; }

        public long At { get; init; }

        public long Received { get; init; }

        public string? Account { get; init; }

        public string Report { get; init; } = "";
    }

    private sealed record LookRow
    {
        public string Part { get; init; } = "";

        public string Answer { get; init; } = "";

        public string Writer { get; init; } = "";

        public long At { get; init; }

        public double? Number { get; init; }
    }
}

/// <summary>A project with its newest report in short.</summary>
/// <param name="At">When its statuses were computed.</param>
/// <param name="Trend">How many due items were done, one report a day, oldest first, the newest included.</param>
public sealed record ProjectAtAGlance(string Name, DateTimeOffset At, ProjectSummary Now, IReadOnlyList<long> Trend);

/// <summary>A report as it is kept.</summary>
public sealed record KeptReport(long No, DateTimeOffset At, DateTimeOffset Received, string? Account, string Json)
{
    public PublishedReport Read() => ReportReading.Kept(Json);
}

/// <summary>An earlier report in short.</summary>
public sealed record EarlierReport(long No, DateTimeOffset At, ProjectSummary Summary);

/// <summary>One earlier look at a part.</summary>
/// <param name="Answer"><c>met</c>, <c>unmet</c>, <c>undecided</c> or <c>unknown</c>.</param>
/// <param name="Writer">Who ran it: <c>person</c>, <c>ci</c>, <c>scheduler</c> …</param>
/// <param name="Number">The number that its sentence begins with.</param>
public sealed record EarlierLook(DateTimeOffset At, string Answer, string Writer, double? Number);
