namespace Airworthy.Core.Checklist.Deployment;

/// <summary>Says whether one command does what another declares.</summary>
internal static class CommandLine
{
    /// <summary>What only starts another program.</summary>
    private static readonly HashSet<string> s_starters = new(StringComparer.Ordinal)
    {
        "sudo", "time", "env", "exec", "bash", "sh", "python", "python3", "py", "-m", "poetry", "uv", "pdm", "pipenv", "hatch", "pixi", "conda", "run", "npx", "pnpm", "yarn", "npm", "coverage",
        "xvfb-run", "--no-sync", "--frozen", "--locked",
    };

    /// <summary>Options whose next word is theirs.</summary>
    private static readonly HashSet<string> s_taking = new(StringComparer.Ordinal)
    {
        "--junitxml", "--junit-xml", "-o", "--output", "--cov", "--cov-report", "-c", "--configuration", "-n", "--logger", "-l", "--results-directory", "-k", "-r", "--reporter", "-p", "--tb", "-W", "--settings",
    };

    /// <summary>Options that leave tests out.</summary>
    private static readonly HashSet<string> s_narrowing = new(StringComparer.Ordinal) { "-k", "-m", "--filter", "--deselect", "--ignore", "--collect-only", "--co", "--list-tests", "-t" };

    /// <summary>
    /// Whether <paramref name="command"/> runs the program that <paramref name="declared"/> names, on the same places or on all there are, without
    /// leaving tests out.
    /// </summary>
    public static bool Includes(string command, string declared)
    {
        var (program, places, _) = Read(declared);
        if (program.Length == 0 || Shrugs(command))
        {
            return false;
        }

        foreach (var part in command.Split(["&&", "||", ";", "|"], StringSplitOptions.RemoveEmptyEntries))
        {
            var (other, others, narrowed) = Read(part);
            if (program.SequenceEqual(other) && (!narrowed || Same(command, declared)) && (others.Count == 0 || places.All(p => others.Any(o => p == o || p.StartsWith(o + "/", StringComparison.Ordinal)))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A failure that is followed by <c>|| true</c> stops nothing.</summary>
    private static bool Shrugs(string command) => command.Split("||").Skip(1).Any(after => after.TrimStart() is var t
        && (t.StartsWith("true", StringComparison.Ordinal) || t.StartsWith(':') || t.StartsWith("exit 0", StringComparison.Ordinal) || t.StartsWith("echo", StringComparison.Ordinal)));

    private static bool Same(string a, string b) => string.Join(' ', Words(a)) == string.Join(' ', Words(b));

    /// <summary>The program, the places it works on, and whether an option leaves some out.</summary>
    private static (string[] Program, List<string> Places, bool IsNarrowed) Read(string command)
    {
        var words = Words(command).SkipWhile(w => s_starters.Contains(w) || (w.Contains('=', StringComparison.Ordinal) && !w.StartsWith('-'))).ToList();
        if (words.Count == 0)
        {
            return ([], [], false);
        }

        // `dotnet test`, `cargo test`, `make check`: the second word is part of what runs.
        var length = words[0] is "dotnet" or "cargo" or "go" or "make" or "mvn" or "gradle" or "./gradlew" or "tox" or "nox" or "just" or "task" && words.Count > 1 && !words[1].StartsWith('-') ? 2 : 1;
        var places = new List<string>();
        for (var i = length; i < words.Count; i++)
        {
            if (words[i].StartsWith('-'))
            {
                i += s_taking.Contains(words[i]) || s_narrowing.Contains(words[i]) ? 1 : 0;
            }
            else if (!words[i].Contains('{', StringComparison.Ordinal) && !words[i].Contains('$', StringComparison.Ordinal) && words[i][0] is not ('>' or '<' or '2'))
            {
                places.Add(words[i].Split("::")[0].TrimEnd('/').Replace("./", "", StringComparison.Ordinal));
            }
        }

        return ([.. words.Take(length).Select(w => w.Replace("./", "", StringComparison.Ordinal))], places, words.Skip(length).Any(w => s_narrowing.Contains(w.Split('=')[0])));
    }

    private static string[] Words(string command) => command.Split([' ', '\t', '\n', '\r', '"', '\''], StringSplitOptions.RemoveEmptyEntries);
}
