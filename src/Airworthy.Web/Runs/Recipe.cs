using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Runs;

/// <summary>How to run something again: what to type, and what the run did not say.</summary>
/// <param name="Command">Lines for a POSIX shell; every value that somebody logged is quoted.</param>
/// <param name="Exact">Whether the run logged the command itself; otherwise it is put together from its script and params.</param>
/// <param name="Missing">What is not known, in words.</param>
public sealed record Recipe(string Command, bool Exact, IReadOnlyList<string> Missing)
{
    /// <summary>The tag that holds a whole command.</summary>
    public const string CommandTag = "airworthy.command";

    /// <param name="dataKnown">Whether the run named its data as an input.</param>
    public static Recipe Of(RunRow run, bool dataKnown)
    {
        var (tags, lines, missing) = (run.Tags, new List<string>(), new List<string>());
        if (tags.TryGetValue("mlflow.source.git.repoURL", out var repository))
        {
            lines.Add($"git clone {Quoted(repository)} repository && cd repository");
        }

        if (tags.TryGetValue("mlflow.source.git.commit", out var commit))
        {
            lines.Add($"git checkout {Quoted(commit)}");
        }
        else
        {
            missing.Add("the commit (tag mlflow.source.git.commit)");
        }

        if (Truthy(tags.GetValueOrDefault("mlflow.git.dirty")) || Truthy(tags.GetValueOrDefault("mlflow.gitDirty")))
        {
            missing.Add("changes that were not committed when it ran");
        }

        if (!dataKnown && DataVersion(run) is null)
        {
            missing.Add("the version of its data (a dataset input, or the param or tag data.version)");
        }

        if (tags.TryGetValue(CommandTag, out var command))
        {
            lines.Add(command.ReplaceLineEndings(" "));
            return new Recipe(string.Join('\n', lines), true, missing);
        }

        if (tags.TryGetValue("mlflow.source.name", out var script))
        {
            var program = script.EndsWith(".py", StringComparison.Ordinal) ? "python " : "";
            lines.Add(program + Quoted(script) + string.Concat(run.Params.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $" \\\n  {Quoted($"--{p.Key}={p.Value}")}")));
        }
        else
        {
            missing.Add($"what was started (tag {CommandTag}, or mlflow.source.name)");
        }

        return new Recipe(string.Join('\n', lines), false, missing);
    }

    /// <summary>The version of the data a run was made from, where a param or tag says so; null where none does.</summary>
    public static string? DataVersion(RunRow run) =>
        run.Params.GetValueOrDefault("data.version") ?? run.Params.GetValueOrDefault("data_version") ?? run.Tags.GetValueOrDefault("data.version") ?? run.Tags.GetValueOrDefault("data_version");

    private static bool Truthy(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    // Single quotes keep everything from a shell but themselves.
    private static string Quoted(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '=' or '@' or ',' or '+')
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
