using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Data;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Testing;
using Airworthy.Probes;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Gating;

/// <summary>Runs the checks that a model must pass before any traffic. Most are parts of the checklist, judged on the candidate in the champion's place.</summary>
internal static class GateJudge
{
    /// <summary>Parts of the checklist by the name that the gate gives them.</summary>
    private static readonly (string Check, string Part)[] s_parts =
        [("bar", "good-enough/met"), ("limits", "validation-tests/ran"), ("slices", "slice-quality/bars"), ("slice drops", "slice-quality/drop"), ("cost", "error-costs/expected"), ("functionality cases", "functionality-tests/ran"), ("functionality teeth", "functionality-tests/teeth")];

    /// <summary>Judges.</summary>
    /// <param name="around">With the candidate and its predictions.</param>
    /// <exception cref="TableException">The table cannot be read.</exception>
    public static async Task<GateReport> RunAsync(Project project, Surroundings around, GateCandidate candidate, string split, Action<string, int> progress, CancellationToken cancel)
    {
        var contract = around.Contract;
        var subjects = await ProjectFolder.SubjectsAsync(contract, around.Root, cancel);
        var known = s_parts.Select(p => (p.Check, Part: Pages.Items.SelectMany(i => i.Parts.Select(part => (Item: i, Part: part))).FirstOrDefault(x => x.Part.Id.ToString() == p.Part && Checks.Of(x.Item, x.Part) is not null))).ToList();
        var all = known.Count(k => k.Part.Item is not null);
        var inspection = new Inspection(around, subjects, part => progress(part.Id.ToString(), all));
        var seen = await inspection.RunAsync(known.Where(k => k.Part.Item is not null).Select(k => k.Part), cancel);
        GateLine Of(string check) => known.Single(k => k.Check == check).Part is { Item: not null } part && seen.TryGetValue(part.Part.Id, out var judged)
            ? GateLine.Of(check, judged.Verdict)
            : new GateLine(check, Answer.Unknown, "Not judged by this version.", "Look at them by hand before the model is released.");

        var quality = await inspection.SeeAsync<ModelQuality>(cancel);
        var against = await inspection.SeeAsync<AgainstChampion>(cancel);
        var dropped = Of("slice drops");
        List<GateLine?> lines =
        [
            Of("bar"), Of("limits"),
            against is null ? new GateLine("champion", Answer.Unknown, dropped.Says, dropped.Next) : GateLine.Of("champion", PreServeValidation.Follows(contract, against)),
            Of("slices"), dropped,
            quality is null ? null : Stress(contract, quality),
            Of("cost"),
            quality is null ? null : Calibration(contract, quality),
            Extremes(candidate, cancel),
            OfThisModel(around, candidate, Of("functionality cases")),
            Of("functionality teeth") is { Answer: not Answer.Unknown } teeth ? OfThisModel(around, candidate, teeth) : null, // where nobody could try it, the cases alone are told
            await GateReplay.AskAsync(project, await around.TableAsync(cancel), candidate, split, cancel),
            await SignatureAsync(around, inspection, cancel),
            await RebuiltAsync(inspection, candidate, cancel),
            .. await GateTrial.MeasureAsync(candidate.Onnx, contract, cancel),
        ];
        var table = await around.TableAsync(cancel);
        return new GateReport(candidate.Version.Name, candidate.Version.Version, candidate.Digest, candidate.Run.Id, against?.Champion, split, (await table.DigestAsync(split, cancel)).Digest,
            GateReportsProbe.Promise(contract), around.Clock.GetUtcNow(), [.. lines.OfType<GateLine>()], Serving.Models.OnnxModel.Runtime, await PresentBasis.OfAsync(project, cancel));
    }

    /// <summary>Tests that were given a model's file tell of that file alone.</summary>
    private static GateLine OfThisModel(Surroundings around, GateCandidate candidate, GateLine line)
    {
        var note = Path.Combine(around.Root, TestRun.NoteOf(TestRun.FunctionalityTests));
        return candidate.Onnx is not { } onnx || !File.Exists(note) || TestRun.Read(File.ReadAllText(note)) is not { Model: { } model } || model == ModelFile.Digest(onnx) ? line
            : new GateLine(line.Check, Answer.Unknown, $"They were run with another model than version {candidate.Version.Version}.", $"Run them with this one: airworthy gate {candidate.Version.Version} --here");
    }

    private static string Days(int ago) => ago switch { <= 0 => "today", 1 => "yesterday", _ => $"{ago} days ago" };

