using System.Text;

namespace Airworthy.Core.Checklist.Project;

/// <summary>Impact documents for drills: complete, one word short, or filled with nothing.</summary>
internal static class ImpactText
{
    private static readonly string[] s_words =
        ("passengers who must change at a large airport meet crews gate agents and desks that act on this answer early or late; "
         + "we asked them what goes wrong when it is false, who notices first, how much time remains, and what they would rather see instead").Split(' ');

    /// <summary>A whole document in the given size: <c>JustBelow</c> has what is asked, <c>JustAbove</c> lacks one word.</summary>
    public static string Of(DefectSize size)
    {
        var text = new StringBuilder("# Impact\n");
        void Section(string heading, int words) =>
            text.Append("\n## ").Append(heading).Append("\n\n")
                .AppendJoin(' ', Enumerable.Range(0, words).Select(i => i % 2 == 0 ? s_words[(i * 7) % s_words.Length] : $"{heading.Replace(" ", "", StringComparison.Ordinal)}{i}")).Append(".\n");

        foreach (var heading in Observations.ImpactDocument.Headings.Where(h => h != "harms"))
        {
            Section(heading, size switch { DefectSize.FarAbove => 2, DefectSize.JustAbove when heading == "misuse" => 39, _ => 40 });
        }

        return text.Append(Harms("metric.name")).ToString();
    }

    /// <summary>The section on harms, with a holder for the first of three.</summary>
    public static string Harms(string holder) => $"""

        ## Harms

        - **Seats given away.** Likelihood: weekly. Severity: high, a night away from home. Who notices: the agent at the gate. Mitigation: the
          threshold follows the costs of both mistakes, held_by: {holder}.
        - **A delay nobody announced.** Likelihood: certain. Severity: medium. Who notices: the desk. Acceptance: accepted by Ana Silva for this year.
        - **Small places served worse.** Likelihood: high. Severity: low. Who notices: nobody. Acceptance: accepted by Ana Silva for this year.

        """;
}
