using System.Globalization;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Deployment;

/// <summary>Judges trials of the pipeline, which two items ask for.</summary>
internal static class PipelineTrials
{
    /// <summary>Seconds that all steps may take together.</summary>
    public const double MaxSeconds = 3_600;

    /// <summary>Days of <see cref="ScheduledTrials.Window"/> on which a machine must have run it.</summary>
    public const int MinimumDays = 5;

    /// <summary>Days after which rows are not fresh any more.</summary>
    public const int FreshDays = 14;

    public static Defect EndToEndDefect => new Defect.Files(size => new Dictionary<string, string?>
    {
        [Trials.TestRun.PipelineTrial] = Trials.TrialJson.TextOf(Trial(size switch
        {
            DefectSize.JustBelow => new TrialMetric("roc_auc", 0.56, 0.51, 0.61, 0.5),
            DefectSize.JustAbove => new TrialMetric("roc_auc", 0.44, 0.39, 0.499, 0.5),
            _ => null,
        })),
    });

    public static Defect ServedDefect => new Defect.Files(size => new Dictionary<string, string?>
    {
        [Trials.TestRun.PipelineTrial] = Trials.TrialJson.TextOf(Trial(new TrialMetric("roc_auc", 0.66, 0.61, 0.71, 0.5)) with
        {
            Served = size == DefectSize.FarAbove ? new ServedAnswers(0, 0, 0, [], Why: "The file is no model that ONNX Runtime loads.", IsLoaded: false)
                : new ServedAnswers(200, 0, size == DefectSize.JustBelow ? 0 : 3, size == DefectSize.JustBelow ? [] : ["4711"], size == DefectSize.JustBelow ? 0.0001 : 0.0002),
        }),
    });

    public static Defect ScheduledDefect => new Defect.Seen("which runs there were is in the records of CI", new ScheduledTrials([new(2026, 2, 25), new(2026, 2, 26), new(2026, 2, 27), new(2026, 2, 28)], 30));

    public static Verdict EndToEnd(PipelineTrial seen, string item)
    {
        if (seen.NewerThan is { } newer)
        {
            return Verdict.Unknown($"The pipeline was tried on {seen.MadeAt:yyyy-MM-dd HH:mm} UTC, and {newer}.", $"Run `airworthy check {item} --here` again.");
        }

        var on = $"from {seen.Commit[..Math.Min(8, seen.Commit.Length)]}, on {seen.TrainRows:N0} rows of train and {seen.AskedRows:N0} of dev";
        var broken = seen.Steps.FirstOrDefault(s => s.Ended.ExitCode != 0);
        var score = seen.Score;
        string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
        var verdict = (broken, seen.Wrong, score) switch
        {
            ({ Ended.ExitCode: null } slow, _, _) => Verdict.Unmet($"commands.{slow.Name} did not end in time, {on}: {MaxSeconds / 60:0} minutes are allowed for all.", "Make the sample smaller (data.sample.rows), or find what takes long."),
            ({ } step, _, _) => Verdict.Unmet($"commands.{step.Name} ended with {step.Ended.ExitCode}, {on}.{(step.Ended.LastLine.Length == 0 ? "" : $" Its last line: {step.Ended.LastLine}")}", $"Run it by hand from a fresh clone; all that was printed is in {Trials.TestRun.PipelineOutput}."),
            (_, { } wrong, _) => Verdict.Unmet($"{wrong} It was tried {on}.", $"See what was printed in {Trials.TestRun.PipelineOutput}."),
            (_, _, null) => Verdict.Unmet($"Nothing was predicted, {on}.", "Let commands.predict write to {predictions}."),
            _ when seen.Seconds > MaxSeconds => Verdict.Unmet($"All steps took {seen.Seconds / 60:0.#} minutes; {MaxSeconds / 60:0} are allowed.", "Make the sample smaller (data.sample.rows), or find what takes long."),
            _ when seen.AskedRows < PipelineTrial.MinimumRows => Verdict.Unknown($"Only {seen.AskedRows:N0} rows were predicted; at least {PipelineTrial.MinimumRows} are asked.", "Bring more rows of dev."),
            _ when (score!.IsUp ? score.Value <= score.Constant : score.Value >= score.Constant) => Verdict.Unmet($"{score.Name} is {Number(score.Value)} [{Number(score.Low)}, {Number(score.High)}], no better than {Number(score.Constant)}, which one and the same answer for every row gets.", "Look which step loses what the rows tell: features that are all filled in, labels in another order, a model of another run."),
            _ when !(score.IsUp ? score.Low > score.Constant : score.High < score.Constant) => Verdict.Undecided($"{score.Name} is {Number(score.Value)} [{Number(score.Low)}, {Number(score.High)}], and one and the same answer for every row gets {Number(score.Constant)}: the rows are too few to tell.", "Raise data.sample.rows."),
            _ => Verdict.Met($"All {seen.Steps.Count} steps ran {on}, in {seen.Seconds:0.#} s; {score.Name} {Number(score.Value)} [{Number(score.Low)}, {Number(score.High)}] is better than {Number(score.Constant)}, the best answer that is the same for every row."),
        };
        (string, double)[] numbers = [("train_rows", seen.TrainRows), ("asked_rows", seen.AskedRows), ("seconds", seen.Seconds), ("limit_seconds", MaxSeconds), (ScheduledTrials.TrialAt, seen.MadeAt.ToUnixTimeSeconds())];
        return verdict.With(score is null || !double.IsFinite(score.Value) ? numbers : [.. numbers, ("value", score.Value), ("constant", score.Constant)])
            .Concern(seen.NotCommitted ? "Files had changes that were not committed; they were not tried." : null)
            .Concern(seen.NewestRowDays switch
            {
                null => "The rows have no time, so nobody sees whether any is fresh.",
                > FreshDays and var days => $"The newest row is {days:0} days old; a change upstream since then was not met.",
                _ => null,
            }) with
        {
            Blind = "What appears only at full size, such as memory or a rare category.",
        };
    }

    public static Verdict Scheduled(ScheduledTrials seen, string item)
    {
        var days = seen.Days.Count;
        var verdict = seen.Ever == 0
            ? Verdict.Unknown("No record tells of a trial by CI or a schedule.", $"Put `airworthy check {item} --here` into the nightly job, with `airworthy records pull` before and `push` after it.")
            : days >= MinimumDays
                ? Verdict.Met($"CI or a schedule tried the pipeline on {days} of the last {ScheduledTrials.Window} days.")
                : Verdict.Unmet($"CI or a schedule tried the pipeline on {days} of the last {ScheduledTrials.Window} days; {MinimumDays} are asked.", "See why the nightly job does not run.");
        return verdict.With(("days", days), ("limit_days", MinimumDays));
    }

    private static PipelineTrial Trial(TrialMetric? score)
    {
        static CommandEnd Well(string command) => new(command, 0, 1);
        return new PipelineTrial("0000000000000000000000000000000000000000", new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero),
            score is null
                ? [new("prepare", Well("drill")), new("features", new("drill", 3, 1, "no column distance_km"))]
                : [new("prepare", Well("drill")), new("features", Well("drill")), new("train", Well("drill")), new("predict", Well("drill"))],
            1_000, 500, 4, Score: score, NewestRowDays: 1);
    }
}
