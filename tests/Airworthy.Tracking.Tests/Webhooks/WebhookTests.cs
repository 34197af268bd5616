using Airworthy.Tracking.Tests.Registry;

namespace Airworthy.Tracking.Tests.Webhooks;

public sealed class WebhookTests(Engines engines)
{
    // Of all events the one that no other test brings about: these webhooks are told nothing.
    private const string Quiet = """[{"entity": "PROMPT_ALIAS", "action": "DELETED"}]""";

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_webhook_is_made_read_changed_and_deleted_and_its_secret_never_told(string engine)
    {
        var server = await engines.OnAsync(engine);
        var made = (await server.PostAsync("webhooks", $$"""{"name": "ci", "description": "builds", "url": "http://127.0.0.1:1/hook", "secret": "psst", "events": {{Quiet}}}""")).Ok();
        var id = made["webhook.webhook_id"].GetString()!;

        Assert.Equal("webhook_id name description url events status creation_timestamp last_updated_timestamp", made.Fields("webhook"));
        Assert.Equal("""[{"entity":"PROMPT_ALIAS","action":"DELETED"}]""", made["webhook.events"].GetRawText());
        Assert.Equal(("ci", "ACTIVE"), (made["webhook.name"].GetString(), made["webhook.status"].GetString()));
        Assert.Equal(made.Text, (await server.GetAsync($"webhooks/{id}")).Ok().Text);
        Assert.Contains(id, (await server.GetAsync("webhooks")).Ok().Each("webhooks", "webhook_id"), StringComparison.Ordinal);

        var changed = (await server.PatchAsync($"webhooks/{id}", """{"name": "cd", "status": "DISABLED", "secret": "hush", "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}, {"entity": "PROMPT", "action": "CREATED"}]}""")).Ok();
        Assert.Equal(("cd", "builds", "DISABLED"), (changed["webhook.name"].GetString(), changed["webhook.description"].GetString(), changed["webhook.status"].GetString()));
        Assert.Equal("""[{"entity":"MODEL_VERSION","action":"CREATED"},{"entity":"PROMPT","action":"CREATED"}]""", changed["webhook.events"].GetRawText());
        (await server.GetAsync($"webhooks/{id}/deliveries")).Ok("{}");
        var all = made.Text + changed.Text + (await server.GetAsync($"webhooks/{id}")).Text + (await server.GetAsync("webhooks?max_results=1000")).Text;
        Assert.DoesNotContain("psst", all, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", all, StringComparison.Ordinal);

        (await server.DeleteAsync($"webhooks/{id}")).Ok("{}");
        (await server.GetAsync($"webhooks/{id}")).Refused(404, "RESOURCE_DOES_NOT_EXIST", $"Webhook with ID {id} not found.");
        Assert.DoesNotContain(id, (await server.GetAsync("webhooks?max_results=1000")).Ok().Each("webhooks", "webhook_id"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Webhooks_come_in_pages_newest_first(string engine)
    {
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync(engine));
        (await server.GetAsync("webhooks")).Ok("{}");
        foreach (var name in (string[])["a", "b", "c"])
        {
            (await server.PostAsync("webhooks", $$"""{"name": "{{name}}", "url": "http://127.0.0.1:1/", "events": {{Quiet}}}""")).Ok();
        }

        var first = (await server.GetAsync("webhooks?max_results=2")).Ok();
        Assert.Equal("c b", first.Each("webhooks", "name"));
        var last = (await server.GetAsync($"webhooks?max_results=2&page_token={Uri.EscapeDataString(first["next_page_token"].GetString()!)}")).Ok();
        Assert.Equal("a", last.Each("webhooks", "name"));
        Assert.False(last.Has("next_page_token"));
    }

    [Fact]
    public async Task A_try_sends_an_example_once_and_tells_the_answer()
    {
        var server = await engines.OnAsync("sqlite");
        await using var receiver = await Receiver.StartAsync(200, 418, 301);
        var id = (await server.PostAsync("webhooks", $$"""{"name": "try", "url": "{{receiver.Url}}", "secret": "psst", "events": {{Quiet}}}""")).Ok()["webhook.webhook_id"].GetString()!;

        (await server.PostAsync($"webhooks/{id}/test", "{}")).Ok("""{"result":{"success":true,"response_status":200,"response_body":"heard"}}""");
        var got = await receiver.NextAsync();
        Assert.Equal(got.Signed("psst"u8.ToArray()), got.Headers["webhook-signature"]);
        Assert.Equal(("prompt_alias", "deleted"), (got.Json.GetProperty("entity").GetString(), got.Json.GetProperty("action").GetString()));

        Assert.False((await server.PostAsync($"webhooks/{id}/test", """{"event": {"entity": "MODEL_VERSION", "action": "CREATED"}}""")).Ok()["result.success"].GetBoolean());
        Assert.Equal("""{"name":"example_model","version":"1","source":"runs:/abcd1234abcd5678/model","run_id":"abcd1234abcd5678","tags":{"example_key":"example_value"},"description":"An example"}""",
            (await receiver.NextAsync()).Json.GetProperty("data").GetRawText());
        Assert.Equal(301, (await server.PostAsync($"webhooks/{id}/test", "{}")).Ok()["result.response_status"].GetInt32());

        (await server.PatchAsync($"webhooks/{id}", """{"url": "http://127.0.0.1:1/"}""")).Ok();
        var dead = (await server.PostAsync($"webhooks/{id}/test", "{}")).Ok();
        Assert.False(dead["result.success"].GetBoolean());
        Assert.Contains("refused", dead["result.error_message"].GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_server_that_others_can_reach_points_nowhere_inside()
    {
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync("sqlite"), listen: System.Net.IPAddress.Any);
        foreach (var url in (string[])["http://127.0.0.1:1/", "http://localhost/", "http://169.254.169.254/latest"])
        {
            (await server.PostAsync("webhooks", $$"""{"name": "a", "url": "{{url}}", "events": {{Quiet}}}""")).Refused(400, "INVALID_PARAMETER_VALUE", "points to this machine or its network");
        }

        var id = (await server.PostAsync("webhooks", $$"""{"name": "a", "url": "https://example.com/", "events": {{Quiet}}}""")).Ok()["webhook.webhook_id"].GetString()!;
        (await server.PatchAsync($"webhooks/{id}", """{"url": "http://10.0.0.1/"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "points to this machine or its network");
    }

    [Theory]
    [InlineData("POST", "webhooks", """{"url": "http://127.0.0.1/", "events": [{"entity": "PROMPT", "action": "CREATED"}]}""", 400, "name")]
    [InlineData("POST", "webhooks", """{"name": "a", "events": [{"entity": "PROMPT", "action": "CREATED"}]}""", 400, "url")]
    [InlineData("POST", "webhooks", """{"name": "a", "url": "http://127.0.0.1/"}""", 400, "events")]
    [InlineData("POST", "webhooks", """{"name": "a", "url": "http://127.0.0.1/", "events": []}""", 400, "events")]
    [InlineData("POST", "webhooks", """{"name": "a", "url": "http://127.0.0.1/", "events": [{"entity": "MODEL_VERSION", "action": "EXPLODED"}]}""", 400, "Invalid value \"MODEL_VERSION.EXPLODED\" for parameter 'events[0]'")]
    [InlineData("POST", "webhooks", """{"name": "a", "url": "http://127.0.0.1/", "events": [{"entity": "PROMPT", "action": "CREATED"}], "status": "ON"}""", 400, "Valid values are ACTIVE, DISABLED")]
    [InlineData("POST", "webhooks", """{"name": "a", "url": "file:///etc/passwd", "events": [{"entity": "PROMPT", "action": "CREATED"}]}""", 400, "Invalid webhook URL")]
    [InlineData("GET", "webhooks/nobody", null, 404, "Webhook with ID nobody not found.")]
    [InlineData("PATCH", "webhooks/nobody", "{}", 404, "Webhook with ID nobody not found.")]
    [InlineData("DELETE", "webhooks/nobody", null, 404, "Webhook with ID nobody not found.")]
    [InlineData("POST", "webhooks/nobody/test", "{}", 404, "Webhook with ID nobody not found.")]
    [InlineData("GET", "webhooks/nobody/deliveries", null, 404, "Webhook with ID nobody not found.")]
    [InlineData("GET", "webhooks?max_results=1001", null, 400, "1000")]
    public async Task What_is_not_there_or_missing_is_refused(string method, string path, string? body, int status, string message) =>
        (await (await engines.OnAsync("sqlite")).SendAsync(method, path, body)).Refused(status, status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE", message);
}
