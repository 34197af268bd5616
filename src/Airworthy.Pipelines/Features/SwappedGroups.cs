using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Features;

/// <summary>Puts another group into each row, all else as it is, and counts the decisions that become others.</summary>
internal static class SwappedGroups
{
    /// <summary>Groups that are put in, the most frequent first.</summary>
    private const int Most = 8;

    /// <param name="intact">The model's answers to the rows as they are.</param>
    /// <param name="said">Answers as metrics read them.</param>
    /// <exception cref="NotAskedException">The model does not answer.</exception>
    public static async Task<GroupSwap> OfAsync(string column, IRowScorer scorer, LearningRows held, Answers intact, Func<FloatMatrix, Answers> said, CancellationToken cancel)
    {
        if (!scorer.Columns.Contains(column))
        {
            return new GroupSwap(column, WhyNot: "the model is not given it");
        }

        if (intact.Answer is not { } decided)
        {
            return new GroupSwap(column, WhyNot: "a number is no decision");
        }

        var groups = Groups(held.Rows[column]);
        if (groups.Count < 2)
        {
            return new GroupSwap(column, WhyNot: "these rows have fewer than two groups of it");
        }

        var flipped = new bool[decided.Length];
        foreach (var (_, donor) in groups)
        {
            var answer = said(await scorer.AnswerSameAsync(held, column, donor, cancel)).Answer!;
            for (var i = 0; i < flipped.Length; i++)
            {
                flipped[i] |= answer[i] != decided[i];
            }
        }

        return new GroupSwap(column, flipped.Length, flipped.Count(f => f), [.. groups.Select(g => g.Name)]);
    }

    /// <summary>The most frequent values, each with a row that has it.</summary>
    private static List<(string Name, int Donor)> Groups(RawColumn column)
    {
        Func<int, string?> of = column switch
        {
            RawColumn.Texts texts => i => texts.Words[texts.Codes[i]] is { Length: > 0 } word ? word : null,
            RawColumn.Numbers numbers => i => float.IsNaN(numbers.Values[i]) ? null : numbers.Values[i].ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => _ => null, // a moment names no group
        };
        return [.. Enumerable.Range(0, column.Rows).Select(i => (Name: of(i), Row: i)).Where(x => x.Name is not null)
            .GroupBy(x => x.Name!, x => x.Row, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(Most).Select(g => (g.Key, g.First()))];
    }
}
