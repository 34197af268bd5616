namespace Airworthy.Tracking.Tests.Registry;

public sealed class RegisteredModelTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_model_is_made_once_and_told_as_it_was_made(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = Guid.NewGuid().ToString();
        var made = (await server.PostAsync("registered-models/create", $$"""{"name": "{{name}}", "description": "for flights", "tags": [{"key": "team", "value": "ops"}, {"key": "team", "value": "data"}]}""")).Ok();

        Assert.Equal("name creation_timestamp last_updated_timestamp description tags", made.Fields("registered_model"));
        Assert.Equal((name, "for flights", "team", "data"), (made["registered_model.name"].GetString(), made["registered_model.description"].GetString(), made["registered_model.tags.0.key"].GetString(), made["registered_model.tags.0.value"].GetString()));
        Assert.True(made["registered_model.creation_timestamp"].GetInt64() > 1_700_000_000_000);
        Assert.Equal(made.Text, (await server.GetAsync($"/ajax-api/2.0/mlflow/registered-models/get?name={name}")).Ok().Text);
        (await server.PostAsync("registered-models/create", $$"""{"name": "{{name}}"}""")).Refused(400, "RESOURCE_ALREADY_EXISTS", $"Registered Model (name={name}) already exists.");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_model_has_no_description_until_it_gets_one(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        Assert.Equal("", (await server.GetAsync($"registered-models/get?name={name}")).Ok()["registered_model.description"].GetString());

        Assert.Equal("new", (await server.PatchAsync("registered-models/update", $$"""{"name": "{{name}}", "description": "new"}""")).Ok()["registered_model.description"].GetString());
        Assert.Equal("new", (await server.GetAsync($"registered-models/get?name={name}")).Ok()["registered_model.description"].GetString());
        (await server.PatchAsync("registered-models/update", """{"name": "nobody", "description": "new"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=nobody not found");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_renamed_model_takes_versions_tags_and_aliases_with_it(string engine)
    {
        var server = await engines.OnAsync(engine);
        var (name, other, newName) = (await server.NewModelAsync(), await server.NewModelAsync(), Guid.NewGuid().ToString());
        await server.NewVersionAsync(name);
        (await server.PostAsync("registered-models/set-tag", $$"""{"name": "{{name}}", "key": "a", "value": "b"}""")).Ok("{}");
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion", "version": "1"}""")).Ok("{}");

        var renamed = (await server.PostAsync("registered-models/rename", $$"""{"name": "{{name}}", "new_name": "{{newName}}"}""")).Ok();
        Assert.Equal("name creation_timestamp last_updated_timestamp description latest_versions tags aliases", renamed.Fields("registered_model"));
        Assert.Equal((newName, newName, "champion"), (renamed["registered_model.name"].GetString(), renamed["registered_model.latest_versions.0.name"].GetString(), renamed["registered_model.aliases.0.alias"].GetString()));
        Assert.Equal(newName, (await server.GetAsync($"model-versions/get?name={newName}&version=1")).Ok()["model_version.name"].GetString());
        (await server.GetAsync($"registered-models/get?name={name}")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.GetAsync($"model-versions/get?name={name}&version=1")).Refused(404, "RESOURCE_DOES_NOT_EXIST", $"Model Version (name={name}, version=1) not found");

        (await server.PostAsync("registered-models/rename", $$"""{"name": "{{other}}", "new_name": "{{newName}}"}""")).Refused(400, "RESOURCE_ALREADY_EXISTS", $"Registered Model (name={newName}) already exists.");
        (await server.PostAsync("registered-models/rename", $$"""{"name": "{{other}}"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'new_name'.");
        (await server.PostAsync("registered-models/rename", """{"name": "nobody", "new_name": "x"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_model_is_deleted_with_its_versions_and_its_name_is_free_again(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        await server.NewVersionAsync(name, """, "tags": [{"key": "k", "value": "v"}]""");
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion", "version": "1"}""")).Ok();

        (await server.DeleteAsync("registered-models/delete", $$"""{"name": "{{name}}"}""")).Ok("{}");
        (await server.GetAsync($"registered-models/get?name={name}")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.DeleteAsync("registered-models/delete", $$"""{"name": "{{name}}"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");

        await server.NewModelAsync(name);
        var again = await server.NewVersionAsync(name);
        Assert.Equal("1", again["model_version.version"].GetString());
        Assert.False(again.Has("model_version.tags"));
        Assert.False(again.Has("model_version.aliases"));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Tags_are_set_replaced_and_deleted(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        (await server.PostAsync("registered-models/set-tag", $$"""{"name": "{{name}}", "key": "a", "value": "1"}""")).Ok("{}");
        (await server.PostAsync("registered-models/set-tag", $$"""{"name": "{{name}}", "key": "a", "value": "2"}""")).Ok("{}");
        Assert.Equal("2", (await server.GetAsync($"registered-models/get?name={name}")).Ok()["registered_model.tags.0.value"].GetString());

        (await server.DeleteAsync("registered-models/delete-tag", $$"""{"name": "{{name}}", "key": "a"}""")).Ok("{}");
        (await server.DeleteAsync("registered-models/delete-tag", $$"""{"name": "{{name}}", "key": "a"}""")).Ok("{}");
        Assert.False((await server.GetAsync($"registered-models/get?name={name}")).Ok().Has("registered_model.tags"));
        (await server.PostAsync("registered-models/set-tag", """{"name": "nobody", "key": "a", "value": "1"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.PostAsync("registered-models/set-tag", $$"""{"name": "{{name}}", "key": "bad key!", "value": "1"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "Names may only contain alphanumerics");
        (await server.DeleteAsync("registered-models/delete-tag", """{"name": "nobody", "key": "a"}""")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Every_move_of_an_alias_is_remembered(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        await server.NewVersionAsync(name);
        await server.NewVersionAsync(name);
        (await server.GetAsync($"registered-models/alias-history?name={name}")).Ok("{}");
        foreach (var version in (string[])["1", "1", "2"])
        {
            (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion", "version": "{{version}}"}""")).Ok("{}");
        }

        (await server.DeleteAsync("model-versions/delete", $$"""{"name": "{{name}}", "version": "2"}""")).Ok();
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "spare", "version": "1"}""")).Ok("{}");
        (await server.DeleteAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "spare"}""")).Ok("{}");
        (await server.DeleteAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "spare"}""")).Ok("{}");

        var moves = (await server.GetAsync($"registered-models/alias-history?name={name}")).Ok()["moves"].EnumerateArray().ToList();
        Assert.Equal("champion 1, champion 2, champion -, spare 1, spare -",
            string.Join(", ", moves.Select(m => $"{m.GetProperty("alias").GetString()} {(m.TryGetProperty("version", out var v) ? v.GetString() : "-")}")));
        var times = moves.Select(m => m.GetProperty("timestamp").GetInt64()).ToList();
        Assert.Equal(times.Order(), times);
        (await server.GetAsync("registered-models/alias-history?name=nobody")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
        (await server.DeleteAsync("registered-models/delete", $$"""{"name": "{{name}}"}""")).Ok();
        (await server.GetAsync($"registered-models/alias-history?name={name}")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task An_alias_stands_for_one_version_and_can_be_moved(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        await server.NewVersionAsync(name);
        await server.NewVersionAsync(name);
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion", "version": "1"}""")).Ok("{}");
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion", "version": "2"}""")).Ok("{}");

        var found = (await server.GetAsync($"registered-models/alias?name={name}&alias=champion")).Ok();
        Assert.Equal(("2", "champion"), (found["model_version.version"].GetString(), found["model_version.aliases.0"].GetString()));
        var model = (await server.GetAsync($"registered-models/get?name={name}")).Ok();
        Assert.Equal("""[{"alias":"champion","version":"2"}]""", model["registered_model.aliases"].GetRawText());
        Assert.Equal("2", (await server.GetAsync($"registered-models/alias?name={name}&alias=latest")).Ok()["model_version.version"].GetString());

        (await server.DeleteAsync("model-versions/delete", $$"""{"name": "{{name}}", "version": "2"}""")).Ok();
        (await server.GetAsync($"registered-models/alias?name={name}&alias=champion")).Refused(400, "INVALID_PARAMETER_VALUE", "Registered model alias champion not found.");

        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion", "version": "1"}""")).Ok();
        (await server.DeleteAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion"}""")).Ok("{}");
        (await server.DeleteAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "champion"}""")).Ok("{}");
        (await server.GetAsync($"registered-models/alias?name={name}&alias=champion")).Refused(400, "INVALID_PARAMETER_VALUE");
    }

    [Theory]
    [InlineData("latest", "1", 400, "'latest' alias name (case insensitive) is reserved.")]
    [InlineData("LATEST", "1", 400, "'latest' alias name (case insensitive) is reserved.")]
    [InlineData("v1", "1", 400, "Version alias name 'v1' is reserved.")]
    [InlineData("a b", "1", 400, "Invalid alias name: 'a b'.")]
    [InlineData("", "1", 400, "alias")]
    [InlineData("champion", "one", 400, "Model version must be an integer, got 'one'")]
    [InlineData("champion", "7", 404, "not found")]
    public async Task An_alias_that_cannot_be_set_is_refused(string alias, string version, int status, string message)
    {
        var server = await engines.OnAsync("sqlite");
        var name = await server.NewModelAsync();
        await server.NewVersionAsync(name);
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "{{alias}}", "version": "{{version}}"}"""))
            .Refused(status, status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE", message);
    }

    [Fact]
    public async Task An_alias_has_at_most_255_characters()
    {
        var server = await engines.OnAsync("sqlite");
        var name = await server.NewModelAsync();
        await server.NewVersionAsync(name);
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "{{new string('a', 255)}}", "version": "1"}""")).Ok();
        (await server.PostAsync("registered-models/alias", $$"""{"name": "{{name}}", "alias": "{{new string('a', 256)}}", "version": "1"}""")).Refused(400, "INVALID_PARAMETER_VALUE", "255");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_newest_version_of_each_stage_is_told(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        for (var i = 0; i < 3; i++)
        {
            await server.NewVersionAsync(name);
        }

        (await server.PostAsync("model-versions/transition-stage", $$"""{"name": "{{name}}", "version": "1", "stage": "production"}""")).Ok();
        Assert.Equal("1 3", (await server.PostAsync("registered-models/get-latest-versions", $$"""{"name": "{{name}}"}""")).Ok().Each("model_versions", "version"));
        Assert.Equal("1", (await server.PostAsync("registered-models/get-latest-versions", $$"""{"name": "{{name}}", "stages": ["PRODUCTION"]}""")).Ok().Each("model_versions", "version"));
        Assert.Equal("3", (await server.GetAsync($"registered-models/get-latest-versions?name={name}&stages=None")).Ok().Each("model_versions", "version"));
        (await server.GetAsync($"registered-models/get-latest-versions?name={name}&stages=Staging")).Ok("{}");
        (await server.GetAsync($"registered-models/get-latest-versions?name={name}&stages=Best")).Refused(400, "INVALID_PARAMETER_VALUE", "Invalid Model Version stage: Best. Value must be one of None, Staging, Production, Archived.");
        (await server.GetAsync("registered-models/get-latest-versions?name=nobody")).Refused(404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Theory]
    [InlineData("POST", "registered-models/create", "{}", "name")]
    [InlineData("POST", "registered-models/create", """{"name": ""}""", "name")]
    [InlineData("POST", "registered-models/create", """{"name": 5}""", "Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'.")]
    [InlineData("POST", "registered-models/rename", "{}", "name")]
    [InlineData("PATCH", "registered-models/update", "{}", "name")]
    [InlineData("DELETE", "registered-models/delete", "{}", "name")]
    [InlineData("GET", "registered-models/get", null, "name")]
    [InlineData("POST", "registered-models/get-latest-versions", "{}", "name")]
    [InlineData("POST", "registered-models/set-tag", """{"name": "a"}""", "key")]
    [InlineData("DELETE", "registered-models/delete-tag", """{"name": "a"}""", "key")]
    [InlineData("POST", "registered-models/alias", """{"name": "a", "alias": "b"}""", "version")]
    [InlineData("DELETE", "registered-models/alias", """{"name": "a"}""", "alias")]
    [InlineData("GET", "registered-models/alias?name=a", null, "alias")]
    public async Task What_is_missing_is_named(string method, string path, string? body, string parameter) =>
        (await (await engines.OnAsync("sqlite")).SendAsync(method, path, body)).Refused(400, "INVALID_PARAMETER_VALUE", parameter);
}
