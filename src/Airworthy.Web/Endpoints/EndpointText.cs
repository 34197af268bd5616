using System.Globalization;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Replicas;
using Airworthy.Serving.Routing;

namespace Airworthy.Web.Endpoints;

/// <summary>Endpoints and releases in words.</summary>
internal static class EndpointText
{
    /// <summary>What stands beside the version that answers; empty where nothing does.</summary>
    public static string Beside(RouteTable table) => table.Other is { } other ? $"{other.Model} {OtherDoes(table)}" : "";

    /// <summary>The same as the end of a sentence.</summary>
    public static string AndBeside(RouteTable table) => table switch
    {
        { Other: null } => " everything",
        { Role: OtherRole.Canary } => $" {(1 - table.Share) * 100:0.##} %, {Beside(table)}",
        _ => $" everything, {Beside(table)}",
    };

    /// <summary>What a model does at an endpoint; null where it does nothing.</summary>
    public static string? Role(RouteTable table, string model) =>
        table.Live.Model == model ? "answers"
        : table.Other?.Model == model ? OtherDoes(table)
        : table.Fallback?.Contains(model) == true ? "is a fallback" : null;

    private static string OtherDoes(RouteTable table) => table.Role switch
    {
        OtherRole.Shadow => "gets copies",
        OtherRole.Canary => string.Create(CultureInfo.InvariantCulture, $"answers {table.Share * 100:0.##} %"),
        _ => "is kept warm",
    };

    public static string State(Release release) => release.State switch
    {
        ReleaseState.Shadow => "in shadow",
        ReleaseState.Canary => string.Create(CultureInfo.InvariantCulture, $"in canary, {release.Policy.Steps[Math.Clamp(release.Step, 0, Math.Max(0, release.Policy.Steps.Count - 1))]:0.##} %"),
        ReleaseState.Bake => "in use, being watched",
        ReleaseState.Done => "in use",
        _ => "rolled back",
    };

    /// <summary>Whether a process that serves has what is in force.</summary>
    public static string Stands(Replica replica, RouteTable table) =>
        !replica.IsAlive ? "silent: stopped, or without the store" : replica.Endpoints.GetValueOrDefault(table.Endpoint)?.Behind ?? (replica.At(table.Endpoint) >= table.Generation ? "up to date" : "loading");

    /// <summary>How old all is that answers come from, in sentences; what is not known is not said.</summary>
    public static List<string> Old(Ages? ages)
    {
        List<string> says = [.. (ages?.Models ?? []).Select(m => $"{m.Model}{(m.AgeSeconds is { } age ? $" was registered {Age(age)} ago" : "")}{(m is { AgeSeconds: not null, DataAgeSeconds: not null } ? ", and" : "")}{(m.DataAgeSeconds is { } data ? $" learnt from rows up to {Age(data)} ago" : "")}.")];
        if (says.Count > 0 && ages?.LimitSeconds is { } limit)
        {
            says.Add($"Up to {Age(limit)} are promised (freshness.max_age_days).");
        }

        if (ages?.FeatureAgeSeconds is { } events)
        {
            says.Add($"The newest event that a row told of was {Age(events)} old when it came.");
        }

        return says;
    }

    private static string Age(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(seconds < 120 ? $"{seconds:0} s" : seconds < 7200 ? $"{seconds / 60:0} minutes" : seconds < 172_800 ? $"{seconds / 3600:0} hours" : $"{seconds / 86_400:0.#} days")}");

    /// <summary>Milliseconds in a few characters.</summary>
    public static string Milliseconds(double? seconds) => seconds is not { } s ? "" : double.IsFinite(s) ? string.Create(CultureInfo.InvariantCulture, $"≤ {s * 1000:0.##} ms") : "> 10 s";
}
