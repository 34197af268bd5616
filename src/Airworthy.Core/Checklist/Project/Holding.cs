using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Project;

/// <summary>How well something named after <c>held_by</c> holds.</summary>
internal enum Hold
{
    /// <summary>An item that is verified or attested, or a thing that is there.</summary>
    Firm,

    /// <summary>An item that is unanswered, stale, or not due yet.</summary>
    Open,

    /// <summary>A failing item, one that was set aside, one that holds itself, or nothing at all.</summary>
    Broken,
}

/// <summary>Follows <c>held_by</c> to what it names.</summary>
internal static class Holding
{
    /// <summary>How a holder stands, with the sentence that says so.</summary>
    /// <param name="self">The item that asks: it cannot hold itself.</param>
    /// <param name="fields">Whether a field of the contract, such as a limit or a fallback, may hold.</param>
    public static (Hold Hold, string Says) Of(Holder holder, string self, ChecklistSoFar soFar, ProjectContract contract, bool fields)
    {
        var id = holder.Id;
        if (id == self)
        {
            return (Hold.Broken, $"{id} cannot hold up itself");
        }

        if (Pages.Find(id) is not null)
        {
            return !soFar.Items.TryGetValue(id, out var status) ? (Hold.Open, $"{id} has not been judged yet") : status switch
            {
                Status.Attested or Status.Verified => (Hold.Firm, $"{id} is {Reading.WordAttribute.Of(status)}"),
                Status.Failing => (Hold.Broken, $"{id} is failing"),
                Status.NotApplicable => (Hold.Broken, $"{id} is set aside as not applicable"),
                _ => (Hold.Open, $"{id} is {Reading.WordAttribute.Of(status)}"),
            };
        }

        return holder.IsFile ? (Hold.Firm, $"{id} is there")
            : fields && IsPromised(contract, id) ? (Hold.Firm, $"{id} is promised")
            : (Hold.Broken, $"{id} is neither an item{(fields ? ", a field of the contract that is filled" : "")} nor a file in the project");
    }

    private static bool IsPromised(ProjectContract contract, string path)
    {
        try
        {
            return path.Contains('.', StringComparison.Ordinal) && Promised.WhyNot(contract, path) is null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
