namespace Airworthy.Web.Files;

/// <summary>A line of a comparison.</summary>
/// <param name="Sign"><c>' '</c> in both, <c>'-'</c> in the first alone, <c>'+'</c> in the second alone, <c>'…'</c> lines in both that are left out.</param>
public readonly record struct DiffLine(char Sign, string Text);

/// <summary>What differs between two texts, line by line, with the fewest lines taken out and put in.</summary>
/// <remarks>Source: Myers (1986), "An O(ND) difference algorithm and its variations", Algorithmica 1, 251–266.</remarks>
public static class LineDiff
{
    /// <summary>Differences beyond which texts count as different altogether: time and memory grow with their square.</summary>
    public const int MostDifferences = 1000;

    /// <summary>Lines shown around a difference.</summary>
    public const int Around = 3;

    /// <param name="first">Any text.</param>
    /// <param name="second">Any text.</param>
    /// <returns>Empty when both are equal; null when they differ in more than <see cref="MostDifferences"/> lines.</returns>
    public static IReadOnlyList<DiffLine>? Of(string first, string second)
    {
        var (a, b) = (Lines(first), Lines(second));
        return Script(a, b) is { } script ? Folded(script) : null;
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    // The furthest place reached on each diagonal, kept for every number of differences, then walked back.
    internal static List<DiffLine>? Script(string[] a, string[] b)
    {
        var most = Math.Min(MostDifferences, a.Length + b.Length);
        var reached = new int[(2 * most) + 3];
        var history = new List<int[]>();
        for (var differences = 0; differences <= most; differences++)
        {
            // Only the diagonals that can matter are kept.
            history.Add(reached[(most + 1 - differences - 1)..(most + 1 + differences + 2)]);
            for (var k = -differences; k <= differences; k += 2)
            {
                var down = k == -differences || (k != differences && reached[most + 1 + k - 1] < reached[most + 1 + k + 1]);
                var x = down ? reached[most + 1 + k + 1] : reached[most + 1 + k - 1] + 1;
                while (x < a.Length && x - k < b.Length && a[x] == b[x - k])
                {
                    x++;
                }

                reached[most + 1 + k] = x;
                if (x >= a.Length && x - k >= b.Length)
                {
                    return Walked(a, b, history);
                }
            }
        }

        return null;
    }

    private static List<DiffLine> Walked(string[] a, string[] b, List<int[]> history)
    {
        var lines = new List<DiffLine>();
        var (x, y) = (a.Length, b.Length);
        for (var differences = history.Count - 1; differences >= 0; differences--)
        {
            var reached = history[differences];
            int At(int diagonal) => reached[differences + 1 + diagonal];
            var k = x - y;
            var down = k == -differences || (k != differences && At(k - 1) < At(k + 1));
            var (fromX, fromK) = down ? (At(k + 1), k + 1) : (At(k - 1), k - 1);
            var fromY = fromX - fromK;
            while (x > fromX && y > fromY)
            {
                lines.Add(new DiffLine(' ', a[x - 1]));
                (x, y) = (x - 1, y - 1);
            }

            if (differences > 0)
            {
                lines.Add(down ? new DiffLine('+', b[y - 1]) : new DiffLine('-', a[x - 1]));
                (x, y) = (fromX, fromY);
            }
        }

        lines.Reverse();
        return lines;
    }

    private static List<DiffLine> Folded(List<DiffLine> script)
    {
        var near = new bool[script.Count];
        for (var i = 0; i < script.Count; i++)
        {
            if (script[i].Sign != ' ')
            {
                Array.Fill(near, true, Math.Max(0, i - Around), Math.Min(script.Count, i + Around + 1) - Math.Max(0, i - Around));
            }
        }

        var shown = new List<DiffLine>();
        for (var i = 0; i < script.Count; i++)
        {
            if (near[i])
            {
                shown.Add(script[i]);
            }
            else if (i > 0 && near[i - 1])
            {
                shown.Add(new DiffLine('…', ""));
            }
        }

        return shown is [.. var rest, { Sign: '…' }] ? rest : shown;
    }
}
