using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class DataInvariants
{
    internal const string Elsewhere = "What a gateway counted lies in its store, outside any copy of the project.";

    private const string Guard = "Bring it into force: `airworthy release guards`.";

    public sealed class Same : ICheck<GuardedTraffic>
    {
        public Defect Defect => new Defect.Seen(Elsewhere, new GuardedTraffic("drill", "drill", "sha256:aa", "sha256:bb"));

        public Verdict Judge(ProjectContract contract, GuardedTraffic seen) =>
            seen.Approved is null ? Verdict.Unknown("There is no approved schema to compare with.", "Write it: `airworthy data schema infer`, then `airworthy data schema approve`.")
            : seen.Schema is null ? Verdict.Unmet($"The gateway of {seen.Place} holds the rows of {seen.Endpoint} against no schema.", Guard)
            : seen.Schema != seen.Approved ? Verdict.Unmet($"The gateway of {seen.Place} holds the rows of {seen.Endpoint} against another schema ({Short(seen.Schema)}) than the approved one ({Short(seen.Approved)}).", Guard)
            : Verdict.Met($"The gateway of {seen.Place} holds the rows of {seen.Endpoint} against the approved schema ({Short(seen.Schema)}).");

        private static string Short(string digest) => digest.Length > 19 ? digest[..19] + "…" : digest;
    }

    public sealed class Series : ICheck<GuardedTraffic>
    {
        public Defect Defect => new Defect.Seen(Elsewhere, new GuardedTraffic("drill", "drill", Windows: [new(0, 9_000, 8_100), new(1, 9_000, 9)], Broken: new Dictionary<string, long> { ["distance"] = 8_109 }))
        { Fields = new Dictionary<string, string?> { ["monitoring.inputs"] = "{max_bad_rows: 0.01, window_hours: 1}" } };

        public Verdict Judge(ProjectContract contract, GuardedTraffic seen)
        {
            if (contract.Monitoring?.Inputs?.MaxBadRows is not { } most)
            {
                return Verdict.Unknown("monitoring.inputs.max_bad_rows is missing, so there is no limit.", "Set it in airworthy.yaml.");
            }

            List<RowsOfWindow> windows = [.. (seen.Windows ?? []).Where(w => w.Rows > 0)];
            if (windows is not [var now, ..])
            {
                return Verdict.Unknown($"No row was asked at {seen.Endpoint} within 7 days.", "Look again when there is traffic.");
            }

            static double Share(RowsOfWindow window) => (double)window.Bad / Math.Max(window.Rows, 1);
            var over = windows.Count(w => Share(w) > most);
            var columns = (seen.Broken ?? new Dictionary<string, long>()).OrderByDescending(b => b.Value).Take(3).Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Key} {b.Value:N0}"));
            var by = string.Join(", ", columns) is { Length: > 0 } list ? $" Columns that broke it in 7 days: {list}." : "";
            var says = string.Create(CultureInfo.InvariantCulture, $"In the newest window with traffic {Share(now):P2} of {now.Rows:N0} rows break the schema or cannot be read");
            return (Share(now) > most ? Verdict.Unmet($"{says}; {most:P2} is the limit.{by}", "Find out which caller sends them, and since when.") : Verdict.Met($"{says}; {most:P2} is the limit."))
                .With(("windows", windows.Count), ("windows_over", over), ("bad_share", Share(now)), ("limit", most))
                .Concern(over > 0 && Share(now) <= most ? $"{over} of {windows.Count} windows of 7 days were above the limit.{by}" : null) with
            { Blind = "Wrong values that the schema allows." };
        }
    }
}
