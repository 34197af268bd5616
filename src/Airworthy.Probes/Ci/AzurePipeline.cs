using Airworthy.Core.Reading;

namespace Airworthy.Probes.Ci;

/// <summary>Reads an Azure Pipelines file, and the templates of the same repository that it uses.</summary>
/// <remarks>Source: "YAML schema reference for Azure Pipelines": <c>pr</c>, and steps of <c>script</c>, <c>bash</c>, <c>pwsh</c>, <c>powershell</c>.</remarks>
internal static class AzurePipeline
{
    private const int MaxDepth = 4;

    private static readonly string[] s_shells = ["script", "bash", "pwsh", "powershell"];

    /// <summary>Without <c>pr</c> every pull request runs it; on Azure Repos a branch policy asks for it, which the file does not show.</summary>
    public static (bool OnPullRequests, IReadOnlyList<string> Commands) Read(string top, Yaml.Map root) => (root["pr"] is not Yaml.Scalar { Text: "none" }, [.. Commands(top, root, MaxDepth)]);

    private static IEnumerable<string> Commands(string top, Yaml node, int depth) => node switch
    {
        Yaml.List list => list.Items.SelectMany(i => Commands(top, i, depth)),
        Yaml.Map map when map["condition"] is Yaml.Scalar { Text: "false" } || map["continueOnError"] is Yaml.Scalar { Text: "true" } => [],
        Yaml.Map map => map.Entries.SelectMany(e => e.Value switch
        {
            Yaml.Scalar text when s_shells.Contains(e.Key) => [text.Text],
            Yaml.Scalar template when e.Key == "template" && depth > 0 && Binding.IsInside(template.Text.TrimStart('/')) && WorkflowsProbe.YamlFile(top, template.Text.TrimStart('/')).Root is { } inner
                => Commands(top, inner, depth - 1),
            Yaml.Scalar => [],
            var inner => Commands(top, inner, depth),
        }),
        _ => [],
    };
}
