using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Checklist;

/// <summary>The examples on the items' pages are true: each gets the verdict that stands beside it.</summary>
public sealed class PagesExamplesTests
{
    /// <summary>Item, line on its page, and what it shows.</summary>
    public static TheoryData<string, int, string> Examples()
    {
        var all = new TheoryData<string, int, string>();
        foreach (var item in Pages.Items)
        {
            try
            {
                foreach (var example in PageExample.On(item))
                {
                    all.Add(item.Id, example.Line, $"{example.Part} {example.Verdict}");
                }
            }
            catch (FormatException e)
            {
                all.Add(item.Id, 0, e.Message);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_page_tells_the_truth(string item, int line, string shows)
    {
        Assert.False(line == 0, shows);
        var example = PageExample.On(Pages.Find(item)!).Single(e => e.Line == line);
        var verdict = example.Judge();
        var heard = $"{verdict.Answer}: {verdict.Says} → {verdict.Next}{string.Concat(verdict.Concerns.Select(c => $" ({c})"))}";

        Assert.True(example.Verdict == WordAttribute.Of(verdict.Answer), $"{item}, line {line}: the page says {example.Verdict}, the check says {heard}");
        Assert.True(example.Says is null || heard.Contains(example.Says, StringComparison.Ordinal), $"{item}, line {line}: \"{example.Says}\" is not in: {heard}");
        Assert.True(example.Concern switch
        {
            null => true,
            "none" => verdict.Concerns.Count == 0,
            var concern => verdict.Concerns.Any(c => c.Contains(concern, StringComparison.Ordinal)),
        }, $"{item}, line {line}: concern \"{example.Concern}\" is not what came: {heard}");
    }

    [Fact]
    public void A_wrong_example_would_be_seen()
    {
        var example = PageExample.On(Pages.Find("leakage-safe-split")!).First(e => e is { Part: "rows", Verdict: "unmet" });

        Assert.Equal(Answer.Unmet, example.Judge().Answer);
        Assert.Throws<FormatException>(() => (example with { Part = "rws" }).Judge());
        Assert.Throws<FormatException>(() => (example with { Seen = new Yaml.Map(default, [new Yaml.Entry("SplitCopy", default, example.Seen)]) }).Judge());
    }
}
