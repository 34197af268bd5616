using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;

namespace Airworthy.Core.Reporting;

/// <summary>The report as plain text for a terminal.</summary>
public static class TextReport
{
    public static string Of(ProjectContract contract, IReadOnlyList<ItemState> states)
    {
        var text = new StringBuilder();
        text.Append(contract.Project).Append('\n');
        foreach (var state in states.Where(s => !s.IsLater))
        {
            text.Append($"{state.Status,-14} {state.Item.Id,-28} {state.Why}\n");
        }

        return text.ToString();
    }
}
