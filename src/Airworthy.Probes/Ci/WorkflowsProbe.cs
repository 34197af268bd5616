using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;

namespace Airworthy.Probes.Ci;

/// <summary>Reads the workflow files of GitHub Actions, GitLab CI, Azure Pipelines and Jenkins at the top of the repository.</summary>
public sealed class WorkflowsProbe : IProbe<Workflows>
{
    private const int MaxBytes = 500_000;

    public Task<Sighting<Workflows>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var top = around.Git.History?.WorkFolder ?? around.Root;
        var scripts = new CalledScripts([around.Root, top]);
        var files = GithubFiles(top).Select(f => Read(top, f, CiProvider.Github, GithubWorkflow.Read))
            .Concat(Named(top, ".gitlab-ci.yml", ".gitlab-ci.yaml").Select(f => Read(top, f, CiProvider.Gitlab, GitlabPipeline.Read)))
            .Concat(Named(top, "azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines.yml").Select(f => Read(top, f, CiProvider.Azure, AzurePipeline.Read)))
            .Concat(Named(top, "Jenkinsfile").Select(f => Jenkins(top, f)))
            .Select(w => w with { Commands = [.. w.Commands.SelectMany(scripts.Unfold).Distinct()] });
        return Task.FromResult<Sighting<Workflows>>(new Workflows([.. files]));
    }

    private static IEnumerable<string> GithubFiles(string top)
    {
        var folder = Path.Combine(top, ".github/workflows");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".yml" or ".yaml").Order(StringComparer.Ordinal).Select(f => $".github/workflows/{Path.GetFileName(f)}")
            : [];
    }

    private static IEnumerable<string> Named(string top, params string[] names) => names.Where(n => File.Exists(Path.Combine(top, n)));

    private static Workflow Read(string top, string path, CiProvider provider, Func<string, Yaml.Map, (bool OnPullRequests, IReadOnlyList<string> Commands)> read)
    {
        var (root, why) = YamlFile(top, path);
        if (root is null)
        {
            return new Workflow(path, provider, false, [], why);
        }

        var (onPullRequests, commands) = read(top, root);
        return new Workflow(path, provider, onPullRequests, [.. commands.SelectMany(CalledScripts.Lines)]);
    }

    /// <summary>The root map of a workflow file, or why there is none. Workflow files come from anybody who may open a pull request.</summary>
    internal static (Yaml.Map? Root, string Why) YamlFile(string top, string path)
    {
        var file = new FileInfo(Path.Combine(top, path));
        if (!file.Exists || file.Length > MaxBytes)
        {
            return (null, file.Exists ? $"it has {file.Length:N0} bytes, and at most {MaxBytes:N0} are read." : "it is not there.");
        }

        var problems = new List<Problem>();
        return YamlText.Read(File.ReadAllBytes(file.FullName), path, problems) is Yaml.Map map ? (map, "") : (null, problems.FirstOrDefault()?.Message ?? "it is no map.");
    }

    /// <summary>A Jenkinsfile is a program; the texts it gives to a shell are looked at. Multibranch jobs build every branch and pull request.</summary>
    private static Workflow Jenkins(string top, string path)
    {
        var file = new FileInfo(Path.Combine(top, path));
        return file.Length > MaxBytes
            ? new Workflow(path, CiProvider.Jenkins, false, [], $"it has {file.Length:N0} bytes, and at most {MaxBytes:N0} are read.")
            : new Workflow(path, CiProvider.Jenkins, true, [.. JenkinsText.ShellTexts(File.ReadAllText(file.FullName)).SelectMany(CalledScripts.Lines)]);
    }
}
