using System.Diagnostics;
using System.Globalization;

using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Serving.Rehearsal;
using Airworthy.Serving.Trial;

namespace Airworthy.Cli.Rehearsing;

/// <summary>How a rehearsal went, before it is kept.</summary>
internal sealed record Outcome(Answer Answer, string Says, string? Next, IReadOnlyDictionary<string, double> Measured)
{
    public Rehearsal Of(string name, string where, IReadOnlyDictionary<string, string> about, long started, Writer by) => new(name, TimeProvider.System.GetUtcNow(), Answer, Says, Next, Stopwatch.GetElapsedTime(started), where, about, Measured, by);
}

/// <summary>The drills in a gateway of their own, with the versions of the project's endpoint.</summary>
internal sealed class Rehearsals(ServedHere served, TimeProvider clock)
{
    private const string Name = RehearsalGateway.Endpoint;

    /// <summary>Requests of one look at a canary, and all of them at most.</summary>
    private const int Batch = 200, MostRequests = 20_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    private static readonly ReleaseTerms s_quick = new(ShadowHours: 0, ShadowRequests: 0, StepsPercent: [10, 50, 100], StepMinutes: 30, BakeMinutes: 60, MaxErrorIncrease: 0.005);

    /// <summary>A candidate that fails on one of twenty requests has to be taken back by the release policy, without a caller noticing.</summary>
    public async Task<Outcome> CanaryAsync(CancellationToken cancel)
    {
        await using var gateway = await StartAsync(cancel);
        using var client = new TrackingClient(gateway.Address);
        await client.Endpoints.ReleaseAsync(Name, new NewRelease(served.Live.Model), cancel);
        await client.Endpoints.ReleaseAsync(Name, new NewRelease(RehearsalGateway.Broken(Fault.Errs, served.Live), s_quick), cancel);
        await client.Endpoints.PromoteAsync(Name, "the drill is about the canary", cancel);
        using var callers = Callers.Of(gateway.Address, Name, served.Versions);
        var (all, state, says) = (new List<Heard>(), "", "");
        while (all.Count < MostRequests && state != "RolledBack")
        {
            all.AddRange(await callers.AskAsync(Batch, cancel));
            await gateway.LookAsync(cancel);
            var status = await client.Endpoints.GetAsync(Name, cancel);
            (state, says) = (status.Release!.Release.State, status.Release.Release.Says);
            if (state is not ("Canary" or "RolledBack"))
            {
                break;
            }
        }

        var (failed, asked) = (all.Count(h => !h.IsAnswered), all.Count(h => h.Arm == "candidate"));
        var measured = Measured(("requests", all.Count), ("candidate", asked), ("failed", failed), ("seconds", callers.Now.TotalSeconds));
        return state != "RolledBack" ? new Outcome(Answer.Unmet, $"A candidate that failed on 5 % of requests was not stopped within {all.Count:N0} requests, {asked:N0} of them its own.", "Report it: the release policy is broken.", measured)
            : failed > 0 ? new Outcome(Answer.Unmet, $"A candidate that failed on 5 % of requests was stopped, but {failed:N0} of {all.Count:N0} callers got no answer.", "The version in use has to answer for a canary that fails.", measured)
            : new Outcome(Answer.Met, $"A candidate that failed on 5 % of requests was stopped by itself after {all.Count:N0} requests, {asked:N0} of them its own, and every caller got an answer. {says}", null, measured);
    }

    /// <summary>A shadow that hangs, and one that crashes, may neither delay nor change an answer.</summary>
    /// <param name="mostLooks">How often it is looked whether the times tell, 1 to 5: a few seconds, some fifteen, most of a minute, two minutes, seven.</param>
    public async Task<Outcome> ShadowAsync(CancellationToken cancel, int mostLooks = 5)
    {
        await using var gateway = await StartAsync(cancel);
        using var client = new TrackingClient(gateway.Address);
        await client.Endpoints.ReleaseAsync(Name, new NewRelease(served.Live.Model, TimeoutMs: 1000), cancel);
        using var callers = Callers.Of(gateway.Address, Name, served.Versions);
        var isThere = false;
        return await new ShadowRehearsal(callers, async round =>
        {
            await client.Endpoints.ReleaseAsync(Name, new NewRelease(RehearsalGateway.Broken(round % 2 == 0 ? Fault.Hangs : Fault.Crashes, served.Live), s_quick), cancel);
            isThere = true;
        }, async () =>
        {
            if (isThere)
            {
                await client.Endpoints.RollBackAsync(Name, "the round is over", cancel);
                isThere = false;
            }
        }).RunAsync(mostLooks, cancel);
    }

