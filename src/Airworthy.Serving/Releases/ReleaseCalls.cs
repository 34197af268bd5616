using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Airworthy.Core.Statistics.Sequential;
using Airworthy.Serving.Replicas;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Releases;

/// <param name="Generation">That the caller has seen, so that two who ask for the same do not do it twice; null: whatever stands now.</param>
internal sealed record Reasoned(string? Reason, long? Generation = null);

/// <summary>The verdict on one kind of event, as it travels.</summary>
/// <param name="LogE">The evidence against the candidate; the alarm is at <paramref name="LogLimit"/>.</param>
/// <param name="Low">Of the candidate's rate less that of the live version.</param>
internal sealed record KindShape(string Kind, long Pairs, long CandidateOnly, long LiveOnly, double LogE, double LogLimit, double Low, double High, string Advice, string Says);

internal sealed record ReleaseShape(Release Release, Evidence Evidence, double? Disagreement, IReadOnlyList<KindShape> Kinds, string Next, string? Quality = null);

/// <summary>The guards of one version, and how its promise stands.</summary>
/// <param name="Says">Why none can be asked, or that the promise is broken; null where all is well.</param>
internal sealed record GuardShape(string Model, double? Coverage, long Labelled, long Misses, bool IsBroken, double? FalseAlarm, string? Schema, string? Says);

/// <param name="Generation">In force there; 0 where none is.</param>
/// <param name="Seconds">Since it last told, by the clock of the store.</param>
/// <param name="Alive">It told within the last seconds.</param>
internal sealed record ReplicaShape(string Name, long Generation, string? Behind, double Seconds, bool Alive);

/// <param name="Guards">Of the versions that have some; null where no row is asked anything.</param>
/// <param name="Replicas">The processes that serve from this store; null of a store of files, which has one.</param>
/// <param name="Ages">Of what this process has loaded; null where it has nothing.</param>
internal sealed record EndpointShape(RouteTable Table, string? Behind, ReleaseShape? Release, IReadOnlyList<GuardShape>? Guards = null, Monitoring.Ages? Ages = null, IReadOnlyList<ReplicaShape>? Replicas = null);

internal sealed record GuardAsk(Guards.GuardTerms? Guards, IReadOnlyList<string>? Fallback, string? Reason, bool? LogFeatures = null, PredictionLog.LogPrivacy? Privacy = null, double? MaxAgeDays = null);

internal sealed record EndpointsShape(IReadOnlyList<EndpointShape> Endpoints);

internal sealed record HistoryShape(IReadOnlyList<RouteChange> Changes, IReadOnlyList<Release> Releases, long? BrokenAt);

/// <summary>Endpoints and releases over HTTP.</summary>
internal sealed class ReleaseCalls(Gateway gateway, RouteStore routes, ReleaseStore releases, ReleaseDesk desk, ReplicaBook replicas, TimeProvider clock) : ICalls
{
    private const string Root = "//api/airworthy/endpoints", One = Root + "/{endpoint}";

    private static ReleaseCallJson Json => ReleaseCallJson.Default;

    public void Map(Routes calls)
    {
        calls.Raw("GET", Root, null, Json.EndpointsShape, async (context, caller) => await AnswerAsync(context, await ListAsync(caller, context.RequestAborted), Json.EndpointsShape));
        calls.Raw("GET", One, null, Json.EndpointShape, async (context, caller) => await AnswerAsync(context, await OneAsync(caller, Name(context), context.RequestAborted), Json.EndpointShape));
        calls.Raw("GET", One + "/history", null, Json.HistoryShape, async (context, caller) => await AnswerAsync(context, await HistoryAsync(caller, Name(context), context.RequestAborted), Json.HistoryShape));
        calls.Raw("POST", One + "/releases", Json.NewRelease, Json.Release, async (context, caller) =>
        {
            caller.Need(Right.Release);
            var asked = await Asked.ReadAsync(context, Json.NewRelease);
            _ = asked.Model ?? throw RefusedException.Missing("model");
            await AnswerAsync(context, await desk.StartAsync(Name(context), asked, Who(caller), context.RequestAborted), Json.Release);
        });
        calls.Raw("POST", One + "/guards", Json.GuardAsk, Json.EndpointShape, async (context, caller) =>
        {
            caller.Need(Right.Release);
            var asked = await Asked.ReadAsync(context, Json.GuardAsk);
            await desk.GuardAsync(Name(context), asked.Guards, asked.Fallback, Who(caller), asked.Reason, asked.LogFeatures, asked.Privacy, asked.MaxAgeDays, context.RequestAborted);
            await AnswerAsync(context, await OneAsync(caller, Name(context), context.RequestAborted), Json.EndpointShape);
        });
        calls.Raw("POST", One + "/promote", Json.Reasoned, Json.Release, async (context, caller) =>
        {
            caller.Need(Right.Release);
            var asked = await Asked.ReadAsync(context, Json.Reasoned);
            await AnswerAsync(context, await desk.PromoteAsync(Name(context), Who(caller), caller.Account, asked.Reason, asked.Generation, context.RequestAborted), Json.Release);
        });
        calls.Raw("POST", One + "/rollback", Json.Reasoned, Json.EndpointShape, async (context, caller) =>
        {
            caller.Need(Right.Release);
            var asked = await Asked.ReadAsync(context, Json.Reasoned);
            await desk.RollBackAsync(Name(context), Who(caller), asked.Reason, asked.Generation, context.RequestAborted);
            await AnswerAsync(context, await OneAsync(caller, Name(context), context.RequestAborted), Json.EndpointShape);
        });
    }

