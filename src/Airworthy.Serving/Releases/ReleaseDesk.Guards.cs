using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Releases;

/// <summary>Guards of what answers already.</summary>
public sealed partial class ReleaseDesk
{
    private const double MostDays = 36_500;

    /// <summary>Brings other guards into force at an endpoint, and those that were fitted to its versions since: a generation of its own, where that changes anything.</summary>
    /// <param name="terms">Null: as before.</param>
    /// <param name="logFeatures">Whether the log keeps all values; null: as before.</param>
    /// <param name="privacy">Null: as before.</param>
    /// <param name="maxAgeDays">An older version in use is worth an alert; null: as before.</param>
    /// <exception cref="RefusedException">There is no such endpoint, or the terms cannot be read.</exception>
    public async Task GuardAsync(string endpoint, Guards.GuardTerms? terms, IReadOnlyList<string>? fallback, string by, string? reason, bool? logFeatures, PredictionLog.LogPrivacy? privacy, double? maxAgeDays, CancellationToken cancel)
    {
        CheckGuards(terms);
        CheckAge(maxAgeDays);
        var now = await NowAsync(endpoint, cancel);
        var steps = new List<string>();
        foreach (var step in fallback ?? [])
        {
            steps.Add(step is "previous" or "refuse" or "human" ? step : (await FindAsync(step, cancel)).Slot.Model);
        }

        var guards = terms ?? now.Guards ?? new Guards.GuardTerms();
        foreach (var slot in new[] { now.Live, now.Other })
        {
            guards = slot?.Digest is null ? guards : FittedTo(guards, (await FindAsync(slot.Model, cancel)).Version)!;
        }

        var next = now with { Guards = guards, Fallback = fallback is null ? now.Fallback : steps, LogFeatures = logFeatures ?? now.LogFeatures, Privacy = privacy ?? now.Privacy, MaxAgeDays = maxAgeDays ?? now.MaxAgeDays };
        if (RouteJson.Text(next) == RouteJson.Text(now))
        {
            return; // in force already: a change that changes nothing would be one more to look through
        }

        await routes.AddAsync(next with { Generation = now.Generation + 1 }, by, Sentence($"Other guards.{(reason is { Length: > 0 } why ? " " + Core.Reading.Problem.Cut(why) : "")}"), cancel);
        await TakeAsync(endpoint, cancel);
    }

    /// <summary>Other terms, or those of before, with what was fitted to the versions that are in use: the release of another does not end their guards.</summary>
    private static Guards.GuardTerms? Keeping(Guards.GuardTerms? terms, RouteTable? now)
    {
        var fitted = (now?.Guards?.Fitted ?? new Dictionary<string, string>()).Where(f => f.Key == now!.Live.Model || f.Key == now.Other?.Model).ToList();
        return terms is null ? now?.Guards : fitted.Count == 0 ? terms : terms with { Fitted = new Dictionary<string, string>(fitted.Concat(terms.Fitted ?? new Dictionary<string, string>()).GroupBy(f => f.Key).Select(f => f.Last())) };
    }

    /// <summary>The terms with the guards that a version has now.</summary>
    private static Guards.GuardTerms? FittedTo(Guards.GuardTerms? terms, FoundVersion? version) =>
        version?.Tags.GetValueOrDefault(Core.Statistics.Guards.FittedGuards.DigestTag) is { Length: > 0 } digest
            ? (terms ?? new Guards.GuardTerms()) with { Fitted = new Dictionary<string, string>(terms?.Fitted ?? new Dictionary<string, string>()) { [version.Address] = digest } }
            : terms;

    private static void CheckAge(double? days)
    {
        if (days is { } most && !(most > 0 && most <= MostDays))
        {
            throw RefusedException.Invalid($"max_age_days is {most}, expected above 0 and at most {MostDays}.");
        }
    }

    private static void CheckGuards(Guards.GuardTerms? terms)
    {
        if (terms?.When?.FirstOrDefault(w => Guards.Doubts.Parse(w) is null) is { } word)
        {
            throw RefusedException.Invalid($"guards.when has {Core.Reading.Problem.Cut(word)}; expected some of {string.Join(", ", Guards.Doubts.All)}.");
        }

        if (terms?.LowConfidenceBelow is { } below && !(below >= 0 && below <= 1))
        {
            throw RefusedException.Invalid($"guards.low_confidence_below is {below}, expected 0 to 1.");
        }

        if (terms?.Inputs is { } inputs && !(inputs is { MaxBadRows: >= 0 and <= 1, WindowHours: > 0 and <= 2160 }))
        {
            throw RefusedException.Invalid("guards.inputs has max_bad_rows from 0 to 1 and window_hours above 0, at most 2160.");
        }

        if (terms?.Schema is { } schema && schema.Columns is null)
        {
            throw RefusedException.Missing("guards.schema.columns");
        }
    }
}
