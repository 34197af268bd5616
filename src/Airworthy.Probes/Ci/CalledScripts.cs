namespace Airworthy.Probes.Ci;

/// <summary>Follows a command into the scripts of the repository that it calls, two steps deep.</summary>
internal sealed class CalledScripts(IReadOnlyList<string> folders)
{
    private const int MaxDepth = 2;
    private const long MaxBytes = 200_000;

    /// <summary>The command itself, then every line of the scripts it names.</summary>
    public IEnumerable<string> Unfold(string command) => Unfold(command, MaxDepth);

    /// <summary>The lines of a shell text, continued ones joined, comments and blanks left out.</summary>
    public static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal)
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#');

    private IEnumerable<string> Unfold(string command, int depth)
    {
        yield return command;
        if (depth == 0)
        {
            yield break;
        }

        foreach (var line in Scripts(command).SelectMany(Lines))
        {
            foreach (var inner in Unfold(line, depth - 1))
            {
                yield return inner;
            }
        }
    }

    private IEnumerable<string> Scripts(string command)
    {
        var words = command.Split([' ', '\t', '"', '\'', ';', '&', '|', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "make" && Text("Makefile") is { } makefile)
            {
                yield return Recipe(makefile, i + 1 < words.Length && !words[i + 1].StartsWith('-') ? words[i + 1] : null);
            }
            else if (words[i] is "npm" or "yarn" or "pnpm" && Text("package.json") is { } package && i + 1 < words.Length)
            {
                yield return PackageScript(package, words[i + 1] == "run" && i + 2 < words.Length ? words[i + 2] : words[i + 1]);
            }
            else if ((words[i].Contains('/', StringComparison.Ordinal) || words[i].EndsWith(".sh", StringComparison.Ordinal)) && Core.Reading.Binding.IsInside(words[i]) && Text(words[i]) is { } script
                && (script.StartsWith("#!", StringComparison.Ordinal) || words[i].EndsWith(".sh", StringComparison.Ordinal)))
            {
                yield return script;
            }
        }
    }

    /// <summary>The lines below a target; the first target's when none is named.</summary>
    private static string Recipe(string makefile, string? target)
    {
        var lines = makefile.ReplaceLineEndings("\n").Split('\n');
        var at = Array.FindIndex(lines, l => l.Length > 0 && l[0] is not ('\t' or '#' or '.' or ' ') && (target is null
            ? l.Contains(':', StringComparison.Ordinal) && !l.Contains('=', StringComparison.Ordinal)
            : l.StartsWith(target + ":", StringComparison.Ordinal)));
        return at < 0 ? "" : string.Join('\n', lines.Skip(at + 1).TakeWhile(l => l.StartsWith('\t')).Select(l => l.TrimStart('\t', '@', '-')));
    }

    private static string PackageScript(string package, string name)
    {
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(package);
            return json.RootElement.TryGetProperty("scripts", out var scripts) && scripts.TryGetProperty(name, out var script) ? script.GetString() ?? "" : "";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private string? Text(string path) => folders.Select(f => new FileInfo(Path.GetFullPath(Path.Combine(f, path))))
        .FirstOrDefault(f => f.Exists && f.Length <= MaxBytes) is { } file ? File.ReadAllText(file.FullName) : null;
}
