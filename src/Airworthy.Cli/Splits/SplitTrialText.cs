using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Datasets;
using Airworthy.Core.Reading;

namespace Airworthy.Cli.Splits;

/// <summary>A proposed split in words.</summary>
internal static class SplitTrialText
{
    public static IEnumerable<string> Of(SplitTrial trial)
    {
        if (trial.Manifest is { } manifest)
        {
            yield return $"{manifest.Table}: {manifest.Rows:N0} rows, split {How(manifest)}";
            foreach (var line in manifest.Folds is null ? Parts(manifest) : Folds(manifest))
            {
                yield return line;
            }
        }

        if (trial.Verdicts.Count > 0)
        {
            yield return "";
            yield return "Does it leak?";
            foreach (var (part, fold, verdict) in trial.Verdicts)
            {
                yield return $"  {Sign(verdict)} {part,-6}  {(fold is { } f && verdict.Answer != Answer.Met ? $"fold {f}: " : "")}{verdict.Says}";
                foreach (var concern in verdict.Concerns)
                {
                    yield return $"            ! {concern}";
                }
            }
        }
    }

    private static string How(SplitManifest manifest)
    {
        var (columns, gap) = (manifest.Columns is { Count: > 0 } c ? $" of {string.Join(", ", c)}" : "", manifest.GapDays > 0 ? $" with {manifest.GapDays:0.##} days between" : "");
        return $"{WordAttribute.Of(manifest.Method!.Value)}{columns}{gap}{(manifest.Nested is { } folds ? $", {folds} folds" : "")}{(manifest.Seed is { } seed ? $", seed {seed}" : "")}";
    }

    private static IEnumerable<string> Parts(SplitManifest manifest)
    {
        foreach (var (name, part) in manifest.Splits!)
        {
            yield return $"  {name,-9}{part.Rows,12:N0} rows {Share(part.Rows, manifest.Rows)}{Window(part.First, part.Last)}{Label(part.LabelRate, part.LabelMean)}";
        }

        if (manifest.LeftOut > 0)
        {
            yield return $"  {"left out",-9}{manifest.LeftOut,12:N0} rows {Share(manifest.LeftOut, manifest.Rows)}";
        }
    }

    private static IEnumerable<string> Folds(SplitManifest manifest)
    {
        foreach (var (at, fold) in manifest.Folds!.Index())
        {
            yield return $"  fold {at + 1,-3} train {fold.Train:N0}, dev {fold.Dev:N0}, test {fold.Test:N0}{Window(fold.First, fold.Last)}{Label(fold.LabelRate, fold.LabelMean)}";
        }
    }

    private static string Share(long? rows, long? of) => string.Create(CultureInfo.InvariantCulture, $"{(of is > 0 ? 100.0 * rows / of : 0),5:0.0} %");

    private static string Window(string? first, string? last) => first is null ? "" : $"   {first} to {last}";

    private static string Label(IReadOnlyDictionary<string, double>? rates, double? mean) =>
        rates is { Count: > 0 } ? $"   label {string.Join(", ", rates.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} {100 * r.Value:0.0} %")))}"
        : mean is { } m ? string.Create(CultureInfo.InvariantCulture, $"   label mean {m:G4}")
        : "";

    private static char Sign(Verdict verdict) => verdict.Answer switch { Answer.Met => '✓', Answer.Unmet => '✗', Answer.Undecided => '≈', _ => '?' };
}
