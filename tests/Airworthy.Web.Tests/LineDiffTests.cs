using Airworthy.Web.Files;

using CsCheck;

namespace Airworthy.Web.Tests;

public sealed class LineDiffTests
{
    private static string Written(IEnumerable<DiffLine>? lines) => string.Join('|', lines!.Select(l => l.Sign + l.Text));

    [Theory]
    [InlineData("a\nb\nc", "a\nb\nc", "")]
    [InlineData("a\nb\nc", "a\nx\nc", " a|-b|+x| c")]
    [InlineData("lr: 0.1\r\ndepth: 3", "lr: 0.2\ndepth: 3", "-lr: 0.1|+lr: 0.2| depth: 3")] // ends of lines do not count
    [InlineData("", "a", "-|+a")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10", "+0| 1| 2| 3|…| 7| 8| 9|+10")]
    public void Known_differences(string first, string second, string expected) => Assert.Equal(expected, Written(LineDiff.Of(first, second)));

    [Fact]
    public void Texts_that_differ_everywhere_are_not_compared() =>
        Assert.Null(LineDiff.Of(string.Join('\n', Enumerable.Range(0, 2000)), string.Join('\n', Enumerable.Range(5000, 2000))));

    [Fact]
    public void The_lines_give_both_texts_back_with_as_few_changes_as_there_can_be() =>
        Gen.Select(Gen.Char["abc"].Array[0, 12], Gen.Char["abc"].Array[0, 12]).Sample((a, b) =>
        {
            var (first, second) = (Array.ConvertAll(a, c => $"{c}"), Array.ConvertAll(b, c => $"{c}"));
            var script = LineDiff.Script(first, second)!;

            Assert.Equal(first, script.Where(l => l.Sign != '+').Select(l => l.Text));
            Assert.Equal(second, script.Where(l => l.Sign != '-').Select(l => l.Text));
            Assert.Equal(a.Length + b.Length - (2 * Longest(a, b)), script.Count(l => l.Sign != ' '));
        });

    // The longest common subsequence, by the textbook's table.
    private static int Longest(char[] a, char[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[a.Length, b.Length];
    }
}
