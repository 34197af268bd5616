using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Registry;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Routing;

/// <summary>The route tables of all endpoints, every generation of them. Rows are only ever added, each with the digest of the one before it.</summary>
public sealed class RouteStore(Database database, RegisteredModelStore models, TimeProvider clock)
{
    /// <summary>Generations of one endpoint that are given at once.</summary>
    public const int MostAtOnce = 1000;

    private const string Columns = "endpoint, generation, document, at, by_whom, reason, previous, digest", Changed = "airworthy_routes";

    /// <summary>Hears of generations that any process makes, until it is cancelled or the connection is lost.</summary>
    /// <param name="changed">Also called when hearing begins.</param>
    public Task HearAsync(Action changed, CancellationToken cancel) => database.HearAsync(Changed, changed, cancel);

    /// <summary>The newest generation of each endpoint, in the order of their names.</summary>
    public Task<IReadOnlyList<RouteTable>> NewestAsync(CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<RouteTable>)
        [.. (await session.ListAsync<string>(
            "select r.document from serving_routes r join (select endpoint, max(generation) as generation from serving_routes group by endpoint) n on n.endpoint = r.endpoint and n.generation = r.generation order by r.endpoint"))
            .Select(RouteJson.Table)], cancel);

    /// <summary>The newest generation of one endpoint; null where there is none.</summary>
    public Task<RouteTable?> NewestAsync(string endpoint, CancellationToken cancel) => database.ReadAsync(session => NewestAsync(session, endpoint), cancel);

    internal static async Task<RouteTable?> NewestAsync(Session session, string endpoint) =>
        await session.FirstAsync<string>("select document from serving_routes where endpoint = @endpoint order by generation desc limit 1", new { endpoint }) is { } text ? RouteJson.Table(text) : null;

    /// <summary>Puts the next generation in force, if nobody else did since the caller looked.</summary>
    /// <param name="next">Its generation is one more than the one the caller saw.</param>
    /// <exception cref="RefusedException"><c>ABORTED</c>: there is a newer generation; look again.</exception>
    public Task AddAsync(RouteTable next, string by, string reason, CancellationToken cancel) => database.WriteAsync(session => AddAsync(session, next, by, reason), cancel);

    internal async Task AddAsync(Session session, RouteTable next, string by, string reason)
    {
        var before = await session.FirstAsync<Row>($"select {Columns} from serving_routes where endpoint = @Endpoint order by generation desc limit 1", new { next.Endpoint });
        if ((before?.Generation ?? 0) != next.Generation - 1)
        {
            throw new RefusedException("ABORTED", $"Endpoint {next.Endpoint} is at generation {before?.Generation ?? 0}, not {next.Generation - 1}: somebody changed it meanwhile. Look at it again, and repeat the change if it is still right.");
        }

        var at = (await session.NowAsync(clock)).ToUnixTimeMilliseconds();
        var change = RouteChange.Of(next, at, by, reason, before?.Digest ?? "");
        var written = await session.ExecuteAsync(
            $"insert into serving_routes ({Columns}) values (@Endpoint, @Generation, @document, @at, @by, @reason, @Previous, @Digest) on conflict do nothing",
            new { next.Endpoint, next.Generation, document = RouteJson.Text(next), at, by, reason, change.Previous, change.Digest });
        if (written == 0)
        {
            throw new RefusedException("ABORTED", $"Endpoint {next.Endpoint} has a generation {next.Generation} already: somebody changed it meanwhile. Look at it again, and repeat the change if it is still right.");
        }

        await FollowAsync(session, before is null ? null : RouteJson.Table(before.Document), next);
        await session.TellAsync(Changed);
    }

    /// <summary>The endpoint's alias stands for what answers: it moves when something else does, and comes back when a release ends, wherever somebody had put it meanwhile.</summary>
    private async Task FollowAsync(Session session, RouteTable? before, RouteTable next)
    {
        if (next.Alias is not { } alias || (before is not null && before.Live == next.Live && (before.Release is null || next.Release is not null)))
        {
            return;
        }

        foreach (var gone in new[] { before?.Live, before?.Other })
        {
            await models.MoveAliasAsync(session, alias, gone?.Registered, next.Live.Registered);
        }
    }

    /// <summary>Changes of an endpoint, newest first.</summary>
    public Task<IReadOnlyList<RouteChange>> HistoryAsync(string endpoint, int most, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<RouteChange>)
        [.. (await session.ListAsync<Row>($"select {Columns} from serving_routes where endpoint = @endpoint order by generation desc limit @most", new { endpoint, most = Math.Min(most, MostAtOnce) }))
            .Select(r => new RouteChange(RouteJson.Table(r.Document), r.At, r.ByWhom, r.Reason, r.Previous, r.Digest))], cancel);

    /// <summary>Looks whether every generation is there and holds what it held when it was made.</summary>
    /// <returns>The first generation that does not fit the one before it; null where all do.</returns>
    public Task<long?> BrokenAtAsync(string endpoint, CancellationToken cancel) => database.ReadAsync<long?>(async session =>
    {
        var (generation, previous) = (0L, "");
        await foreach (var row in session.StreamAsync<Row>($"select {Columns} from serving_routes where endpoint = @endpoint order by generation", new { endpoint }))
        {
            if (row.Generation != ++generation || row.Previous != previous || row.Digest != RouteChange.DigestOf(row.Document, row.At, row.ByWhom, row.Reason, row.Previous) || RouteJson.Table(row.Document).Generation != generation)
            {
                return generation;
            }

            previous = row.Digest;
        }

        return null;
    }, cancel);

    private sealed record Row
    {
        public string Endpoint { get; init; } = "";

        public long Generation { get; init; }

        public string Document { get; init; } = "";

        public long At { get; init; }

        public string ByWhom { get; init; } = "";

        public string Reason { get; init; } = "";

        public string Previous { get; init; } = "";

        public string Digest { get; init; } = "";
    }
}