    /// <summary>Whether another split is worse by no more than it may; null where the contract asks for none.</summary>
    private static GateLine? Stress(ProjectContract contract, ModelQuality seen)
    {
        if (contract.Metric?.Stress is not { On: { } on, MaxDrop: { } most } || on == seen.Split)
        {
            return null;
        }

        if (on != "test" || seen.Test is not { } test || seen.Level is not { } dev)
        {
            return new GateLine("stress", Answer.Unknown, $"The run kept no predictions of {on} that could be read.", $"Log predictions/{on}.parquet with the run when the decision is due, once.");
        }

        var drop = contract.Metric.Direction == Direction.Down ? test.Value - dev.Value : dev.Value - test.Value;
        var half = Math.Sqrt(Square(test.High - test.Low) + Square(dev.High - dev.Low)) / 2; // other rows: the errors are independent
        var says = string.Create(CultureInfo.InvariantCulture, $"{seen.Metric} is {test.Value:0.0###} on {on} and {dev.Value:0.0###} on {seen.Split}: {(drop > 0 ? "worse" : "better")} by {Math.Abs(drop):0.0###} (at most {drop + half:0.0###} worse); {most:0.0###} is allowed.");
        return new GateLine("stress", drop > most ? Answer.Unmet : double.IsFinite(half) && drop + half <= most ? Answer.Met : Answer.Undecided, says,
            drop + half <= most ? null : "Take more rows, or find out what changed between the splits.", new Dictionary<string, double> { ["drop"] = drop, ["limit"] = most });
    }

    /// <summary>The limits on calibration alone; null where answers are no probabilities of two classes.</summary>
    private static GateLine? Calibration(ProjectContract contract, ModelQuality seen)
    {
        var limits = (contract.Metric?.Limits ?? []).Where(l => LimitedMetrics.IsOfCalibration(l.Name)).ToList();
        if (limits.Count == 0)
        {
            return contract.Kind is ProjectKind.TabularRegression or ProjectKind.Forecasting ? null
                : new GateLine("calibration", Answer.Unknown, "No limit asks for calibration.", "Write calibration_error with its max into metric.limits.");
        }

        var judged = ValidationTests.Ran.Held(limits, seen);
        return new GateLine("calibration", judged.Broken.Count > 0 ? Answer.Unmet : judged.Blind.Count > 0 ? Answer.Unknown : judged.Open.Count > 0 ? Answer.Undecided : Answer.Met,
            judged.Broken.Concat(judged.Blind).Concat(judged.Open).ToList() is { Count: > 0 } not ? $"{string.Join("; ", not)}." : $"{string.Join("; ", judged.Shown.Select(s => $"{s[0]} {s[1]} ({s[2]})"))}, within its limit.",
            judged.Broken.Count + judged.Blind.Count + judged.Open.Count == 0 ? null : "Calibrate the scores on rows that did not train the model.");
    }

    private static GateLine Extremes(GateCandidate candidate, CancellationToken cancel)
    {
        var (rows, odd, whyNot) = candidate.AtExtremes(cancel);
        return whyNot is not null ? new GateLine("extremes", Answer.Unknown, $"Not seen: {whyNot}.", "Register the model as ONNX with one input per column, or ask it by hand what it answers to missing and very large values.")
            : odd > 0 ? new GateLine("extremes", Answer.Unmet, $"{odd:N0} of {rows:N0} rows of missing values, of numbers up to 1,000,000,000 and of unknown words are answered by no number.", "Bound or fill the inputs before the model.")
            : new GateLine("extremes", Answer.Met, $"All {rows:N0} rows of missing values, of numbers up to 1,000,000,000 and of unknown words are answered by numbers.");
    }

    private static async Task<GateLine> SignatureAsync(Surroundings around, Inspection inspection, CancellationToken cancel)
    {
        if (await inspection.SeeAsync<ChampionSignature>(cancel) is not { Inputs: { Count: > 0 } inputs })
        {
            return new GateLine("signature", Answer.Unknown, "The version tells no columns that it takes.", "Log models with a signature, so that the file MLmodel beside them names their inputs.");
        }

        var table = await around.TableAsync(cancel);
        var features = table.Features.Concat(LearningRows.Features(table)).Select(f => f.Name).Concat(around.Contract.Features?.Made ?? []).ToHashSet(StringComparer.Ordinal);
        var strange = inputs.Where(i => !features.Contains(i)).ToList();
        return strange.Count > 0
            ? new GateLine("signature", Answer.Unmet, $"It takes {string.Join(", ", strange.Take(5))}, which {(strange.Count == 1 ? "is no feature" : "are no features")} of the contract.", "Train without the column, or declare it: a column of the table in features.columns, one that features.code makes in features.made.")
            : new GateLine("signature", Answer.Met, $"All {inputs.Count} columns that it takes are features of the contract.");
    }

    private static async Task<GateLine> RebuiltAsync(Inspection inspection, GateCandidate candidate, CancellationToken cancel)
    {
        var next = $"Run `airworthy reproduce {candidate.Run.Id}`; for a run to be made again it has to come from `airworthy run`.";
        var newest = (await inspection.SeeAsync<Rebuilds>(cancel))?.Of.FirstOrDefault(r => r.Outcome is not null);
        return newest switch
        {
            null => new GateLine("reproducibility", Answer.Unknown, "It was never made again from what is recorded.", next),
            { Outcome: "equal" or "agrees" } => new GateLine("reproducibility", Answer.Met, $"Made again {Days(newest.DaysAgo)}, it {(newest.Outcome == "equal" ? "came out the same to the last bit" : "agrees within what reproduce allows")}."),
            _ => new GateLine("reproducibility", Answer.Unmet, $"Made again {Days(newest.DaysAgo)}, it {(newest.Outcome == "failed" ? "could not be built" : $"came out differently: {newest.Differences}")}. {newest.Causes}".TrimEnd(), "Mend the cause and train again."),
        };
    }

    private static double Square(double x) => x * x;
}
