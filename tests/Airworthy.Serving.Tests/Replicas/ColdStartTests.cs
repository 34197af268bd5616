using System.Net;
using System.Text;

using Airworthy.Serving.Replicas;
using Airworthy.Tests.Shared;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Tests.Replicas;

/// <summary>A gateway that starts while its store is away.</summary>
public sealed class ColdStartTests
{
    private static readonly StoreAddress.PostgreSql s_nowhere = new("Host=127.0.0.1;Port=1;Username=nobody;Database=none");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_the_last_table_refuses_changes_and_takes_the_newer_one_when_the_store_is_back()
    {
        const string Row = """{"age":30,"origin":"ORD","at":991398600}""";
        await using var cluster = await PostgreSqlCluster.RequireAsync();
        var store = new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("cold"));
        var empty = new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("never_seen"));
        var (artifacts, log) = (NewFolder(), Path.Combine(NewFolder(), "predictions"));
        var kept = KeptTables.PathOf(Path.GetDirectoryName(log)!, store.ToString());
        await using (var one = await GatewayHost.StartAsync(store, artifacts, log: log))
        {
            await one.ReleaseAsync("usual", $"models:/usual/{await one.RegisterAsync("usual", TestModels.Columns())}");
            await one.LookAsync();
            Assert.Contains("\"generation\":1", await File.ReadAllTextAsync(kept, Cancel), StringComparison.Ordinal);
        }

        await cluster.EndAsync();
        await using (var cold = await GatewayHost.StartAsync(store, artifacts, log: log, isAway: true))
        {
            Assert.Equal((200, 1, "models:/usual/1"), await Asked.OfAsync(cold, 1, Row) is var said ? (said.Status, said.Generation, (string)said.Answer["served_by"]!) : default);
            Assert.Equal(200, await Asked.ReadyAsync(cold));
            using var change = await cold.Http.PostAsync("/api/airworthy/endpoints/usual/releases", new StringContent("""{"model":"constant:0.4"}""", Encoding.UTF8, "application/json"), Cancel);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (change.StatusCode, change.Headers.RetryAfter?.ToString()));
            Assert.Contains("The store does not answer.", await change.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            Assert.Contains("\nairworthy_route_table_age_seconds ", await cold.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);

            await cluster.GoOnAsync();
            await using var two = await GatewayHost.StartAsync(store, artifacts);
            await two.ReleaseAsync("usual", "constant:0.3", new { shadow_hours = 10 });
            await Asked.UntilAsync(async () => (await Asked.OfAsync(cold, 2, Row)).Status == 200 ? null : "generation 2");
            await cold.LookAsync();
            Assert.Equal(200, (await cold.PostAsync("/api/airworthy/endpoints/usual/rollback", "{}")).Status);
            await cold.LookAsync();
        }

        // A store that was never seen gets its tables before anything is read.
        await using (var never = Database.Away(empty))
        {
            Assert.Equal(0, await never.ReadAsync(session => session.FirstAsync<long>("select count(*) from serving_routes"), Cancel));
        }

        await cluster.EndAsync();
        await using (var again = await GatewayHost.StartAsync(store, artifacts, log: log, isAway: true))
        {
            Assert.Equal(3, (await Asked.OfAsync(again, null, Row)).Generation);
        }

        foreach (var file in Directory.GetFiles(artifacts, "*.onnx", SearchOption.AllDirectories))
        {
            await File.AppendAllTextAsync(file, " ", Cancel);
        }

        await using (var changed = await GatewayHost.StartAsync(store, artifacts, log: log, isAway: true))
        {
            Assert.Equal(503, await Asked.ReadyAsync(changed));
            Assert.Contains("The files of models:/usual/1 are others than when it was released", (string)(await Asked.OfAsync(changed, null, Row)).Answer["error"]!, StringComparison.Ordinal);
        }

        await cluster.GoOnAsync(); // it is ended when it is disposed
    }

    public static TheoryData<string, Func<byte[], byte[]>, string> Damaged => new()
    {
        { "cut off", b => b[..^9], "are damaged: their checksum does not fit" },
        { "another share", b => Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(b).Replace("0.2", "0.9", StringComparison.Ordinal)), "are damaged: their checksum does not fit" },
        { "empty", _ => [], "are damaged: their checksum does not fit" },
        { "too large", _ => new byte[KeptTables.Largest + 1], "have 16777217 bytes; up to 16777216 are read" },
        { "no tables", _ => Signed("""{"at":1,"tables":[null],"versions":[]}"""), "cannot be read: something in them is empty" },
        { "null", _ => Signed("null"), "cannot be read: something in them is empty" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task What_is_kept_and_was_damaged_starts_nothing(string how, Func<byte[], byte[]> damage, string says)
    {
        var log = Path.Combine(NewFolder(), "predictions");
        var path = KeptTables.PathOf(Path.GetDirectoryName(log)!, s_nowhere.ToString());
        await File.WriteAllBytesAsync(path, Whole, Cancel);
        await using (var whole = await GatewayHost.StartAsync(s_nowhere, log: log, isAway: true))
        {
            Assert.Equal((200, 7), await Asked.OfAsync(whole) is var said ? (said.Status, said.Generation) : default);
        }

        await File.WriteAllBytesAsync(path, damage(Whole), Cancel);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => GatewayHost.StartAsync(s_nowhere, log: log, isAway: true));
        Assert.True(refused.Message.Contains(says, StringComparison.Ordinal), $"{how}: {refused.Message}");
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Whole => Signed("""{"at":1,"tables":[{"endpoint":"usual","generation":7,"live":{"model":"constant:0.2","digest":null},"live_colour":"blue"}],"versions":[]}""");

    private static byte[] Signed(string text) => Encoding.ASCII.GetBytes($"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(text)))}\n{text}");

    private static string NewFolder() => Directory.CreateTempSubdirectory("airworthy-cold-").FullName;
}
