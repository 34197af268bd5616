using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Airworthy.Tracking.Tests.Artifacts;

public sealed class MultipartTests(Engines engines)
{
    private const string Base = "/api/2.0/mlflow-artifacts/mpu";

    [Fact]
    public async Task Parts_are_joined_in_order_and_nothing_is_seen_before()
    {
        var server = await engines.OnAsync("sqlite");
        var folder = ArtifactTests.NewFolder();
        var made = (await server.PostAsync($"{Base}/create/{folder}", """{"path": "/home/someone/model.bin", "num_parts": 3}""")).Ok();
        var tags = new string[3];
        foreach (var i in new[] { 2, 0, 1 })
        {
            using var part = new ByteArrayContent(Encoding.ASCII.GetBytes(new string((char)('a' + i), 5)));
            using var response = await server.Http.PutAsync(made[$"credentials.{i}.url"].GetString(), part, TestContext.Current.CancellationToken);
            tags[i] = response.Headers.ETag!.Tag;
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("aaaaa"u8)), tags[0].Trim('"'));
        (await server.GetAsync($"/api/2.0/mlflow-artifacts/artifacts?path={folder}")).Ok("{}");
        var parts = tags.Select((t, i) => new { part_number = i + 1, etag = t, url = "not read" }).Reverse();
        var complete = JsonSerializer.Serialize(new { path = "model.bin", upload_id = made["upload_id"].GetString(), parts });
        (await server.PostAsync($"{Base}/complete/{folder}", complete)).Ok("{}");
        Assert.Equal("aaaaabbbbbccccc", Encoding.ASCII.GetString((await server.FetchAsync($"/api/2.0/mlflow-artifacts/artifacts/{folder}/model.bin")).Body));
        (await server.PostAsync($"{Base}/complete/{folder}", complete)).Refused(404, "RESOURCE_DOES_NOT_EXIST", "No upload with id=");
    }

    [Fact]
    public async Task What_was_not_sent_so_is_refused_and_an_aborted_upload_is_gone()
    {
        var server = await engines.OnAsync("sqlite");
        var folder = ArtifactTests.NewFolder();
        (await server.PostAsync($"{Base}/create/{folder}", """{"path": "m"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'num_parts'");
        (await server.PostAsync($"{Base}/create/{folder}", """{"num_parts": 1}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'path'");
        (await server.PostAsync($"{Base}/create/{folder}", """{"path": "m", "num_parts": 10001}""")).Refused(400, "INVALID_PARAMETER_VALUE", "10000");
        (await server.PostAsync($"{Base}/create/{folder}", """{"path": "..", "num_parts": 1}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid path");
        var made = (await server.PostAsync($"{Base}/create/{folder}", """{"path": "m", "num_parts": 1}""")).Ok();
        var id = made["upload_id"].GetString();

        (await server.PostAsync($"{Base}/complete/{folder}", $$"""{"path": "m", "upload_id": "{{id}}", "parts": [{"part_number": 1, "etag": "\"../../x\""}]}""")).Refused(400, "INVALID_PARAMETER_VALUE", "was not uploaded");
        (await server.PostAsync($"{Base}/complete/{folder}", $$"""{"path": "m", "upload_id": "{{id}}", "parts": []}""")).Refused(400, "INVALID_PARAMETER_VALUE", "at least one");
        (await server.PostAsync($"{Base}/abort/{folder}", $$"""{"path": "other", "upload_id": "{{id}}"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.PostAsync($"{Base}/abort/{folder}", """{"path": "m", "upload_id": "../../.."}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.PostAsync($"{Base}/abort/{folder}", $$"""{"path": "m", "upload_id": "{{id}}"}""")).Ok("{}");
        using var part = JsonContent.Create(1);
        using var late = await server.Http.PutAsync(made["credentials.0.url"].GetString(), part, TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)late.StatusCode);
    }
}
