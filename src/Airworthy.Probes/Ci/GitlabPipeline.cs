using Airworthy.Core.Reading;

namespace Airworthy.Probes.Ci;

/// <summary>Reads a GitLab CI pipeline, and the files of the same repository that it includes.</summary>
/// <remarks>Source: "CI/CD YAML syntax reference": jobs are the maps with <c>script</c>; <c>rules</c>, <c>only</c>, <c>workflow:rules</c>, <c>include:local</c>.</remarks>
internal static class GitlabPipeline
{
    private const int MaxIncludes = 20;

    public static (bool OnPullRequests, IReadOnlyList<string> Commands) Read(string top, Yaml.Map root)
    {
        var all = new List<Yaml.Map> { root };
        for (var i = 0; i < all.Count && all.Count < MaxIncludes; i++)
        {
            all.AddRange(Included(top, all[i]));
        }

        var jobs = all.SelectMany(m => m.Entries).Where(e => e.Value is Yaml.Map job && job["script"] is not null && job["allow_failure"] is not Yaml.Scalar { Text: "true" } && !e.Key.StartsWith('.')).Select(e => (Yaml.Map)e.Value).ToList();
        var branches = all.Select(m => (m["workflow"] as Yaml.Map)?["rules"]).FirstOrDefault(r => r is not null);
        var global = all.SelectMany(m => ((string[])["before_script", "after_script"]).SelectMany(k => Texts(m[k])));

        // A job that only the default branch runs says nothing about changes; when there is another, its commands are what counts.
        var onRequests = jobs.Where(j => RunsOnRequests(j["rules"] ?? branches, j["only"])).ToList();
        return (onRequests.Count > 0, [.. global, .. (onRequests.Count > 0 ? onRequests : jobs).SelectMany(j => ((string[])["before_script", "script", "after_script"]).SelectMany(k => Texts(j[k])))]);
    }

    /// <summary>Without <c>rules</c> or <c>only</c> a job runs on every branch that is pushed, which is every change.</summary>
    private static bool RunsOnRequests(Yaml? rules, Yaml? only)
    {
        if (rules is Yaml.List { Items: var list })
        {
            return list.OfType<Yaml.Map>().Where(r => r["when"] is not Yaml.Scalar { Text: "never" or "manual" }).Any(r => r["if"] is not Yaml.Scalar condition
                || condition.Text.Contains("merge_request", StringComparison.OrdinalIgnoreCase)
                || !(condition.Text.Contains("$CI_COMMIT_BRANCH ==", StringComparison.Ordinal) || condition.Text.Contains("$CI_COMMIT_TAG", StringComparison.Ordinal)
                    || condition.Text.Contains("schedule", StringComparison.Ordinal) || condition.Text.Contains("$CI_DEFAULT_BRANCH", StringComparison.Ordinal)));
        }

        var refs = only is Yaml.Map map ? map["refs"] : only;
        return refs is null || Texts(refs).Any(r => r is "merge_requests" or "branches" or "pushes" || r.StartsWith('/'));
    }

    private static IEnumerable<string> Texts(Yaml? node) => node switch
    {
        Yaml.Scalar one => [one.Text],
        Yaml.List list => list.Items.SelectMany(Texts),
        _ => [],
    };

    private static IEnumerable<Yaml.Map> Included(string top, Yaml.Map root)
    {
        var entries = root["include"] switch { Yaml.List list => list.Items, { } one => [one], _ => (IReadOnlyList<Yaml>)[] };
        foreach (var entry in entries)
        {
            if ((entry is Yaml.Map map ? map["local"] : entry) is Yaml.Scalar { Text: var path } && !path.Contains("://", StringComparison.Ordinal) && Binding.IsInside(path.TrimStart('/'))
                && WorkflowsProbe.YamlFile(top, path.TrimStart('/')).Root is { } included)
            {
                yield return included;
            }
        }
    }
}
