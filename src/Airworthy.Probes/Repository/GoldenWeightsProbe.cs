using System.Text.RegularExpressions;

using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the project's tests for exact comparisons of learnt weights with stored numbers or files. It reads words, and runs nothing.</summary>
public sealed partial class GoldenWeightsProbe : IProbe<GoldenWeights>
{
    private const int MaxDepth = 8, MaxFiles = 2_000, MaxFound = 100, MaxText = 120;

    /// <summary>Lines that a call may go over.</summary>
    private const int MaxLines = 4;

    private const long MaxBytes = 1_000_000;

    public Task<Sighting<GoldenWeights>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run<Sighting<GoldenWeights>>(() =>
    {
        var files = ProjectTree.Files(around.Root, MaxDepth, n => OfTests().IsMatch(n)).Where(f => new FileInfo(Path.Combine(around.Root, f)).Length <= MaxBytes).Take(MaxFiles).ToList();
        var found = new List<CodePlace>();
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            found.AddRange(Places(file, File.ReadAllLines(Path.Combine(around.Root, file))));
        }

        return new GoldenWeights(files.Count, [.. found.Take(MaxFound)]);
    }, cancel);

    /// <summary>Such places in a file of tests.</summary>
    public static IEnumerable<CodePlace> Places(string path, IReadOnlyList<string> lines)
    {
        for (var at = 0; at < lines.Count; at++)
        {
            if (IsComment(lines[at]) || !Exactly().IsMatch(lines[at]))
            {
                continue;
            }

            var call = lines[at].Trim();
            for (var next = at + 1; next < lines.Count && next < at + MaxLines && call.Count(c => c is '(' or '[') > call.Count(c => c is ')' or ']'); next++)
            {
                call += " " + lines[next].Trim();
            }

            if (Weights().IsMatch(call) && Stored().IsMatch(call) && !Nearly().IsMatch(call))
            {
                yield return new CodePlace(path, at + 1, call.Length <= MaxText ? call : call[..MaxText] + "…");
            }
        }
    }

    private static bool IsComment(string line) => line.TrimStart() is var text && (text.StartsWith('#') || text.StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex(@"(^test[_-].*|[_-]test|Tests?|[._-]spec)\.(py|cs|fs|r|R|jl|js|ts|java|kt|scala|go|rs|cpp|cc)$")]
    private static partial Regex OfTests();

    /// <summary>Asks for equality and allows no distance.</summary>
    [GeneratedRegex(@"assert_array_equal|assert_equal\(|assert\s+(np\.|numpy\.)?array_equal\(|assert\s+torch\.equal\(|assert_(frame|series)_equal\(|^\s*assert\b(?!\s+not\b)[^=!<>]*==|assertEqual\(|assertListEqual\(|Assert\.Equal\(|assertEquals\(|assertArrayEquals\(|\.toEqual\(|expect_identical\(|@test\b.*==")]
    private static partial Regex Exactly();

    /// <summary>A distance that is allowed within an equality.</summary>
    [GeneratedRegex(@"approx\(|precision|tolerance|round\(", RegexOptions.IgnoreCase)]
    private static partial Regex Nearly();

    /// <summary>Names of what is learnt.</summary>
    [GeneratedRegex(@"coef_|intercept_|feature_importances_|state_dict|get_weights|named_parameters|\b\w*weights?\b|\bbias(es)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Weights();

    /// <summary>Numbers as training gives them, or a file that holds some.</summary>
    [GeneratedRegex(@"\d\.\d{3,}|\bload\w*\(|\.(npy|npz|pkl|pt|pth|h5|safetensors|joblib)\b|golden|snapshot", RegexOptions.IgnoreCase)]
    private static partial Regex Stored();
}
