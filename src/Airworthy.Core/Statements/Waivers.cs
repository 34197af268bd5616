using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;

namespace Airworthy.Core.Statements;

/// <summary>Says when an accepted risk does not count.</summary>
public static class Waivers
{
    public const int MaxDays = 90;

    /// <summary>From this many waivers in a row on, a risk is lived with rather than mended.</summary>
    public const int LivedWith = 3;

    private static readonly Role[] s_approvers = [Role.Owner, Role.Deputy, Role.Manager];

    /// <summary>How many waivers of one item follow one another, a fortnight's pause allowed, up to this one.</summary>
    public static int InARow(Waiver waiver, IReadOnlyList<Waiver> all)
    {
        var count = 1;
        var begin = waiver.On;
        foreach (var earlier in all.Where(w => w.Item == waiver.Item && w.On < waiver.On).OrderByDescending(w => w.On))
        {
            if (earlier.Until.AddDays(14) < begin)
            {
                break;
            }

            (count, begin) = (count + 1, earlier.On);
        }

        return count;
    }

    /// <summary>Why a waiver is void; null when it is in force.</summary>
    public static string? WhyVoid(Waiver waiver, Item item, Evidence evidence)
    {
        var approvers = (waiver.ApprovedBy ?? []).Where(a => a != waiver.By && evidence.People[a] is { Active: true } p && p.Is(s_approvers)).Distinct().Count();
        var needed = evidence.Policy == Policy.Light ? 0 : item.Severity == 5 ? 2 : 1;
        return waiver.Until < evidence.Today ? $"it ended on {waiver.Until:yyyy-MM-dd}"
            : waiver.On > evidence.Today ? $"it begins on {waiver.On:yyyy-MM-dd}"
            : waiver.Until.DayNumber - waiver.On.DayNumber > MaxDays ? $"it runs for more than {MaxDays} days"
            : evidence.People[waiver.By] is not { Active: true } ? $"{waiver.By} is not among the active people"
            : approvers < needed ? $"it has {approvers} of {needed} approvals by another owner, deputy or manager"
            : Placeholder.WhyNot(waiver.Because, 20, evidence.Policy) is { } because ? $"its reason {because}"
            : Placeholder.WhyNot(waiver.Risk, 20, evidence.Policy) is { } risk ? $"its risk {risk}"
            : null;
    }
}

/// <summary>Says when a claim that a box cannot apply does not count.</summary>
public static class NotApplicableClaims
{
    public const int MaxDays = 365;

    /// <summary>Why a claim is void; null when it holds.</summary>
    public static string? WhyVoid(NotApplicable claim, Item item, Evidence evidence) =>
        item.Front.NotApplicable == "no" ? "this item always applies"
        : Reopens(item.Id, evidence.Contract) is { } reopened ? reopened
        : claim.Until < evidence.Today ? $"it ended on {claim.Until:yyyy-MM-dd}"
        : claim.On > evidence.Today ? $"it begins on {claim.On:yyyy-MM-dd}"
        : claim.Until.DayNumber - claim.On.DayNumber > MaxDays ? $"it runs for more than {MaxDays} days"
        : evidence.People[claim.By] is not { Active: true } ? $"{claim.By} is not among the active people"
        : evidence.Policy != Policy.Light && (claim.ApprovedBy == claim.By || evidence.People[claim.ApprovedBy] is not { Active: true }) ? "nobody else on the project approved it"
        : Placeholder.WhyNot(claim.Because, 40, evidence.Policy) is { } because ? $"its reason {because}"
        : null;

    // Conditions that the contract itself can show; others wait for what is measured.
    private static string? Reopens(string item, ProjectContract contract) => item switch
    {
        "fat-requirements" or "inclusion" => contract.Responsibility?.Fairness?.Groups is { Count: > 0 } ? "the contract names groups (responsibility.fairness.groups)"
            : contract.Data?.Privacy?.PersonalData is { } data and not PersonalData.None ? $"data.privacy.personal_data is {Reading.WordAttribute.Of(data)}" : null,
        "privacy-controls" => contract.Data?.Privacy?.PersonalData is PersonalData.None ? null : "data.privacy.personal_data is not none",
        "latency-limit" or "throughput-limit" or "blue-green" or "canary" or "shadow-mode" => contract.Serving?.Mode is ServingMode.Streaming or ServingMode.Both ? "serving.mode is not batch" : null,
        "collection-cost" => contract.Data?.Collection?.Needed == true ? "data.collection.needed is true" : null,
        _ => null,
    };
}
