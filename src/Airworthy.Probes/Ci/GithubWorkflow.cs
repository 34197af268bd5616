using Airworthy.Core.Reading;

namespace Airworthy.Probes.Ci;

/// <summary>Reads a GitHub Actions workflow, and the workflows and actions of the same repository that it uses.</summary>
/// <remarks>Source: "Workflow syntax for GitHub Actions": <c>on</c>, <c>jobs.*.steps[*].run</c>, <c>jobs.*.uses</c>, <c>steps[*].uses</c>.</remarks>
internal static class GithubWorkflow
{
    private const int MaxDepth = 3;

    public static (bool OnPullRequests, IReadOnlyList<string> Commands) Read(string top, Yaml.Map root) => (OnPullRequests(root["on"] ?? root["true"]), [.. Commands(top, root, MaxDepth)]);

    private static bool OnPullRequests(Yaml? on) => on switch
    {
        Yaml.Scalar one => IsPullRequest(one.Text),
        Yaml.List list => list.Items.OfType<Yaml.Scalar>().Any(i => IsPullRequest(i.Text)),
        Yaml.Map map => map.Entries.Any(e => IsPullRequest(e.Key)),
        _ => false,
    };

    private static bool IsPullRequest(string trigger) => trigger is "pull_request" or "pull_request_target" or "merge_group";

    private static IEnumerable<string> Commands(string top, Yaml.Map root, int depth)
    {
        var jobs = (root["jobs"] as Yaml.Map)?.Entries.Select(e => e.Value).OfType<Yaml.Map>() ?? [];
        var steps = jobs.Concat(root["runs"] is Yaml.Map runs ? [runs] : []).Where(j => !IsOff(j));
        foreach (var job in steps)
        {
            foreach (var command in Used(top, job["uses"], depth))
            {
                yield return command;
            }

            foreach (var step in (job["steps"] as Yaml.List)?.Items.OfType<Yaml.Map>().Where(s => !IsOff(s)) ?? [])
            {
                if (step["run"] is Yaml.Scalar run)
                {
                    yield return run.Text;
                }

                foreach (var command in Used(top, step["uses"], depth))
                {
                    yield return command;
                }
            }
        }
    }

    /// <summary><c>if: false</c> is how people switch a step off and forget it; with <c>continue-on-error</c> its failure stops nothing.</summary>
    private static bool IsOff(Yaml.Map step) => step["if"] is Yaml.Scalar { Text: "false" or "${{ false }}" } || step["continue-on-error"] is Yaml.Scalar { Text: "true" };

    private static IEnumerable<string> Used(string top, Yaml? uses, int depth)
    {
        if (depth == 0 || uses is not Yaml.Scalar { Text: ['.', '/', ..] } local || !Binding.IsInside(local.Text[2..]))
        {
            return [];
        }

        var path = local.Text[2..];
        var file = Directory.Exists(Path.Combine(top, path))
            ? ((string[])["action.yml", "action.yaml"]).Select(n => $"{path.TrimEnd('/')}/{n}").FirstOrDefault(n => File.Exists(Path.Combine(top, n)))
            : path;
        return file is not null && WorkflowsProbe.YamlFile(top, file).Root is { } root ? Commands(top, root, depth - 1) : [];
    }
}
