using System.Text.Json;

using Airworthy.Web.Tests.Access;

namespace Airworthy.Web.Tests;

/// <summary>Every page on either engine, over runs that hold whatever the protocol lets in. What waits for its store is drawn twice, so a page may fail on one engine alone.</summary>
public sealed class EnginePagesTests(AccessFixture servers)
{
    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task No_page_is_broken_by_what_was_logged(string engine)
    {
        var server = await servers.OnAsync(engine);
        var admin = "Bearer " + await server.TokenAsync("admin");
        var experiment = (await PostAsync("experiments/create", new { name = $"{Guid.NewGuid()}" })).GetProperty("experiment_id").GetString();
        var ids = new List<string>();
        // Times that no calendar has, infinities whose sum is none, steps that lie as far apart as can be.
        foreach (var (start, end) in ((long, long)[])[(0, long.MaxValue), (long.MinValue, long.MaxValue), (long.MaxValue, long.MinValue), (long.MinValue, 1)])
        {
            ids.Add((await PostAsync("runs/create", new { experiment_id = experiment, start_time = start })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!);
            foreach (var (value, step) in ((string, long)[])[("Infinity", 0), ("Infinity", 1), ("-Infinity", long.MinValue), ("NaN", 2), ("1e308", long.MaxValue), ("0.5", 3)])
            {
                await PostAsync("runs/log-metric", new { run_id = ids[^1], key = "loss", value, timestamp = step == 1 ? long.MaxValue : 1, step });
            }

            await PostAsync("runs/log-metric", new { run_id = ids[^1], key = "last", value = "Infinity", timestamp = 1 });
            await PostAsync("runs/log-parameter", new { run_id = ids[^1], key = "depth", value = "4" });
            await PostAsync("runs/update", new { run_id = ids[^1], status = "FAILED", end_time = end });
        }

        var model = $"{Guid.NewGuid()}";
        await PostAsync("registered-models/create", new { name = model });
        await PostAsync("model-versions/create", new { name = model, source = "s3://bucket/model", run_id = ids[0] });
        await PostAsync("registered-models/alias", new { name = model, alias = "champion", version = "1" });

        var runs = string.Join(',', ids);
        string[] pages =
        [
            "/", "/projects", "/endpoints", "/models", $"/models/{model}", "/docs/api", "/experiments",
            $"/experiments/{experiment}", $"/experiments/{experiment}?group=params.depth", $"/experiments/{experiment}?nest=1&refresh=0", $"/experiments/{experiment}/rows?at=0", $"/experiments/{experiment}/keys",
            $"/experiments/{experiment}/runs.csv", $"/runs/{ids[0]}", $"/runs/{ids[1]}?view=metrics", $"/runs/{ids[2]}?view=files",
            $"/compare?runs={runs}", $"/compare?runs={runs}&of=mean", $"/compare?runs={runs}&view=charts&x=relative", $"/compare?runs={runs}&view=why&metric=last", $"/compare?runs={runs}&view=files",
            $"/compare.csv?runs={runs}", $"/compare.md?runs={runs}", $"/compare/histories?runs={runs}&key=loss", $"/compare/histories?runs={runs}&key=loss&points=2",
        ];
        foreach (var page in pages)
        {
            var answer = await server.SendAsync("GET", page, authorization: admin);
            Assert.True(answer.Status == 200, $"{page}: {answer.Status}");
        }

        async Task<JsonElement> PostAsync(string path, object body)
        {
            var answer = await server.SendAsync("POST", path, JsonSerializer.Serialize(body), admin);
            Assert.True(answer.Status == 200, $"{path}: {answer.Status} {answer.Text}");
            return answer.Json;
        }
    }
}
