using Airworthy.Tracking.Tests.Registry;

namespace Airworthy.Tracking.Tests.Webhooks;

public sealed class DeliveryTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_receiver_that_fails_twice_is_told_a_third_time(string engine)
    {
        await using var receiver = await Receiver.StartAsync(500, 503, 200);
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync(engine));
        var id = await HookAsync(server, receiver.Url, """[{"entity": "REGISTERED_MODEL", "action": "CREATED"}]""");
        await server.NewModelAsync("flights");

        var (first, second, third) = (await receiver.NextAsync(), await receiver.NextAsync(), await receiver.NextAsync());
        Assert.Equal((first.Id, first.Body), (second.Id, second.Body));
        Assert.Equal((first.Id, first.Body), (third.Id, third.Body));
        foreach (var got in (Received[])[first, second, third])
        {
            Assert.Equal("application/json", got.Headers["Content-Type"]);
            Assert.Equal(got.Signed("psst"u8.ToArray()), got.Headers["webhook-signature"]);
            Assert.Equal((got.Id, got.Headers["webhook-timestamp"], got.Headers["webhook-signature"]), (got.Headers["X-MLflow-Delivery-Id"], got.Headers["X-MLflow-Timestamp"], got.Headers["X-MLflow-Signature"]));
            Assert.InRange(long.Parse(got.Headers["webhook-timestamp"], null), DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        }

        Assert.Equal(("registered_model", "created", """{"name":"flights","tags":{},"description":null}"""),
            (first.Json.GetProperty("entity").GetString(), first.Json.GetProperty("action").GetString(), first.Json.GetProperty("data").GetRawText()));
        Assert.InRange(first.Json.GetProperty("timestamp").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);

        var log = await LogAsync(server, id, "delivered");
        Assert.Equal((first.Id, 3, 200), (log["deliveries.0.delivery_id"].GetString(), log["deliveries.0.attempts"].GetInt32(), log["deliveries.0.response_status"].GetInt32()));
        Assert.False(log.Has("deliveries.0.next_attempt_timestamp"));
        Assert.False(receiver.HasMore);
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task What_was_on_its_way_when_the_server_ended_still_arrives(string engine)
    {
        await using var receiver = await Receiver.StartAsync(500, 500);
        var store = await engines.EmptyStoreAsync(engine);
        string id, delivery;
        await using (var server = await Server.StartAsync(store))
        {
            id = await HookAsync(server, receiver.Url, """[{"entity": "REGISTERED_MODEL", "action": "CREATED"}]""");
            await server.NewModelAsync("flights");
            delivery = (await receiver.NextAsync()).Id;
        }

        await using var again = await Server.StartAsync(store);
        var last = await receiver.NextAsync();
        while (!receiver.Statuses.IsEmpty || receiver.HasMore)
        {
            last = await receiver.NextAsync();
        }

        Assert.Equal(delivery, last.Id);
        Assert.Equal(delivery, (await LogAsync(again, id, "delivered"))["deliveries.0.delivery_id"].GetString());
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Every_event_of_a_model_tells_what_happened(string engine)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync(engine));
        await HookAsync(server, receiver.Url, """
            [{"entity": "REGISTERED_MODEL", "action": "CREATED"}, {"entity": "MODEL_VERSION", "action": "CREATED"}, {"entity": "MODEL_VERSION_TAG", "action": "SET"}, {"entity": "MODEL_VERSION_TAG", "action": "DELETED"},
             {"entity": "MODEL_VERSION_ALIAS", "action": "CREATED"}, {"entity": "MODEL_VERSION_ALIAS", "action": "DELETED"}]
            """);

        async Task<string> ToldAsync(Task<Reply> call)
        {
            (await call).Ok();
            var got = await receiver.NextAsync();
            return $"{got.Json.GetProperty("entity")} {got.Json.GetProperty("action")} {got.Json.GetProperty("data").GetRawText()}";
        }

        Assert.Equal("""registered_model created {"name":"m","tags":{"a":"b"},"description":"d"}""",
            await ToldAsync(server.PostAsync("registered-models/create", """{"name": "m", "description": "d", "tags": [{"key": "a", "value": "b"}]}""")));
        Assert.Equal("""model_version created {"name":"m","version":"1","source":"s3://b/m","run_id":null,"tags":{},"description":null}""",
            await ToldAsync(server.PostAsync("model-versions/create", """{"name": "m", "source": "s3://b/m"}""")));
        Assert.Equal("""model_version_tag set {"name":"m","version":"1","key":"k","value":"v"}""",
            await ToldAsync(server.PostAsync("model-versions/set-tag", """{"name": "m", "version": "1", "key": "k", "value": "v"}""")));
        Assert.Equal("""model_version_tag deleted {"name":"m","version":"1","key":"k"}""",
            await ToldAsync(server.DeleteAsync("model-versions/delete-tag", """{"name": "m", "version": "1", "key": "k"}""")));
        Assert.Equal("""model_version_alias created {"name":"m","alias":"champion","version":"1"}""",
            await ToldAsync(server.PostAsync("registered-models/alias", """{"name": "m", "alias": "champion", "version": "1"}""")));
        Assert.Equal("""model_version_alias deleted {"name":"m","alias":"champion"}""",
            await ToldAsync(server.DeleteAsync("registered-models/alias", """{"name": "m", "alias": "champion"}""")));

        // Neither prompts nor what failed is told to somebody who listens for models.
        (await server.PostAsync("registered-models/create", """{"name": "m"}""")).Refused(400, "RESOURCE_ALREADY_EXISTS");
        (await server.PostAsync("registered-models/create", """{"name": "p", "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]}""")).Ok();
        Assert.Contains("\"last\"", await ToldAsync(server.PostAsync("registered-models/create", """{"name": "last"}""")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_prompts_are_told_as_such()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync("sqlite"));
        await HookAsync(server, receiver.Url, """[{"entity": "PROMPT", "action": "CREATED"}, {"entity": "PROMPT_VERSION", "action": "CREATED"}, {"entity": "PROMPT_TAG", "action": "SET"}]""");
        (await server.PostAsync("registered-models/create", """{"name": "p", "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]}""")).Ok();
        Assert.Equal("""{"name":"p","tags":{},"description":null}""", (await receiver.NextAsync()).Json.GetProperty("data").GetRawText());
        (await server.PostAsync("model-versions/create", """{"name": "p", "source": "dummy", "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}, {"key": "mlflow.prompt.text", "value": "Hi {{name}}"}]}""")).Ok();
        Assert.Equal("""{"name":"p","version":"1","template":"Hi {{name}}","tags":{},"description":null}""", (await receiver.NextAsync()).Json.GetProperty("data").GetRawText());
        (await server.PostAsync("registered-models/set-tag", """{"name": "p", "key": "k", "value": "v"}""")).Ok();
        Assert.Equal("""{"name":"p","key":"k","value":"v"}""", (await receiver.NextAsync()).Json.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_webhook_that_is_disabled_or_deleted_gets_nothing_more()
    {
        await using var receiver = await Receiver.StartAsync(500, 500);
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync("sqlite"));
        var (kept, gone) = (await HookAsync(server, receiver.Url, """[{"entity": "REGISTERED_MODEL", "action": "CREATED"}]"""), await HookAsync(server, receiver.Url, """[{"entity": "REGISTERED_MODEL", "action": "CREATED"}]"""));
        await server.NewModelAsync("flights");
        await receiver.NextAsync();
        await receiver.NextAsync();
        (await server.PatchAsync($"webhooks/{kept}", """{"status": "DISABLED"}""")).Ok();
        (await server.DeleteAsync($"webhooks/{gone}")).Ok();
        await server.NewModelAsync("trains");

        Assert.Equal("dropped", (await server.GetAsync($"webhooks/{kept}/deliveries")).Ok().Each("deliveries", "status"));
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task A_secret_of_the_standard_form_is_a_key_in_base64()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await Server.StartAsync(await engines.EmptyStoreAsync("sqlite"));
        await HookAsync(server, receiver.Url, """[{"entity": "REGISTERED_MODEL", "action": "CREATED"}]""", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        await server.NewModelAsync("flights");
        var got = await receiver.NextAsync();
        Assert.Equal(got.Signed(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), got.Headers["webhook-signature"]);
        Assert.Equal(got.Signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"u8.ToArray()), got.Headers["X-MLflow-Signature"]);
    }

    private static async Task<string> HookAsync(Server server, string url, string events, string secret = "psst") =>
        (await server.PostAsync("webhooks", $$"""{"name": "ci", "url": "{{url}}", "secret": "{{secret}}", "events": {{events}}}""")).Ok()["webhook.webhook_id"].GetString()!;

    /// <summary>The log, once its newest delivery has come as far as this.</summary>
    private static async Task<Reply> LogAsync(Server server, string id, string status)
    {
        for (var i = 0; ; i++)
        {
            var log = (await server.GetAsync($"webhooks/{id}/deliveries")).Ok();
            if (log["deliveries.0.status"].GetString() == status || i == 100)
            {
                Assert.Equal(status, log["deliveries.0.status"].GetString());
                return log;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
