using System.Text.Json;

using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Releases;

/// <summary>Releases, and what was seen of their candidates. A step of a release and the route table it brings are one change: both are kept, or neither.</summary>
public sealed class ReleaseStore(Database database, RouteStore routes, TimeProvider clock)
{
    private const string Columns = "no, endpoint, candidate, digest, policy, state, step, step_at, generation, started_at, started_by, ended_at, says";

    private static readonly string s_running = string.Join(", ", new[] { ReleaseState.Shadow, ReleaseState.Canary, ReleaseState.Bake }.Select(s => $"'{s}'"));

    /// <summary>Begins a release with the table that starts it.</summary>
    /// <param name="state">Where it stands when it has begun: shadow, or done for what is first at its endpoint.</param>
    /// <exception cref="RefusedException">Another release of the endpoint runs, or the endpoint was changed meanwhile.</exception>
    public Task<Release> BeginAsync(Slot candidate, ReleasePolicy policy, ReleaseState state, Func<long, RouteTable> table, string by, string says, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var now = (await session.NowAsync(clock)).ToUnixTimeMilliseconds();
        var endpoint = table(0).Endpoint;
        if (await session.FirstAsync<long?>($"select no from serving_releases where endpoint = @endpoint and state in ({s_running}) limit 1", new { endpoint }) is { } running)
        {
            throw new RefusedException("RESOURCE_CONFLICT", $"Release {running} of endpoint {endpoint} is still running. Wait for its end, or end it: airworthy release rollback --endpoint {endpoint}.");
        }

        long? ended = state is ReleaseState.Done ? now : null;
        var no = await session.FirstAsync<long>(
            """
            insert into serving_releases (endpoint, candidate, digest, policy, state, step, step_at, generation, started_at, started_by, ended_at, says)
            values (@endpoint, @Model, @Digest, @policy, @state, 0, @now, 0, @now, @by, @ended, @says) returning no
            """,
            new { endpoint, candidate.Model, candidate.Digest, policy = JsonSerializer.Serialize(policy, ReleaseJson.Default.ReleasePolicy), state = state.ToString(), now, by, ended, says });
        var next = table(no);
        await routes.AddAsync(session, next, by, says);
        await session.ExecuteAsync("update serving_releases set generation = @Generation where no = @no", new { next.Generation, no });
        return await ReadAsync(session, no) ?? throw new System.Diagnostics.UnreachableException();
    }, cancel);

    /// <summary>Moves a release on, together with the table that does so.</summary>
    /// <param name="from">As the caller saw it.</param>
    /// <exception cref="RefusedException"><c>ABORTED</c>: somebody moved it meanwhile.</exception>
    public Task<Release> MoveAsync(Release from, ReleaseState state, int step, RouteTable table, string by, string says, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var now = (await session.NowAsync(clock)).ToUnixTimeMilliseconds();
        long? ended = state is ReleaseState.Done or ReleaseState.RolledBack ? now : null;
        var moved = await session.ExecuteAsync(
            "update serving_releases set state = @state, step = @step, step_at = @now, generation = @Generation, ended_at = @ended, says = @says where no = @No and state = @before and step = @beforeStep",
            new { state = state.ToString(), step, now, table.Generation, ended, says, from.No, before = from.State.ToString(), beforeStep = from.Step });
        if (moved == 0)
        {
            throw new RefusedException("ABORTED", $"Release {from.No} was moved meanwhile. Look at it again.");
        }

        await routes.AddAsync(session, table, by, says);
        return await ReadAsync(session, from.No) ?? throw new System.Diagnostics.UnreachableException();
    }, cancel);

    /// <summary>Releases that have not ended.</summary>
    public Task<IReadOnlyList<Release>> RunningAsync(CancellationToken cancel) => ListAsync($"state in ({s_running})", new { }, cancel);

    /// <summary>Releases of an endpoint, newest first.</summary>
    public Task<IReadOnlyList<Release>> OfAsync(string endpoint, CancellationToken cancel) => ListAsync("endpoint = @endpoint", new { endpoint }, cancel);

    /// <summary>When a version was last rolled back; null where it never was.</summary>
    /// <returns>Milliseconds since 1970.</returns>
    public Task<long?> RolledBackAsync(Slot candidate, CancellationToken cancel) => database.ReadAsync(session =>
        session.FirstAsync<long?>("select max(ended_at) from serving_releases where digest = @Digest and state = @state", new { candidate.Digest, state = nameof(ReleaseState.RolledBack) }), cancel);

    /// <summary>Keeps what one process has seen during a step, in place of what it had seen before: repeated, it adds nothing twice.</summary>
    /// <param name="writer">Of this process, since it began.</param>
    public Task KeepAsync(IReadOnlyList<(long Release, long Generation, Evidence Evidence)> seen, string writer, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        foreach (var (release, generation, evidence) in seen)
        {
            await session.ExecuteAsync(
                "insert into serving_evidence (release, generation, writer, document) values (@release, @generation, @writer, @document) on conflict (release, generation, writer) do update set document = excluded.document",
                new { release, generation, writer, document = JsonSerializer.Serialize(evidence, ReleaseJson.Default.Evidence) });
        }
    }, cancel);

    /// <summary>What all processes have seen during a step.</summary>
    /// <param name="generation">That began it.</param>
    public Task<Evidence> EvidenceAsync(long release, long generation, CancellationToken cancel) => database.ReadAsync(async session =>
        (await session.ListAsync<string>("select document from serving_evidence where release = @release and generation = @generation", new { release, generation }))
            .Select(t => JsonSerializer.Deserialize(t, ReleaseJson.Default.Evidence)!).Aggregate(new Evidence(), (a, b) => a + b), cancel);

    /// <summary>What all processes have seen during the step before.</summary>
    /// <param name="generation">That began the present step.</param>
    public async Task<Evidence> EvidenceBeforeAsync(long release, long generation, CancellationToken cancel) =>
        await database.ReadAsync(session => session.FirstAsync<long?>("select max(generation) from serving_evidence where release = @release and generation < @generation", new { release, generation }), cancel) is { } before
            ? await EvidenceAsync(release, before, cancel) : new Evidence();

    /// <summary>Keeps a look at a step; one after as many pairs is kept already, or it is this one.</summary>
    public Task KeepAsync(long release, Look look, CancellationToken cancel) => database.WriteAsync(session => session.ExecuteAsync(
        "insert into serving_looks (release, generation, pairs, document) values (@release, @Generation, @Pairs, @document) on conflict do nothing",
        new { release, look.Generation, look.Pairs, document = JsonSerializer.Serialize(look, ReleaseJson.Default.Look) }), cancel);

    /// <summary>The looks at a release that were kept, step by step and in the order of pairs.</summary>
    public Task<IReadOnlyList<Look>> LooksAsync(long release, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<Look>)
        [.. (await session.ListAsync<string>("select document from serving_looks where release = @release order by generation, pairs", new { release })).Select(t => JsonSerializer.Deserialize(t, ReleaseJson.Default.Look)!)], cancel);

    /// <summary>Takes care of all releases for a while, unless another process does.</summary>
    /// <remarks>A lease that ends later than any that could be had now is from before the clock went back: waiting for it would leave releases alone for as long.</remarks>
    /// <param name="holder">This process.</param>
    /// <returns>The store's time, by which releases are judged; null: another process does.</returns>
    public Task<DateTimeOffset?> LeaseAsync(string holder, TimeSpan length, CancellationToken cancel) => database.WriteAsync<DateTimeOffset?>(async session =>
    {
        var now = await session.NowAsync(clock);
        return await session.ExecuteAsync(
            "insert into serving_leases (name, holder, until) values ('releases', @holder, @until) on conflict (name) do update set holder = excluded.holder, until = excluded.until where serving_leases.holder = excluded.holder or serving_leases.until < @now or serving_leases.until > @most",
            new { holder, until = (now + length).ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds(), most = (now + (2 * length)).ToUnixTimeMilliseconds() }) == 1 ? now : null;
    }, cancel);

    /// <summary>The store's time: how long a step lasts is not told by the clock of whoever looks.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancel) => database.ReadAsync(session => session.NowAsync(clock), cancel);

    private Task<IReadOnlyList<Release>> ListAsync(string which, object arguments, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<Release>)
        [.. (await session.ListAsync<Row>($"select {Columns} from serving_releases where {which} order by no desc limit 1000", arguments)).Select(r => r.Release)], cancel);

    private static async Task<Release?> ReadAsync(Session session, long no) => (await session.FirstAsync<Row>($"select {Columns} from serving_releases where no = @no", new { no }))?.Release;

    private sealed record Row
    {
        public long No { get; init; }

        public string Endpoint { get; init; } = "";

        public string Candidate { get; init; } = "";

        public string? Digest { get; init; }

        public string Policy { get; init; } = "";

        public string State { get; init; } = "";

        public long Step { get; init; }

        public long StepAt { get; init; }

        public long Generation { get; init; }

        public long StartedAt { get; init; }

        public string StartedBy { get; init; } = "";

        public long? EndedAt { get; init; }

        public string Says { get; init; } = "";

        public Release Release => new(No, Endpoint, new Slot(Candidate, Digest), JsonSerializer.Deserialize(Policy, ReleaseJson.Default.ReleasePolicy)!, Enum.Parse<ReleaseState>(State), (int)Step, StepAt, Generation, StartedAt, StartedBy, EndedAt, Says);
    }
}
