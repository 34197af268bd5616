using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.TestScore;

/// <summary>Compares the points of sections of the ML Test Score with what the project calls reasonable.</summary>
internal static class SectionSum
{
    /// <summary>The number where the contract names none: the first half point inside the band "reasonably tested".</summary>
    public const double Reasonable = 2.5;

    /// <summary>Points cannot be planted in a copy: they come from runs of several days.</summary>
    public static Defect Defect { get; } = new Defect.Seen("Points come from automatic runs on several days, which no copy has.", new ChecklistSoFar(new Dictionary<string, Status>())
    {
        Points = new Dictionary<string, double> { ["TestScore/Data"] = 0.5, ["TestScore/Model"] = 0.5, ["TestScore/Infrastructure"] = 0.5, ["TestScore/Monitoring"] = 0.5 },
    });

    /// <param name="sections">Names of folders with their words and the number that the contract sets for each alone.</param>
    public static Verdict Judge(ProjectContract contract, ChecklistSoFar seen, params IReadOnlyList<(string Section, string Word, double? Own)> sections)
    {
        var sums = sections.Select(s => (s.Word, Points: seen.Points.GetValueOrDefault($"TestScore/{s.Section}"), Asked: s.Own ?? contract.MlTestScore?.Reasonable ?? Reasonable)).ToList();
        var said = string.Join("; ", sums.Select(s => $"{s.Word}: {s.Points:0.#} of 7 points, {s.Asked:0.#} asked"));
        var tooFew = sums.Where(s => s.Points < s.Asked).ToList();
        var verdict = sums.All(s => s.Points == 0)
            ? Verdict.Unknown($"None of the tests has earned a point yet ({said}).", "Run `airworthy score` to see what is nearest.")
            : tooFew.Count == 0
                ? Verdict.Met($"{Capital(said)}.")
                : Verdict.Unmet($"{Capital(said)}.", $"{string.Join(" and ", tooFew.Select(s => $"{s.Asked - s.Points:0.#} more in {s.Word}"))}: run `airworthy score` and take the cheapest half point first.");
        return verdict.With([.. sums.SelectMany(s => new[] { ($"{s.Word}_points", s.Points), ($"{s.Word}_asked", s.Asked) })])
            .Concern(sums.FirstOrDefault(s => s.Asked == 0) is { Word: not null } none ? $"The number asked of {none.Word} is 0, which anything reaches." : null);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
