namespace Airworthy.Tracking.Tests.Registry;

public sealed class RegistrySearchTests(Engines engines)
{
    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Models_are_found_by_name_and_tag(string engine)
    {
        var server = await engines.OnAsync(engine);
        var prefix = Guid.NewGuid().ToString("N");
        foreach (var (name, tags) in new[] { ("a", """[{"key": "team", "value": "Ops"}]"""), ("b", """[{"key": "team", "value": "data"}]"""), ("C", "[]") })
        {
            (await server.PostAsync("registered-models/create", $$"""{"name": "{{prefix}}{{name}}", "tags": {{tags}}}""")).Ok();
        }

        async Task<string> FoundAsync(string filter) => (await server.GetAsync($"registered-models/search?filter={Uri.EscapeDataString($"name LIKE '{prefix}%' {filter}")}"))
            .Ok().Each("registered_models", "name").Replace(prefix, "", StringComparison.Ordinal);

        // Engines order letters differently; within one case they agree.
        Assert.Equal("C a b".Split(' ').Order(), (await FoundAsync("")).Split(' ').Order());
        Assert.Equal("C", await FoundAsync("and name LIKE '%C'"));
        Assert.Equal("C", await FoundAsync("and name ILIKE '%c'"));
        Assert.Equal("a", await FoundAsync($"and name = '{prefix}a'"));
        Assert.Equal("a b", await FoundAsync($"and name != '{prefix}C'"));
        Assert.Equal("a", await FoundAsync("and tags.team = 'Ops'"));
        Assert.Equal("b", await FoundAsync("and tag.team != 'Ops'"));
        Assert.Equal("a", await FoundAsync("and tags.team ILIKE 'op%'"));
        Assert.Equal("a b", await FoundAsync("and (tags.team = 'Ops' or tags.team = 'data')"));
        Assert.Equal("C", await FoundAsync("and tags.team is null"));
        Assert.Equal("", await FoundAsync("and name = 'x'"));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Prompts_are_found_only_when_they_are_asked_for(string engine)
    {
        var server = await engines.OnAsync(engine);
        var prefix = Guid.NewGuid().ToString("N");
        await server.NewModelAsync(prefix + "model");
        (await server.PostAsync("registered-models/create", $$"""{"name": "{{prefix}}prompt", "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]}""")).Ok();
        await server.NewVersionAsync(prefix + "model");
        (await server.PostAsync("model-versions/create", $$"""{"name": "{{prefix}}prompt", "source": "dummy-source", "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}, {"key": "mlflow.prompt.text", "value": "Hi"}]}""")).Ok();

        foreach (var what in (string[])["registered-models", "model-versions"])
        {
            async Task<string> FoundAsync(string filter) => (await server.GetAsync($"{what}/search?filter={Uri.EscapeDataString($"name LIKE '{prefix}%'{filter}")}"))
                .Ok().Each(what.Replace('-', '_'), "name").Replace(prefix, "", StringComparison.Ordinal);
            Assert.Equal("model", await FoundAsync(""));
            Assert.Equal("model", await FoundAsync(" AND tags.`mlflow.prompt.is_prompt` != 'true'"));
            Assert.Equal("model", await FoundAsync(" AND tag.`mlflow.prompt.is_prompt` != 'true'"));
            Assert.Equal("model", await FoundAsync(" AND tags.`mlflow.prompt.is_prompt` = 'false'"));
            Assert.Equal("prompt", await FoundAsync(" AND tags.`mlflow.prompt.is_prompt` = 'true'"));
            Assert.Equal("prompt", await FoundAsync(" AND tags.`mlflow.prompt.is_prompt` != 'false'"));
        }

        (await server.PostAsync("registered-models/create", $$"""{"name": "{{prefix}}prompt"}""")).Refused(400, "RESOURCE_ALREADY_EXISTS", "already taken by a prompt");
        (await server.PostAsync("model-versions/create", $$"""{"name": "{{prefix}}prompt", "source": "/etc/passwd", "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]}""")).Refused(400, "INVALID_PARAMETER_VALUE");
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Models_come_in_pages_in_the_order_asked_for(string engine)
    {
        var server = await engines.OnAsync(engine);
        var prefix = Guid.NewGuid().ToString("N");
        foreach (var name in (string[])["b", "a", "c"])
        {
            await server.NewModelAsync(prefix + name);
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        async Task<Reply> PageAsync(string more) => (await server.GetAsync($"registered-models/search?filter={Uri.EscapeDataString($"name LIKE '{prefix}%'")}{more}")).Ok();
        string Names(Reply page) => page.Each("registered_models", "name").Replace(prefix, "", StringComparison.Ordinal);

        Assert.Equal("a b c", Names(await PageAsync("")));
        Assert.Equal("c b a", Names(await PageAsync("&order_by=name DESC")));
        Assert.Equal("c a b", Names(await PageAsync("&order_by=last_updated_timestamp DESC")));
        Assert.Equal("b a c", Names(await PageAsync("&order_by=creation_timestamp")));
        var first = await PageAsync("&max_results=2");
        Assert.Equal("a b", Names(first));
        var last = await PageAsync($"&max_results=2&page_token={Uri.EscapeDataString(first["next_page_token"].GetString()!)}");
        Assert.Equal("c", Names(last));
        Assert.False(last.Has("next_page_token"));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Versions_are_found_by_what_they_are(string engine)
    {
        var server = await engines.OnAsync(engine);
        var name = await server.NewModelAsync();
        var (runA, runB) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        await server.NewVersionAsync(name, $$""", "run_id": "{{runA}}", "tags": [{"key": "k", "value": "1"}]""");
        await server.NewVersionAsync(name, $$""", "run_id": "{{runB}}", "tags": [{"key": "k", "value": "2"}]""");
        await server.NewVersionAsync(name);

        async Task<string> FoundAsync(string filter, string more = "") =>
            (await server.GetAsync($"model-versions/search?filter={Uri.EscapeDataString($"name = '{name}' {filter}")}{more}")).Ok().Each("model_versions", "version");
        Assert.Equal("3 2 1", await FoundAsync("", "&order_by=version_number DESC"));
        Assert.Equal("1 2 3", await FoundAsync("", "&order_by=version_number ASC"));
        Assert.Equal("1", await FoundAsync($"and run_id = '{runA}'"));
        Assert.Equal("1 2", await FoundAsync($"and run_id IN ('{runA}', '{runB}')", "&order_by=version_number"));
        Assert.Equal("2 3", await FoundAsync("and version_number >= 2", "&order_by=version_number"));
        Assert.Equal("2", await FoundAsync("and tags.k = '2'"));
        Assert.Equal("1 2 3", await FoundAsync("and source_path LIKE 's3://%'", "&order_by=version_number"));
        Assert.Equal("", await FoundAsync("and source_path LIKE 'S3://%'"));
        Assert.Equal("1", (await server.GetAsync($"model-versions/search?filter={Uri.EscapeDataString($"run_id='{runA}'")}")).Ok().Each("model_versions", "version"));

        (await server.PatchAsync("model-versions/update", $$"""{"name": "{{name}}", "version": "1", "description": "touched"}""")).Ok();
        Assert.StartsWith("1", await FoundAsync(""), StringComparison.Ordinal);
        var page = (await server.GetAsync($"model-versions/search?filter={Uri.EscapeDataString($"name='{name}'")}&max_results=2")).Ok();
        Assert.Equal(2, page["model_versions"].GetArrayLength());
        Assert.Equal(1, (await server.GetAsync($"model-versions/search?filter={Uri.EscapeDataString($"name='{name}'")}&max_results=2&page_token={Uri.EscapeDataString(page["next_page_token"].GetString()!)}")).Ok()["model_versions"].GetArrayLength());
    }

    [Theory]
    [InlineData("registered-models/search?filter=foo = 'a'", "Invalid attribute key 'foo' specified. Valid keys are '{'name'}'")]
    [InlineData("registered-models/search?filter=name > 'a'", "Invalid comparator '>'")]
    [InlineData("registered-models/search?filter=name = 5", "Expected a quoted string value")]
    [InlineData("registered-models/search?filter=metrics.a > 5", "Invalid entity type 'metrics'")]
    [InlineData("registered-models/search?filter=name =", "Invalid clause(s) in filter string")]
    [InlineData("registered-models/search?order_by=foo", "Invalid order by key 'foo' specified.")]
    [InlineData("registered-models/search?order_by=name&order_by=name DESC", "`order_by` contains duplicate fields")]
    [InlineData("registered-models/search?max_results=1001", "1000")]
    [InlineData("registered-models/search?page_token=!", "Invalid page token, could not base64-decode")]
    [InlineData("model-versions/search?filter=version_number = 'a'", "Expected numeric value type")]
    [InlineData("model-versions/search?filter=stage = 'a'", "Invalid attribute key 'stage' specified.")]
    [InlineData("model-versions/search?order_by=run_id", "Invalid order by key 'run_id' specified.")]
    [InlineData("model-versions/search?max_results=200001", "200000")]
    [InlineData("model-versions/search?max_results=0", "at least 1")]
    public async Task A_search_that_cannot_be_read_is_refused(string query, string message) =>
        (await (await engines.OnAsync("sqlite")).GetAsync(query)).Refused(400, "INVALID_PARAMETER_VALUE", message);
}
