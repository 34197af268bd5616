using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Contracts.Draft;

namespace Airworthy.Core.Tests.Contracts;

public sealed class ContractDraftTests
{
    public static TheoryData<string> Kinds => ["", .. Enum.GetNames<ProjectKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void A_draft_without_any_guess_can_be_read(string kind) => Reads(ContractDraft.Of("a", Kind(kind), Stage.Idea, Policy.Light, []));

    [Theory, MemberData(nameof(Kinds))]
    public void Every_example_of_a_draft_can_be_read_when_its_mark_is_taken_away(string kind)
    {
        var text = ContractDraft.Of("a", Kind(kind), Stage.Idea, Policy.Light, []);
        var answered = Regex.Replace(text, @"^( *)# ([a-z_0-9]+: )", "$1$2", RegexOptions.Multiline);

        var contract = Reads(answered);

        Assert.NotNull(contract.Metric!.Name);
        Assert.NotNull(contract.Data!.Label);
        Assert.All(ContractDraft.Paths(Kind(kind)), path => Assert.NotNull(Promised.Get(contract, path).Value));
    }

    [Fact]
    public void Every_field_that_an_item_must_have_is_asked_for()
    {
        var asked = ContractDraft.Paths(null).ToHashSet();

        // Whole groups are asked for in one line; these come with stages that no draft starts in.
        string[] later = ["monitoring.", "commands.explain", "guards."];
        var lacking = Pages.Items.SelectMany(i => i.Required).Distinct()
            .Where(p => !asked.Contains(p) && !asked.Any(a => p.StartsWith(a + ".", StringComparison.Ordinal) || a.StartsWith(p + ".", StringComparison.Ordinal)))
            .Where(p => !later.Any(l => p.StartsWith(l, StringComparison.Ordinal)));

        Assert.Empty(lacking);
    }

    [Fact]
    public void A_guess_is_named_marked_and_says_where_it_was_seen()
    {
        var text = ContractDraft.Of("a", ProjectKind.TabularClassification, Stage.Data, Policy.Standard,
            [new Guess("data.label", "late", 0.93, "train.py:57"), new Guess("metric.name", "roc_auc", 0.9, "x") { IsConfirmed = true }]);

        var contract = Reads(text);
        Assert.Contains("label: late", text, StringComparison.Ordinal);
        Assert.Contains("# guessed: confirm (0.93; train.py:57)", text, StringComparison.Ordinal);
        Assert.Equal(["data.label"], contract.Guessed!);
        Assert.Equal("roc_auc", contract.Metric!.Name);
    }

    private static ProjectKind? Kind(string name) => name.Length == 0 ? null : Enum.Parse<ProjectKind>(name);

    private static ProjectContract Reads(string text)
    {
        var reading = ContractReader.Read(text, "airworthy.yaml");
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        return reading.Contract!;
    }
}
