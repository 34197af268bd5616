using Airworthy.Core.Checklist;

namespace Airworthy.Core.Reporting;

/// <summary>May it fly? One of five answers.</summary>
public enum Ready { Grounded, NotYet, Cleared, InFlight, Overdue }

/// <summary>May it fly, in one word and one sentence.</summary>
/// <param name="Word">Such as <c>grounded</c> or <c>cleared for P4</c>.</param>
/// <param name="Answer">Such as <c>No.</c> or <c>Yes, with 2 accepted risks.</c></param>
/// <param name="Says">The sentence behind the answer.</param>
public sealed record Readiness(Ready Ready, string Word, string Answer, string Says)
{
    /// <summary>Reads it off the stops: flying means that P4 and everything before it holds.</summary>
    public static Readiness Of(Report report)
    {
        var takeOff = Gate.Of(Stop.P4, report.ItemsAt(Stop.P4));
        var red = Gate.Of(Stop.P4, report.Items).Failing;
        var coming = NextSteps.Coming(report.Stage);
        if (red.Count > 0)
        {
            var passed = red.Any(f => f.Item.Stop < coming);
            return new Readiness(passed ? Ready.Grounded : Ready.NotYet, passed ? "grounded" : "not cleared", "No.",
                $"{Wording.Many(red.Count, "box", "boxes")} that a stop depends on {(red.Count == 1 ? "is" : "are")} red{(passed ? ", behind a stop that was already passed" : "")}.");
        }

        if (!takeOff.IsGo)
        {
            var cleared = Enum.GetValues<Stop>().Where(s => s < Stop.P4 && Gate.Of(s, report.ItemsAt(s)).IsGo).Cast<Stop?>().LastOrDefault();
            var next = report.Stops.First(s => !Gate.Of(s.Stop, report.ItemsAt(s.Stop)).IsGo);
            return new Readiness(Ready.NotYet, cleared is { } c ? $"cleared for {c}" : "not cleared", "Not yet.",
                $"The stage is {Wording.Word(report.Stage)}. The first stop with open boxes is {Wording.Stop(next.Stop)}: {next.Done} of {next.Of} {(next.Of == 1 ? "is" : "are")} done{(next.Waived > 0 ? $", {next.Waived} waived" : "")}.");
        }

        var waived = report.Items.Count(i => i is { Waived: not null, IsDone: false } && i.Item.Front.Starred && i.Item.Stop <= Stop.P4);
        var yes = waived == 0 ? "Yes." : $"Yes, with {Wording.Many(waived, "accepted risk")}.";
        var overdue = report.Stops.Last().Starred.Count(i => i is { Status: Status.Stale, IsLater: false });
        return report.Stage == Stage.Live
            ? overdue > 0
                ? new Readiness(Ready.Overdue, "overdue for inspection", yes, $"It is in flight, and {Wording.Many(overdue, "box", "boxes")} of P5 must be looked at again.")
                : new Readiness(Ready.InFlight, "in flight", yes, "It is in flight, and every box that take-off depends on holds.")
            : new Readiness(Ready.Cleared, "cleared for P4", yes, "Every box that take-off depends on is done, waived or not applicable.");
    }
}
