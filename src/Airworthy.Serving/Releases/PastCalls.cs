using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Releases;

/// <summary>One step of a release as it went.</summary>
/// <param name="Role">What the candidate did: <c>Shadow</c>, <c>Canary</c>; <c>Previous</c> in the bake, in which it answers and the version before is kept.</param>
/// <param name="At">When it began, in milliseconds since 1970.</param>
/// <param name="Until">When it was left; null while it lasts.</param>
/// <param name="LeftBy">Who moved it on or back.</param>
/// <param name="LiveConfidence">Of a shadow: answers of the version in use by how sure they were, one count per bucket.</param>
/// <param name="ShadowConfidence">Those of the candidate.</param>
internal sealed record StepShape(long Generation, OtherRole Role, double Share, long At, long? Until, string? LeftBy, Evidence Evidence, IReadOnlyList<long>? LiveConfidence = null, IReadOnlyList<long>? ShadowConfidence = null);

internal sealed record PastReleaseShape(Release Release, IReadOnlyList<StepShape> Steps);

internal sealed record PastShape(IReadOnlyList<RouteChange> Changes, long? BrokenAt, IReadOnlyList<PastReleaseShape> Releases, IReadOnlyList<Switch> Switches);

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/past</c>: all that is kept of what answered, for whoever judges it: changes, releases step by step, and how each change went.</summary>
internal sealed class PastCalls(RouteStore routes, ReleaseStore releases, SwitchBook switches, Database database) : ICalls
{
    private const int MostReleases = 50;

    public void Map(Routes calls) => calls.Raw("GET", "//api/airworthy/endpoints/{endpoint}/past", null, PastJson.Default.PastShape, async (context, caller) =>
    {
        caller.Need(Right.View);
        var shape = await OfAsync((string)context.Request.RouteValues["endpoint"]!, context.RequestAborted);
        await Answers.WriteAsync(context, shape, PastJson.Default.PastShape);
    });

    private async Task<PastShape> OfAsync(string endpoint, CancellationToken cancel)
    {
        var changes = await routes.HistoryAsync(endpoint, RouteStore.MostAtOnce, cancel);
        if (changes.Count == 0)
        {
            throw RefusedException.NotFound($"No endpoint is called {Core.Reading.Problem.Cut(endpoint)}.");
        }

        var past = new List<PastReleaseShape>();
        foreach (var release in (await releases.OfAsync(endpoint, cancel)).Take(MostReleases))
        {
            var steps = new List<StepShape>();
            foreach (var (began, left) in StepsOf(changes, release))
            {
                var step = new StepShape(began.Table.Generation, began.Table.Role, began.Table.Share, began.At, left?.At, left?.By, await releases.EvidenceAsync(release.No, began.Table.Generation, cancel));
                steps.Add(step.Role == OtherRole.Shadow ? await SureAsync(endpoint, release.Candidate.Model, began.Table.Live.Model, step, cancel) : step);
            }

            past.Add(new PastReleaseShape(release, steps));
        }

        return new PastShape(changes, await routes.BrokenAtAsync(endpoint, cancel), past, await switches.OfAsync(endpoint, cancel));
    }

    /// <summary>The changes that began the steps of a release, oldest first, each with the one that ended it. A change of guards in the middle of a step does neither.</summary>
    private static IEnumerable<(RouteChange Began, RouteChange? Left)> StepsOf(IReadOnlyList<RouteChange> changes, Release release)
    {
        var steps = changes.Where(c => c.Table.Release != release.No || c.Table.Step is null || c.Table.Step == c.Table.Generation).ToList();
        return steps.Select((c, i) => (c, i == 0 ? null : steps[i - 1])).Where(s => s.c.Table.Release == release.No).Reverse();
    }

    /// <summary>How sure both were while the candidate was in shadow.</summary>
    private async Task<StepShape> SureAsync(string endpoint, string candidate, string live, StepShape step, CancellationToken cancel)
    {
        var sums = await database.ReadAsync(async session =>
        {
            var (a, b) = (new long[Buckets.Confidence.Count + 1], new long[Buckets.Confidence.Count + 1]);
            await foreach (var row in session.StreamAsync<Row>(
                "select arm, document from serving_minutes where endpoint = @endpoint and minute >= @from and minute <= @until and ((arm = 'live' and model = @live) or (arm = 'shadow' and model = @candidate))",
                new { endpoint, from = step.At / 60_000, until = (step.Until ?? long.MaxValue) / 60_000, live, candidate }))
            {
                var (sure, into) = (JsonSerializer.Deserialize(row.Document, MinuteJson.Default.Counts)!.Confidence, row.Arm == "live" ? a : b);
                for (var i = 0; i < Math.Min(sure.Count, into.Length); i++)
                {
                    into[i] += sure[i];
                }
            }

            return (Live: a, Shadow: b);
        }, cancel);
        return step with { LiveConfidence = sums.Live, ShadowConfidence = sums.Shadow };
    }

    private sealed record Row
    {
        public string Arm { get; init; } = "";

        public string Document { get; init; } = "";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(PastShape))]
internal sealed partial class PastJson : JsonSerializerContext;
