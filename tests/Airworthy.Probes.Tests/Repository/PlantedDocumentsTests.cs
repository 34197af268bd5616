using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>The known defects of parts that judge documents, seen through the real probes at three sizes.</summary>
public sealed class PlantedDocumentsTests
{
    private const string Contract = """
        policy: light
        goal:
          state_of_the_art: {reviewed: 2026-06-01}
        responsibility: {impact: docs/impact.md}
        """;

    [Theory]
    [InlineData("stakeholder-impact/document", DefectSize.JustBelow, Answer.Met)]
    [InlineData("stakeholder-impact/document", DefectSize.JustAbove, Answer.Unmet)]
    [InlineData("stakeholder-impact/document", DefectSize.FarAbove, Answer.Unmet)]
    [InlineData("stakeholder-impact/linked", DefectSize.JustBelow, Answer.Met)]
    [InlineData("stakeholder-impact/linked", DefectSize.FarAbove, Answer.Unmet)]
    [InlineData("state-of-the-art/note", DefectSize.JustBelow, Answer.Met)]
    [InlineData("state-of-the-art/note", DefectSize.JustAbove, Answer.Unmet)]
    [InlineData("state-of-the-art/note", DefectSize.FarAbove, Answer.Unmet)]
    [InlineData("domain-experts/notes", DefectSize.JustBelow, Answer.Met)]
    [InlineData("domain-experts/notes", DefectSize.JustAbove, Answer.Unmet)]
    [InlineData("domain-experts/notes", DefectSize.FarAbove, Answer.Unmet)]
    [InlineData("team-sync/notes", DefectSize.FarAbove, Answer.Unknown)]
    public async Task A_defect_is_seen_above_its_limit_and_only_there(string part, DefectSize size, Answer expected)
    {
        var id = PartId.Parse(part)!.Value;
        var item = Pages.Find(id.Item)!;
        using var project = DocumentProject.With(Assert.IsType<Defect.Files>(Checks.All[id].Defect), size, Contract);
        await using var around = project.Around();
        var inspection = new Inspection(around, new Subjects(project.Contract, new Dictionary<Bound, string>()))
        {
            Given = new Dictionary<Type, Observation> { [typeof(ChecklistSoFar)] = new ChecklistSoFar(new Dictionary<string, Status>()) },
        };

        var seen = (await inspection.RunAsync([(item, item[id.Part]!)], TestContext.Current.CancellationToken))[id];

        Assert.Null(seen.Crash);
        Assert.True(expected == seen.Verdict.Answer, seen.Verdict.Says);
    }
}
