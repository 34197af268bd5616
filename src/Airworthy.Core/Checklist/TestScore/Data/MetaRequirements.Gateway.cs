using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class MetaRequirements
{
    /// <summary>Logged requests of so many days are looked through.</summary>
    public const int LoggedDays = 30;

    public sealed class Gateway : ICheck<LoggedNames>
    {
        /// <summary>Callers send a column that no model may read.</summary>
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new LoggedNames("drill", LoggedDays, 900, 0, new Dictionary<string, int> { ["weight"] = 900, ["airworthy_forbidden"] = 900 }))
        {
            Fields = Defect.Promising(("features.forbidden", "[\"airworthy_forbid*\"]")).Fields,
        };

        public Verdict Judge(ProjectContract contract, LoggedNames seen)
        {
            if (Patterns(contract) is not { } patterns)
            {
                return Verdict.Unknown("features.forbidden and features.deprecated are not written, so nothing can be compared.", "Write both lists into airworthy.yaml; an empty one is an answer.");
            }

            var hits = Matches(seen.Names.Keys, patterns);
            var most = seen.Names.Where(n => Matches([n.Key], patterns).Count > 0).Select(n => n.Value).DefaultIfEmpty().Max();
            var named = seen.Rows - seen.Unnamed;
            var verdict = hits.Count > 0
                ? Verdict.Unmet($"Requests to {seen.Endpoint} carry {List(hits)}: {most:N0} of {named:N0} logged rows of {seen.Days} days.", "Release a version that does not take the column, and have callers stop sending it; or take it from the list if it may be used.")
                : named == 0
                    ? Verdict.Unknown(seen.Rows == 0 ? $"The prediction log holds no request to {seen.Endpoint} of the last {seen.Days} days." : $"Of {seen.Rows:N0} logged rows none says which columns it carried: a constant takes any row, and a version without a signature, or one that is not loaded any more, tells no names.",
                        seen.Rows == 0 ? "Send requests to the endpoint, and look again." : "Release a version whose signature names its columns, and look again once it has answered.")
                    : Verdict.Met($"None of {seen.Names.Count} columns in {named:N0} logged rows of {seen.Endpoint} matches one of {patterns.Count} forbidden or deprecated names.");
            return verdict.With(("rows", named), ("names", seen.Names.Count), ("patterns", patterns.Count), ("matches", hits.Count))
                .Concern(named > 0 && seen.Unnamed > 0 ? $"{seen.Unnamed:N0} more logged rows do not say which columns they carried." : null) with
            {
                At = contract.Source.At("features.forbidden"),
                Blind = "Requests that the log did not keep or that were refused, and what code before the gateway puts into a column of another name.",
            };
        }
    }
}
