using System.Globalization;
using System.Reflection;
using System.Text;

namespace Airworthy.Core.Contracts.Draft;

/// <summary>Writes a first contract: what is known, what was guessed and marked so, and the rest as open questions in comments.</summary>
public static class ContractDraft
{
    private static readonly Lazy<IReadOnlyList<Line>> s_lines = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("ContractDraft.txt")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    });

    /// <summary>The fields that a draft of some kind asks for, in the order of the file.</summary>
    public static IEnumerable<string> Paths(ProjectKind? kind) => LinesOf(kind).Where(l => l.Example is not null).Select(l => l.Path);

    /// <summary>An example of a field's value, as YAML; null when a draft of that kind does not ask for it.</summary>
    public static string? ExampleOf(string path, ProjectKind? kind) => LinesOf(kind).FirstOrDefault(l => l.Path == path)?.Example;

    /// <summary>The text of <c>airworthy.yaml</c>.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="policy">Light for a person alone, else standard.</param>
    /// <param name="guesses">At most one per path.</param>
    public static string Of(string project, ProjectKind? kind, Checklist.Stage stage, Policy policy, IReadOnlyList<Guess> guesses)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # airworthy.yaml - what this project promises. Read it top to bottom; change it by pull request.
            # A line that begins with # is an open question with an example: write your answer and take the # away.
            # "guessed: confirm" was read from your files. It can turn a box red, never green, until you take its name out of `guessed`.
            airworthy: 1
            project: {Reading.YamlFlow.Text(project)}

            """);
        if (kind is { } known)
        {
            var guess = guesses.FirstOrDefault(g => g.Path == "kind");
            Write(text, "kind", Reading.WordAttribute.Of(known), guess is null or { IsConfirmed: true } ? "what kind of answer the model gives" : $"guessed: confirm ({guess.Seen})");
        }
        else
        {
            text.Append("# kind: tabular-classification        # or tabular-regression, ranking, forecasting, image-classification, text-classification, other\n");
        }

        Write(text, "stage", Reading.WordAttribute.Of(stage), "how far you are: idea, data, model, shadow, live; later boxes wait until then");
        Write(text, "policy", Reading.WordAttribute.Of(policy), policy == Policy.Light ? "one person's own signature suffices; standard asks for four eyes where it hurts" : "four eyes where being wrong hurts people");
        var open = guesses.Where(g => !g.IsConfirmed && (g.Path == "kind" || LinesOf(kind).Any(l => l.Path == g.Path))).Select(g => g.Path).ToList();
        if (open.Count > 0)
        {
            text.Append("guessed:                            # take a name out once you have looked at its line\n");
            open.ForEach(path => text.Append("  - ").Append(path).Append('\n'));
        }

        var byPath = guesses.ToDictionary(g => g.Path);
        foreach (var line in LinesOf(kind))
        {
            var indent = new string(' ', 2 * line.Depth);
            if (line.IsHeading)
            {
                text.Append('\n').Append(line.Comment).Append('\n');
            }
            else if (line.Example is null)
            {
                text.Append(indent).Append(line.Key).Append(':').Append(line.Comment.Length == 0 ? "" : new string(' ', Math.Max(1, 35 - indent.Length - line.Key.Length)) + "# " + line.Comment).Append('\n');
            }
            else if (byPath.TryGetValue(line.Path, out var guess))
            {
                Write(text, indent + line.Key, guess.Yaml, guess.IsConfirmed ? line.Comment : string.Create(CultureInfo.InvariantCulture, $"guessed: confirm ({guess.Confidence:0.00}; {guess.Seen})"));
            }
            else
            {
                Write(text, $"{indent}# {line.Key}", line.Example, line.Comment);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string key, string value, string comment)
    {
        var start = text.Length;
        text.Append(key).Append(": ").Append(value);
        if (comment.Length > 0)
        {
            text.Append(' ', Math.Max(1, 36 - (text.Length - start))).Append("# ").Append(comment);
        }

        text.Append('\n');
    }

    private static IEnumerable<Line> LinesOf(ProjectKind? kind) => s_lines.Value
        .Where(l => l.Kinds.Count == 0 || kind is null || l.Kinds.Contains(Reading.WordAttribute.Of(kind)))
        .DistinctBy(l => l.IsHeading ? l.Comment : l.Path);

    /// <summary>A line of the pattern: <c>key | example | comment | kinds</c>, indented like the contract.</summary>
    private sealed record Line(string Path, string Key, int Depth, string? Example, string Comment, IReadOnlyList<string> Kinds)
    {
        public bool IsHeading => Key.Length == 0;
    }

    private static List<Line> Parse(string pattern)
    {
        var lines = new List<Line>();
        var above = new List<string>();
        foreach (var raw in pattern.Split('\n').Where(l => l.Trim().Length > 0))
        {
            if (raw[0] == '#')
            {
                lines.Add(new Line("", "", 0, null, raw.TrimEnd(), []));
                continue;
            }

            var depth = (raw.Length - raw.TrimStart().Length) / 2;
            var cells = raw.Split(" | ").Select(c => c.Trim()).ToList();
            above.RemoveRange(depth, above.Count - depth);
            above.Add(cells[0]);
            lines.Add(new Line(string.Join('.', above), cells[0], depth, cells.ElementAtOrDefault(1) is { Length: > 0 } example ? example : null,
                cells.ElementAtOrDefault(2) ?? "", cells.ElementAtOrDefault(3)?.Split(' ') ?? []));
        }

        return lines;
    }
}
