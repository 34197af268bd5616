using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class DataInvariants
{
    private const string Arm = "Set monitoring.inputs, and bring it into force: `airworthy release guards`.";

    public sealed class Fired : ICheck<InputAlerts, Rehearsals>
    {
        private const int Days = 90;

        private const string Drill = "Rehearse it with a copy of traffic: `airworthy drill inputs`.";

        public Defect Defect => new Defect.Seen(Elsewhere, new Rehearsals([new("inputs", 4, Answer.Unmet, "400 rows with a column 100 times too large raised no alert.", Measured: new Dictionary<string, double> { ["rows"] = 400, ["alerts"] = 0 })]));

        public Verdict Judge(ProjectContract contract, InputAlerts seen, Rehearsals drills)
        {
            if (!seen.IsArmed)
            {
                return Verdict.Unmet($"The gateway of {seen.Place} has no share of bad rows by which it would raise an alert at {seen.Endpoint}.", Arm);
            }

            var (drill, real) = (drills.Newest("inputs", Days), seen.Raised.FirstOrDefault(r => r.DaysAgo <= Days));
            return drill is not null && Kept.Failed(drill) is { } failed && (real is null || drill.DaysAgo < real.DaysAgo) ? failed
                : drill is { Outcome: Answer.Met } ? Verdict.Met($"Rehearsed {Kept.Ago(drill.DaysAgo)} {drill.Place}: {drill.Says}").With(("days_ago", drill.DaysAgo))
                : real is not null ? Verdict.Met($"Raised in earnest {Kept.Ago(real.DaysAgo)}: {real.Says}").With(("days_ago", real.DaysAgo))
                : Verdict.Unknown($"No alert about bad rows was raised within {Days} days, in a drill or in earnest.", Drill);
        }
    }

    public sealed class Believed : ICheck<InputAlerts>
    {
        /// <summary>Days that are looked back, and after which an alert should have an answer.</summary>
        private const int Days = 30, Patience = 7;

        /// <summary>A larger share of answers that it was about nothing: nobody believes this alert.</summary>
        private const double MostDismissed = 0.8;

        /// <summary>It cries every morning, and nobody looks any more.</summary>
        public Defect Defect => new Defect.Seen(Elsewhere, new InputAlerts("drill", "drill", true, [.. Enumerable.Range(1, 20).Select(i => new RaisedAlert(21 - i, i + 8, "1.2 % of 900 rows in 24 hours break the schema."))]));

        public Verdict Judge(ProjectContract contract, InputAlerts seen)
        {
            if (!seen.IsArmed)
            {
                return Verdict.Unknown($"The gateway of {seen.Place} has no share of bad rows by which it would raise an alert at {seen.Endpoint}, so nobody can believe it.", Arm);
            }

            var raised = seen.Raised.Where(r => r.DaysAgo <= Days).ToList();
            var (answered, dismissed) = (raised.Count(r => r.Acted is not null), raised.Count(r => r.Acted == false));
            var waiting = raised.Count(r => r is { Acted: null, DaysAgo: > Patience });
            var says = raised.Count == 0 ? $"No alert about bad rows in {Days} days at {seen.Endpoint}"
                : $"Of {raised.Count:N0} alerts about bad rows in {Days} days {answered - dismissed:N0} led to something, {dismissed:N0} {(dismissed == 1 ? "was" : "were")} dismissed, and {raised.Count - answered:N0} {(raised.Count - answered == 1 ? "has" : "have")} no answer";
            return (waiting > 0 && answered == 0 ? Verdict.Unmet($"{says}, {waiting:N0} of them for more than {Patience} days: nobody listens.", "Answer them: `airworthy monitor alerts`. Raise monitoring.inputs.max_bad_rows where they are about nothing.") : Verdict.Met($"{says}."))
                .With(("raised", raised.Count), ("answered", answered), ("dismissed", dismissed), ("waiting", waiting))
                .Concern(dismissed > MostDismissed * answered && answered > 0 ? $"Nobody believes this alert: {dismissed:N0} of {answered:N0} answered were dismissed." : null)
                .Concern(waiting > 0 && answered > 0 ? $"{waiting:N0} alerts wait for an answer for more than {Patience} days." : null) with
            { Blind = "Whether what was done helped." };
        }
    }
}