    private async Task<EndpointsShape> ListAsync(Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        var shapes = new List<EndpointShape>();
        foreach (var table in await routes.NewestAsync(cancel))
        {
            shapes.Add(await ShapeAsync(table, cancel));
        }

        return new EndpointsShape(shapes);
    }

    private async Task<EndpointShape> OneAsync(Caller caller, string endpoint, CancellationToken cancel)
    {
        caller.Need(Right.View);
        return await ShapeAsync(await routes.NewestAsync(endpoint, cancel) ?? throw NoEndpoint(endpoint), cancel);
    }

    private async Task<HistoryShape> HistoryAsync(Caller caller, string endpoint, CancellationToken cancel)
    {
        caller.Need(Right.View);
        return await routes.HistoryAsync(endpoint, RouteStore.MostAtOnce, cancel) is { Count: > 0 } changes ? new HistoryShape(changes, await releases.OfAsync(endpoint, cancel), await routes.BrokenAtAsync(endpoint, cancel)) : throw NoEndpoint(endpoint);
    }

    private async Task<EndpointShape> ShapeAsync(RouteTable table, CancellationToken cancel)
    {
        var here = gateway.Endpoints.FirstOrDefault(e => e.Name == table.Endpoint);
        var behind = here?.Behind;
        var ages = here is null ? null : Monitoring.Ages.Of(here, clock.GetUtcNow());
        var all = await replicas.AllAsync(cancel);
        var shown = all.Count == 0 ? null : all.Select(r => new ReplicaShape(r.Name, r.At(table.Endpoint), r.Endpoints.GetValueOrDefault(table.Endpoint)?.Behind, Math.Round(r.Age.TotalSeconds, 1), r.IsAlive)).ToList();
        if ((await releases.OfAsync(table.Endpoint, cancel)) is not [var newest, ..])
        {
            return new EndpointShape(table, behind, null, GuardsOf(table.Endpoint), ages, shown);
        }

        var evidence = await releases.EvidenceAsync(newest.No, newest.Generation, cancel);
        var isSlowKnown = table.SlowMs is not null;
        var kinds = ReleaseJudge.Verdicts(newest.Policy, evidence, newest.State == ReleaseState.Canary && isSlowKnown).Select(v => new KindShape(v.Kind, v.Verdict.Counts.Pairs, v.Verdict.Counts.CandidateOnly,
            v.Verdict.Counts.LiveOnly, v.Verdict.LogE, v.Verdict.LogLimit, v.Verdict.Difference.Low, v.Verdict.Difference.High, v.Verdict.Advice switch { ReleaseAdvice.Promote => "promote", ReleaseAdvice.RollBack => "roll back", _ => "undecided" }, v.Verdict.Reason));
        var next = newest.IsRunning
            ? ReleaseJudge.Next(newest, evidence, newest.State == ReleaseState.Bake ? await releases.EvidenceBeforeAsync(newest.No, newest.Generation, cancel) : new Evidence(), isSlowKnown, await releases.NowAsync(cancel) - DateTimeOffset.FromUnixTimeMilliseconds(newest.StepAt), table.Threshold).Says
            : newest.Says;
        next += newest.IsRunning ? Replica.Waits(all, table.Endpoint, table.Generation) : "";
        return new EndpointShape(table, behind, new ReleaseShape(newest, evidence, evidence.Disagreement, newest.State is ReleaseState.Shadow or ReleaseState.Canary ? [.. kinds] : [], next, ReleaseQuality.Of(evidence, table.Threshold, ReleaseJudge.Alpha(newest.Policy))?.Says), GuardsOf(table.Endpoint), ages, shown);
    }

    private List<GuardShape>? GuardsOf(string endpoint)
    {
        if (gateway.Endpoints.FirstOrDefault(e => e.Name == endpoint)?.Route is not { Table.Guards: not null } route)
        {
            return null;
        }

        return [.. new[] { (Slot: route.Table.Live, Guards: route.LiveGuards), (Slot: route.Table.Other!, Guards: route.OtherGuards) }.Where(g => g.Guards is not null).Select(g =>
        {
            var now = g.Guards!.Kept?.Now ?? default;
            var says = g.Guards.WhyNone ?? (now.IsBroken ? $"The promised coverage of {g.Guards.Coverage!.Coverage:P1} is not kept: {now.Misses:N0} of {now.Labelled:N0} sets did not hold the truth. No sets are given until guards are fitted anew." : null);
            return new GuardShape(g.Slot.Model, g.Guards.Coverage?.Coverage, now.Labelled, now.Misses, now.IsBroken, g.Guards.Fitted?.Profile.Distance?.FalseAlarm, g.Guards.Terms.Schema?.Digest, says);
        })];
    }

    private static RefusedException NoEndpoint(string endpoint) => RefusedException.NotFound($"No endpoint is called {Core.Reading.Problem.Cut(endpoint)}. Make one: airworthy release start MODEL --endpoint NAME");

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["endpoint"]!;

    private static string Who(Caller caller) => caller.Account ?? "anyone on this machine";

    private static Task AnswerAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type) => Answers.WriteAsync(context, answer, type);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = false)]
[JsonSerializable(typeof(EndpointsShape))]
[JsonSerializable(typeof(EndpointShape))]
[JsonSerializable(typeof(HistoryShape))]
[JsonSerializable(typeof(GuardAsk))]
[JsonSerializable(typeof(NewRelease))]
[JsonSerializable(typeof(Reasoned))]
[JsonSerializable(typeof(Release))]
internal sealed partial class ReleaseCallJson : JsonSerializerContext;
