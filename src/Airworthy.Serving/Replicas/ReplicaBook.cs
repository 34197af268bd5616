using System.Text.Json;

using Airworthy.Serving.Routing;
using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Airworthy.Serving.Replicas;

/// <summary>Which processes serve from this store, and what is in force in each: a step of a release is left once it is in force everywhere. A store of files has one process, and nothing is kept of it.</summary>
public sealed class ReplicaBook(Database database, TimeProvider clock, IServer? server = null)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2), s_shown = TimeSpan.FromMinutes(10), s_patience = Replica.Silent + TimeSpan.FromSeconds(2), s_pause = TimeSpan.FromMilliseconds(50);

    private (string Document, long At)? _told;

    /// <summary>This process, since it began: so it signs what it keeps of releases, and holds their lease.</summary>
    public string Own { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Tells of this process, where something changed or nothing was told for a while.</summary>
    /// <param name="newest">The tables that the store has.</param>
    internal async Task KeepAsync(IReadOnlyList<RouteTable> newest, IReadOnlyList<Endpoint> endpoints, CancellationToken cancel)
    {
        if (!database.IsShared)
        {
            return;
        }

        var own = new Replica(Name, newest.ToDictionary(t => t.Endpoint, t => endpoints.FirstOrDefault(e => e.Name == t.Endpoint) is var here ? new ReplicaAt(t.Generation, here?.Route?.Table.Generation ?? 0, here?.Behind) : null!, StringComparer.Ordinal));
        var document = JsonSerializer.Serialize(own, ReplicaJson.Default.Replica);
        if (_told is { } told && told.Document == document && clock.GetElapsedTime(told.At) < s_again)
        {
            return;
        }

        await database.WriteAsync(async session =>
        {
            var now = await session.NowAsync(clock);
            await session.ExecuteAsync("insert into serving_replicas (replica, at, document) values (@Own, @at, @document) on conflict (replica) do update set at = excluded.at, document = excluded.document", new { Own, at = now.ToUnixTimeMilliseconds(), document });
            await session.ExecuteAsync("delete from serving_replicas where at < @old", new { old = (now - s_shown).ToUnixTimeMilliseconds() });
        }, cancel);
        _told = (document, clock.GetTimestamp());
    }

    /// <summary>This process stops: nobody waits for it.</summary>
    internal Task LeaveAsync(CancellationToken cancel) => database.IsShared ? database.WriteAsync(session => session.ExecuteAsync("delete from serving_replicas where replica = @Own", new { Own }), cancel) : Task.CompletedTask;

    /// <summary>All that told of themselves in the last ten minutes, by name; none of a store of files.</summary>
    public Task<IReadOnlyList<Replica>> AllAsync(CancellationToken cancel) => ListAsync("", cancel);

    /// <summary>Others that serve, in which a generation of an endpoint is not in force yet.</summary>
    internal async Task<IReadOnlyList<Replica>> WaitedForAsync(string endpoint, long generation, CancellationToken cancel) => [.. (await ListAsync(Own, cancel)).Where(r => r.IsAlive && r.At(endpoint) < generation)];

    /// <summary>Whether a generation is in force in another process that serves.</summary>
    internal async Task<bool> IsElsewhereAsync(string endpoint, long generation, CancellationToken cancel) => (await ListAsync(Own, cancel)).Any(r => r.IsAlive && r.At(endpoint) >= generation);

    /// <summary>Waits until a generation is in force in all that serve, or until it is plain that one of them cannot have it.</summary>
    /// <returns>Those in which it still is not.</returns>
    internal async Task<IReadOnlyList<Replica>> ReadyAsync(string endpoint, long generation, CancellationToken cancel)
    {
        for (var began = clock.GetTimestamp(); ; await Task.Delay(s_pause, clock, cancel))
        {
            if (await WaitedForAsync(endpoint, generation, cancel) is var late && (late.Count == 0 || clock.GetElapsedTime(began) > s_patience))
            {
                return late;
            }
        }
    }

    private async Task<IReadOnlyList<Replica>> ListAsync(string but, CancellationToken cancel) => !database.IsShared ? [] : await database.ReadAsync(async session =>
    {
        var now = await session.NowAsync(clock);
        return (IReadOnlyList<Replica>)[.. (await session.ListAsync<Row>("select at, document from serving_replicas where replica <> @but", new { but }))
            .Select(r => JsonSerializer.Deserialize(r.Document, ReplicaJson.Default.Replica)! with { Age = now - DateTimeOffset.FromUnixTimeMilliseconds(r.At) }).OrderBy(r => r.Name, StringComparer.Ordinal)];
    }, cancel);

    /// <summary>Before it listens, it has no address to be known by.</summary>
    private string Name => $"{Environment.MachineName} {(server?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address && Uri.TryCreate(address, UriKind.Absolute, out var at) ? at.Authority : $"process {Environment.ProcessId}")}";

    private sealed record Row
    {
        public long At { get; init; }

        public string Document { get; init; } = "";
    }
}
