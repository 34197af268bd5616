using System.Reflection;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Cli;

/// <summary>Where continuous integration runs.</summary>
internal enum Forge { Github, Gitlab, Azure }

/// <summary>A file that makes a CI run the checklist.</summary>
/// <param name="Path">Where it goes, below the top of the repository.</param>
/// <param name="Next">What is left to do by hand once it is there; empty when nothing.</param>
internal sealed record Workflow(string Path, string Text, string Next)
{
    /// <summary>The package that brings the program, and the version that writes the workflow.</summary>
    private static readonly string s_package = $"airworthy --version {typeof(Workflow).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>The shell command that installs the program from the feeds that the CI knows, or from one alone.</summary>
    /// <param name="source">A folder or the address of a feed; null for those in the repository's <c>nuget.config</c>.</param>
    public static string InstallFrom(string? source) =>
        $"dotnet tool install --global {s_package}{(source is null ? "" : $" --source {Quoted(source)}")}";

    /// <summary>Where the program comes from, as a comment in the workflow says it.</summary>
    public static string Origin(string? source, bool isOwnCommand) =>
        isOwnCommand ? "The program comes from the command that was given with --install."
        : source is null ? $"The program is the NuGet package {s_package.Replace("--version ", "", StringComparison.Ordinal)}, taken from the feeds of nuget.config. It is not on nuget.org: pack it and put it on a feed of yours, or name one with --tool-source."
        : $"The program is the NuGet package {s_package.Replace("--version ", "", StringComparison.Ordinal)}, taken from {source} and from nowhere else.";

    private static string Quoted(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or ':') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The file for a forge.</summary>
    /// <param name="repository">The top folder of the repository.</param>
    /// <param name="project">The project's folder below it; empty when it is the top.</param>
    /// <param name="gate">The stop that must be passed.</param>
    /// <param name="install">The shell command that brings the program.</param>
    /// <param name="origin">Where that is, as a sentence.</param>
    public static Workflow For(Forge forge, string repository, string project, Stop gate, string install, string origin)
    {
        var name = WordAttribute.Of(forge);
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Workflows/{name}.yml")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().Replace("@INSTALL@", forge == Forge.Gitlab ? install.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) : install, StringComparison.Ordinal)
            .Replace("@ORIGIN@", origin, StringComparison.Ordinal)
            .Replace("@GATE@", WordAttribute.Of(gate), StringComparison.Ordinal);
        if (project.Length > 0)
        {
            project = Quoted(project);
            text = text.Replace("airworthy check ", $"airworthy check {project} ", StringComparison.Ordinal)
                .Replace("airworthy records pull", $"airworthy records pull {project}", StringComparison.Ordinal)
                .Replace("airworthy records push", $"airworthy records push {project}", StringComparison.Ordinal);
        }

        var hasGitlab = File.Exists(System.IO.Path.Combine(repository, ".gitlab-ci.yml"));
        return forge switch
        {
            Forge.Github => new Workflow(".github/workflows/airworthy.yml", text, "Commit it. To make it block, require the check \"airworthy check\" in the branch protection of your main branch."),
            Forge.Gitlab when hasGitlab => new Workflow(".gitlab/airworthy.yml", text, "Add to .gitlab-ci.yml:  include: [{local: .gitlab/airworthy.yml}]  and commit both. Require a passing pipeline in the merge request settings."),
            Forge.Gitlab => new Workflow(".gitlab-ci.yml", text, "Commit it, add a nightly schedule, and require a passing pipeline in the merge request settings."),
            _ => new Workflow(".azure/airworthy.yml", text, "Commit it, make a pipeline from this file, and add it as a build validation policy of your main branch."),
        };
    }

    /// <summary>The stop that a project at some stage should have passed.</summary>
    public static Stop GateFor(Stage stage) => stage switch
    {
        Stage.Idea => Stop.P1,
        Stage.Data => Stop.P2,
        Stage.Model => Stop.P3,
        Stage.Shadow => Stop.P4,
        _ => Stop.P5,
    };
}
