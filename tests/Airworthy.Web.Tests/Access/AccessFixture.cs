using Airworthy.Tracking.Storage;

using Npgsql;

[assembly: AssemblyFixture(typeof(Airworthy.Web.Tests.Access.AccessFixture))]

namespace Airworthy.Web.Tests.Access;

/// <summary>One server with access control per engine, which tests share: they make accounts and experiments of their own.</summary>
public sealed class AccessFixture : IAsyncLifetime
{
    private readonly Dictionary<string, AccessServer> _servers = [];
    private readonly SemaphoreSlim _one = new(1);
    private PostgreSqlCluster? _cluster;
    private int _databases;

    public static TheoryData<string> Both => ["sqlite", "postgresql"];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async Task<AccessServer> OnAsync(string engine)
    {
        await _one.WaitAsync();
        try
        {
            return _servers.TryGetValue(engine, out var there) ? there : _servers[engine] = await AccessServer.StartAsync(await StoreAsync(engine), new()
            {
                // Tests of limits have servers of their own.
                Rates = new() { SignIns = 100_000, SignInsPerAccountAndAddress = 10, PerAddress = 10_000 },
            });
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A server of a test's own.</summary>
    public async Task<AccessServer> NewAsync(string engine)
    {
        await _one.WaitAsync();
        try
        {
            return await AccessServer.StartAsync(await StoreAsync(engine));
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<StoreAddress> StoreAsync(string engine)
    {
        if (engine == "sqlite")
        {
            return AccessServer.NewFolder();
        }

        return new StoreAddress.PostgreSql(await (_cluster ??= await PostgreSqlCluster.RequireAsync()).NewDatabaseAsync($"access{++_databases}"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _one.Dispose();
    }
}
