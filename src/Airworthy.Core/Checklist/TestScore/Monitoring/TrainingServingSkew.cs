using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

/// <summary>What the parts of the item share.</summary>
public static partial class TrainingServingSkew
{
    private const string Again = "Compare again: `airworthy monitor skew`.";

    private static readonly IReadOnlyDictionary<string, string?> s_promise = new Dictionary<string, string?> { ["monitoring.skew"] = "{sample_rows: 4000, every_hours: 24, max_mismatch: 0.001}" };

    /// <summary>Requests of which nothing differs; a defect changes one thing.</summary>
    private static SkewReport Drilled { get; } = new("drill", "models:/drill/3", "sha256:33", DateTimeOffset.UnixEpoch, 7, 5_000, 0, 5_000, [new("fare", 5_000, 0), new("hour", 5_000, 0)], [], 9_000, 5_000,
        [new BinnedColumn("fare", [0, 3_000, 3_000, 3_000], [0, 1_660, 1_670, 1_670], [10, 20], DevSd: 8, TestSd: 8)], Answers: new SkewedAnswers(5_000, 0, 1e-7), Later: new MadeLater(["2026-02-01 12:00:00"], [new("fare", 25, 0), new("hour", 25, 0)], ["paid"]));

    private static Defect.Seen Of(SkewReport report) => new Defect.Seen(DataInvariants.Elsewhere, new ServedSkew(report, 3)) { Fields = s_promise };

    /// <summary>What keeps a comparison from telling anything of what is served now; null where nothing does.</summary>
    private static Verdict? Open(ProjectContract contract, ServedSkew seen)
    {
        if (Promised.Lacks(contract, ["monitoring.skew.every_hours"]) is { } lacks)
        {
            return lacks;
        }

        var (every, report) = (contract.Monitoring!.Skew!.EveryHours!.Value, seen.Report);
        return !seen.IsSameModel ? Verdict.Unknown($"The files of {report.Model} are others than when requests were compared.", Again)
            : seen.HoursAgo > 2 * every ? Verdict.Unknown(string.Create(CultureInfo.InvariantCulture, $"Requests of {report.Model} were last compared {seen.HoursAgo:N0} hours ago; monitoring.skew.every_hours is {every:G6}."), Again)
            : null;
    }

    private static Verdict Late(this Verdict verdict, ProjectContract contract, ServedSkew seen) =>
        verdict.With(("hours_ago", seen.HoursAgo)).Concern(seen.HoursAgo > contract.Monitoring!.Skew!.EveryHours ? string.Create(CultureInfo.InvariantCulture, $"The comparison is {seen.HoursAgo:N0} hours old; one is promised every {contract.Monitoring.Skew.EveryHours:G6}.") : null);

    private static Shown? Examples(IReadOnlyList<SkewedFeature> features, string row, string first, string second) => features.All(f => f.Example is null) ? null
        : new Shown(["feature", "rows", "different", row, first, second], [.. features.Where(f => f.Example is not null).OrderByDescending(f => f.Different).Take(10)
            .Select(f => (IReadOnlyList<string>)[f.Name, $"{f.Rows:N0}", $"{f.Different:N0}", f.Example!.Row, f.Example.Served ?? "missing", f.Example.Made ?? "missing"])]);
}
