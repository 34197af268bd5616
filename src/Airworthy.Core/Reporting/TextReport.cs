using System.Text;

namespace Airworthy.Core.Reporting;

/// <summary>The report as plain text for a terminal.</summary>
public static class TextReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Append(report.Project).Append('\n');
        foreach (var state in report.Due)
        {
            text.Append($"{state.Status,-14} {state.Item.Id,-28} {state.Why}\n");
        }

        return text.ToString();
    }
}