    /// <summary>Back to the version before while callers ask: the time from the command to the last answer of the version that was left, and no request may fail.</summary>
    public Task<Outcome> RollBackAsync(CancellationToken cancel) => ThereAsync(isSwitch: false, cancel);

    /// <summary>To the other version and back while callers ask.</summary>
    public Task<Outcome> SwitchAsync(CancellationToken cancel) => ThereAsync(isSwitch: true, cancel);

    private async Task<Outcome> ThereAsync(bool isSwitch, CancellationToken cancel)
    {
        var before = served.Before ?? throw new Refusal(1, $"Endpoint {served.Endpoint} has answered with nothing but {served.Live.Model} and what was taken back: there is nothing to go back to.", "Release a second version: airworthy release start VERSION");
        await using var gateway = await StartAsync(cancel);
        using var client = new TrackingClient(gateway.Address);
        var keeps = served.KeepsBefore ? new[] { "previous" } : null;
        await client.Endpoints.ReleaseAsync(Name, new NewRelease(before.Model, Fallback: keeps), cancel);
        await client.Endpoints.ReleaseAsync(Name, new NewRelease(served.Live.Model, s_quick), cancel);
        // Shadow, two shares, the bake; and out of it, unless the switch itself is rehearsed.
        for (var step = 0; step < (isSwitch ? 2 : 4); step++)
        {
            await client.Endpoints.PromoteAsync(Name, "the drill is about the way back", cancel);
        }

        using var callers = Callers.Of(gateway.Address, Name, served.Versions);
        await callers.AskAsync(Batch, cancel);
        var commands = new List<(TimeSpan At, TimeSpan Done, long Generation)>();
        var heard = await callers.UntilAsync(Task.Run(async () =>
        {
            await Task.Delay(s_pause, clock, cancel);
            foreach (var command in isSwitch ? new Func<Task>[] { () => client.Endpoints.PromoteAsync(Name, "there", cancel), () => client.Endpoints.RollBackAsync(Name, "and back", cancel) } : [() => client.Endpoints.RollBackAsync(Name, "the drill", cancel)])
            {
                var at = callers.Now;
                await command();
                commands.Add((at, callers.Now, (await client.Endpoints.GetAsync(Name, cancel)).Table.Generation));
                await Task.Delay(s_pause, clock, cancel);
            }
        }, cancel), cancel);

        // An answer of an older table that came after the command; asked after the command was done, it is one that nobody may get.
        var last = commands.Max(c => heard.Where(h => h.IsAnswered && h.Generation < c.Generation && h.Came > c.At).Select(h => (h.Came - c.At).TotalSeconds).DefaultIfEmpty(0).Max());
        var mixed = commands.Sum(c => heard.Count(h => h.IsAnswered && h.Generation < c.Generation && h.Sent > c.Done));
        var failed = heard.Count(h => !h.IsAnswered);
        var measured = Measured(("seconds", last), ("requests", heard.Count), ("failed", failed), ("mixed", mixed));
        var what = isSwitch ? $"From {before.Model} to {served.Live.Model} and back" : $"Back from {served.Live.Model} to {before.Model}";
        var says = string.Create(CultureInfo.InvariantCulture, $"{what}: the last answer of the version that was left came {last:0.000} s after the command; {failed:N0} of {heard.Count:N0} requests failed, {mixed:N0} that came later got an old answer.");
        return failed + mixed > 0 ? new Outcome(Answer.Unmet, says, "No request may fail because of a switch.", measured) : new Outcome(Answer.Met, says, null, measured);
    }

    private Task<RehearsalGateway> StartAsync(CancellationToken cancel) => RehearsalGateway.StartAsync(served.Versions, clock, cancel);

    internal static IReadOnlyDictionary<string, double> Measured(params ReadOnlySpan<(string Name, double Value)> all)
    {
        var measured = new Core.Reading.InOrder<double>();
        foreach (var (name, value) in all)
        {
            measured.Add(name, value);
        }

        return measured;
    }
}
