using System.Text.RegularExpressions;

using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Runs;
using Airworthy.Web.Host;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Runs;

/// <summary>What the page of an experiment's runs shows, as its address says.</summary>
public sealed partial class RunsQuery
{
    /// <summary>Runs in one block of the virtual table.</summary>
    public const int Block = 100;

    /// <summary>The cookie that remembers the columns of an experiment.</summary>
    public const string ColumnsCookie = "airworthy-columns-";

    private RunsQuery(long experiment, Query query, string? remembered)
    {
        (Experiment, Query) = (experiment, query);
        Columns = (query["cols"] ?? remembered) is { } columns ? RunColumn.ReadAll(columns) : null;
        Group = RunColumn.Read(query["group"]) is { Kind: "params" or "tags" } group ? group : null;
    }

    public long Experiment { get; }

    public Query Query { get; }

    /// <summary>Null: nobody chose any.</summary>
    public IReadOnlyList<RunColumn>? Columns { get; init; }

    /// <summary>The param or tag by whose value runs are grouped.</summary>
    public RunColumn? Group { get; }

    /// <summary>What somebody typed into the search box.</summary>
    public string? Filter => Query["filter"];

    /// <summary><c>active</c>, <c>deleted</c> or <c>all</c>.</summary>
    public string Show => Query.Word("show", "active", "deleted", "all");

    /// <summary>Whether nested runs stand below their parents.</summary>
    public bool Nested => Query["nest"] is not null && Group is null;

    /// <summary>Seconds between two readings; 0: the page stands still; null: nobody chose.</summary>
    public int? Refresh => Query["refresh"] is null ? null : Query.Number("refresh", 0, 0, 3600);

    /// <summary>As the protocol writes orders; null: the newest first.</summary>
    public string? Order => Query["order"] ?? (Query["metric"] is { } metric ? $"{new RunColumn("metrics", metric).Term} {(Query.Word("goal", "max", "min") == "max" ? "DESC" : "ASC")}" : null);

    public static RunsQuery Of(long experiment, HttpContext context) => new(experiment, Query.Of(context).Unsaid(), context.Request.Cookies[ColumnsCookie + experiment]);

    /// <summary>The page that a form says to come back to.</summary>
    public static RunsQuery Of(long experiment, Query query) => new(experiment, query.Unsaid(), null);

    /// <summary>The search for all of it.</summary>
    /// <exception cref="Tracking.Protocol.RefusedException">The filter or the order cannot be read.</exception>
    public RunSearch Search(string? further = null)
    {
        if (Filter is not null)
        {
            _ = new RunSearch([Experiment], Read(Filter), null, ViewType.All); // alone first, so that what is wrong is quoted, and counted, as it was typed
        }

        var conditions = new[] { Filter is null ? null : $"({Read(Filter)})", Nested && further is null ? $"tags.`{RunTableStore.ParentTag}` IS NULL" : null, further };
        return new RunSearch([Experiment], string.Join(" AND ", conditions.OfType<string>()), Order is null ? null : [Order], Show switch
        {
            "deleted" => ViewType.DeletedOnly,
            "all" => ViewType.All,
            _ => ViewType.ActiveOnly,
        });
    }

    /// <summary>The search for the runs below one.</summary>
    public RunSearch Below(string parent) => Search($"tags.`{RunTableStore.ParentTag}` = '{(Id().IsMatch(parent) ? parent : "")}'");

    /// <summary>The address of the page with one name of its query changed.</summary>
    public string With(string name, string? value) => Query.With(name, value).On(Path);

    public string Path => $"/experiments/{Experiment}";

    /// <summary>A filter of the grammar as it is; a bare word looks for it in names.</summary>
    public static string Read(string text) => Words().IsMatch(text) ? $"attributes.run_name ILIKE '%{text.Trim()}%'" : text;

    [GeneratedRegex(@"^[\w .:/-]+$")]
    private static partial Regex Words();

    [GeneratedRegex(@"^[\w-]{1,256}$")]
    private static partial Regex Id();
}
