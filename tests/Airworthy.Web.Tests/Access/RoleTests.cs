using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

/// <summary>Each role and what it may: a table to read.</summary>
public sealed class RoleTests(AccessFixture servers)
{
    private const string Yes = "200";
    private const string Denied = "PERMISSION_DENIED";
    private const string Hidden = "RESOURCE_DOES_NOT_EXIST";

    //                                                                                             none    viewer  editor releaser admin
    private static readonly (string Method, string Path, string? Body, string[] Expected)[] s_calls =
    [
        ("GET", "experiments/get?experiment_id=EXPERIMENT", null,                                 [Hidden, Yes,    Yes, Yes, Yes]),
        ("GET", "runs/get?run_id=RUN", null,                                                      [Hidden, Yes,    Yes, Yes, Yes]),
        ("GET", "metrics/get-history?run_id=RUN&metric_key=m", null,                              [Hidden, Yes,    Yes, Yes, Yes]),
        ("POST", "experiments/create", """{"name": "NEW"}""",                                     [Denied, Denied, Yes, Yes, Yes]),
        ("POST", "experiments/update", """{"experiment_id": "EXPERIMENT", "new_name": "NEW"}""",  [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "experiments/set-experiment-tag", """{"experiment_id": "EXPERIMENT", "key": "k", "value": "v"}""", [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "runs/create", """{"experiment_id": "EXPERIMENT"}""",                            [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "runs/log-metric", """{"run_id": "RUN", "key": "m", "value": 1, "timestamp": 1}""", [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "runs/log-parameter", """{"run_id": "RUN", "key": "p", "value": "1"}""",         [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "runs/set-tag", """{"run_id": "RUN", "key": "t", "value": "1"}""",               [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "runs/log-batch", """{"run_id": "RUN", "metrics": [{"key": "m", "value": 1, "timestamp": 2}]}""", [Hidden, Denied, Yes, Yes, Yes]),
        ("PUT", "/api/2.0/mlflow-artifacts/artifacts/EXPERIMENT/RUN/artifacts/a.txt", "hello",     [Hidden, Denied, Yes, Yes, Yes]),
        ("GET", "/get-artifact?run_id=RUN&path=a.txt", null,                                      [Hidden, Hidden, Yes, Yes, Yes]), // a viewer finds no file, since it could not write one
        ("DELETE", "/api/2.0/mlflow-artifacts/artifacts/EXPERIMENT/RUN/artifacts/a.txt", null,    [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "registered-models/create", """{"name": "mNEW"}""",                              [Denied, Denied, Yes, Yes, Yes]),
        ("GET", "registered-models/get?name=MODEL", null,                                         [Denied, Yes,    Yes, Yes, Yes]),
        ("POST", "model-versions/create", """{"name": "MODEL", "source": "s3://somewhere/else"}""", [Denied, Denied, Yes, Yes, Yes]),
        ("POST", "registered-models/alias", """{"name": "MODEL", "alias": "champion", "version": "1"}""", [Denied, Denied, Denied, Yes, Yes]),
        ("POST", "model-versions/transition-stage", """{"name": "MODEL", "version": "1", "stage": "Staging"}""", [Denied, Denied, Denied, Yes, Yes]),
        ("DELETE", "registered-models/alias", """{"name": "MODEL", "alias": "champion"}""",       [Denied, Denied, Denied, Yes, Yes]),
        ("GET", "webhooks", null,                                                                 [Denied, Denied, Denied, Denied, Yes]),
        ("POST", "runs/delete", """{"run_id": "RUN"}""",                                          [Hidden, Denied, Yes, Yes, Yes]),
        ("POST", "experiments/delete", """{"experiment_id": "EXPERIMENT"}""",                     [Hidden, Denied, Yes, Yes, Yes]),
    ];

    private static readonly (string Path, bool[] Shown)[] s_pages =
    [
        ("/access", [true, true, true, true, true]),
        ("/access/accounts", [false, false, false, false, true]),
        ("/access/accounts/viewer", [false, false, false, false, true]),
        ("/access/tokens", [false, false, false, false, true]),
        ("/access/audit", [false, false, false, false, true]),
        ("/access/experiments/0", [false, false, false, false, true]),
    ];

    private static async Task<string> OutcomeAsync(AccessServer server, string method, string path, string? body, string authorization)
    {
        var answer = await server.SendAsync(method, path, body, authorization);
        return answer.Status == 200 ? Yes : answer.Code ?? $"{answer.Status}";
    }

    private static async Task<(string Experiment, string Run)> NewRunAsync(AccessServer server, string admin)
    {
        var experiment = (await server.SendAsync("POST", "experiments/create", $$"""{"name": "{{Guid.NewGuid()}}"}""", admin)).Json.GetProperty("experiment_id").GetString()!;
        var run = (await server.SendAsync("POST", "runs/create", $$"""{"experiment_id": "{{experiment}}"}""", admin)).Json.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        return (experiment, run);
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_role_may_what_the_table_says(string engine)
    {
        var server = await servers.OnAsync(engine);
        var admin = "Bearer " + await server.TokenAsync("admin");
        var model = Guid.NewGuid().ToString();
        Assert.Equal(200, (await server.SendAsync("POST", "registered-models/create", $$"""{"name": "{{model}}"}""", admin)).Status);
        Assert.Equal(200, (await server.SendAsync("POST", "model-versions/create", $$"""{"name": "{{model}}", "source": "s3://somewhere/else"}""", admin)).Status);
        var wrong = new List<string>();
        for (var i = 0; i < Roles.All.Count; i++)
        {
            var token = "Bearer " + await server.TokenAsync(Roles.All[i]);
            var (experiment, run) = await NewRunAsync(server, admin);
            foreach (var (method, path, body, expected) in s_calls)
            {
                string Filled(string text) => text.Replace("EXPERIMENT", experiment).Replace("MODEL", model).Replace("RUN", run).Replace("NEW", Guid.NewGuid().ToString());
                var found = await OutcomeAsync(server, method, Filled(path), body is null ? null : Filled(body), token);
                if (found != expected[i])
                {
                    wrong.Add($"{Roles.All[i]}: {path} gave {found}, not {expected[i]}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("sqlite", "mlflow-artifacts:/EXPERIMENT/RUN/artifacts/model")] // as clients send it
    [InlineData("sqlite", "runs:/RUN/model")]
    [InlineData("postgresql", "runs:/RUN/model")]
    public async Task Files_of_what_was_released_are_changed_only_by_who_may_release(string engine, string source)
    {
        var server = await servers.OnAsync(engine);
        var (editor, releaser) = ("Bearer " + await server.TokenAsync("editor"), "Bearer " + await server.TokenAsync("releaser"));
        var model = Guid.NewGuid().ToString();
        var experiment = (await server.SendAsync("POST", "experiments/create", $$"""{"name": "{{model}}"}""", editor)).Json.GetProperty("experiment_id").GetString()!;
        var run = (await server.SendAsync("POST", "runs/create", $$"""{"experiment_id": "{{experiment}}"}""", editor)).Json.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        var (proxy, folder) = ("/api/2.0/mlflow-artifacts", $"{experiment}/{run}/artifacts");
        Task<string> PutAsync(string file, string by) => OutcomeAsync(server, "PUT", $"{proxy}/artifacts/{folder}/{file}", "weights", by);
        Assert.Equal(Yes, await PutAsync("model/weights", editor));
        await server.SendAsync("POST", "registered-models/create", $$"""{"name": "{{model}}"}""", editor);
        Assert.Equal(200, (await server.SendAsync("POST", "model-versions/create", $$"""{"name": "{{model}}", "source": "{{source.Replace("EXPERIMENT", experiment, StringComparison.Ordinal).Replace("RUN", run, StringComparison.Ordinal)}}", "run_id": "{{run}}"}""", editor)).Status);
        Assert.Equal(Yes, await PutAsync("model/weights", editor)); // nobody released it yet
        Assert.Equal(Yes, await OutcomeAsync(server, "POST", "registered-models/alias", $$"""{"name": "{{model}}", "alias": "champion", "version": "1"}""", releaser));

        (string Method, string Path, string? Body)[] changes =
        [
            ("PUT", $"{proxy}/artifacts/{folder}/model/weights", "others"), ("PUT", $"{proxy}/artifacts/{folder}/model/more", "others"), ("DELETE", $"{proxy}/artifacts/{folder}/model/weights", null),
            ("DELETE", $"{proxy}/artifacts/{folder}", null), // around it
            ("POST", $"{proxy}/mpu/create/{folder}/model", """{"path": "weights", "num_parts": 1}"""), ("POST", $"/api/2.0/mlflow/upload-artifact?run_uuid={run}&path=model/weights", "others"),
        ];
        foreach (var (method, path, body) in changes)
        {
            Assert.Equal((method, path, Denied), (method, path, await OutcomeAsync(server, method, path, body, editor)));
        }

        Assert.Equal("weights", (await server.SendAsync("GET", $"/get-artifact?run_id={run}&path=model/weights", authorization: editor)).Text);
        Assert.Equal(Yes, await PutAsync("model2/weights", editor)); // beside it
        Assert.Equal(Yes, await PutAsync("model/weights", releaser));
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task What_was_released_is_renamed_or_deleted_only_by_who_may_release(string engine)
    {
        var server = await servers.OnAsync(engine);
        var (editor, releaser) = ("Bearer " + await server.TokenAsync("editor"), "Bearer " + await server.TokenAsync("releaser"));
        var model = Guid.NewGuid().ToString();
        foreach (var source in (string[])["s3://a/1", "s3://a/2", "s3://a/3"])
        {
            await server.SendAsync("POST", "registered-models/create", $$"""{"name": "{{model}}"}""", editor);
            Assert.Equal(200, (await server.SendAsync("POST", "model-versions/create", $$"""{"name": "{{model}}", "source": "{{source}}"}""", editor)).Status);
        }

        Assert.Equal(Yes, await OutcomeAsync(server, "POST", "registered-models/alias", $$"""{"name": "{{model}}", "alias": "champion", "version": "1"}""", releaser));
        Assert.Equal(Yes, await OutcomeAsync(server, "POST", "model-versions/transition-stage", $$"""{"name": "{{model}}", "version": "2", "stage": "Production"}""", releaser));

        (string Path, string Method, string Body)[] takings =
        [
            ("model-versions/delete", "DELETE", $$"""{"name": "{{model}}", "version": "1"}"""), ("model-versions/delete", "DELETE", $$"""{"name": "{{model}}", "version": "2"}"""),
            ("registered-models/rename", "POST", $$"""{"name": "{{model}}", "new_name": "{{model}}x"}"""), ("registered-models/delete", "DELETE", $$"""{"name": "{{model}}"}"""),
        ];
        foreach (var (path, method, body) in takings)
        {
            Assert.Equal((path, Denied), (path, await OutcomeAsync(server, method, path, body, editor)));
        }

        Assert.Equal(Yes, await OutcomeAsync(server, "DELETE", "model-versions/delete", $$"""{"name": "{{model}}", "version": "3"}""", editor));
        Assert.Equal(Yes, await OutcomeAsync(server, "DELETE", "model-versions/delete", $$"""{"name": "{{model}}", "version": "1"}""", releaser));
        Assert.Equal(Yes, await OutcomeAsync(server, "DELETE", "registered-models/delete", $$"""{"name": "{{model}}"}""", releaser));
    }

    [Fact]
    public async Task A_page_shows_itself_to_the_roles_in_the_table()
    {
        var server = await servers.OnAsync("sqlite");
        for (var i = 0; i < Roles.All.Count; i++)
        {
            var cookie = await server.SignInAsync(Roles.All[i]);
            foreach (var (path, shown) in s_pages)
            {
                var page = await server.SendAsync("GET", path, cookie: cookie);
                Assert.Equal((path, Roles.All[i], !shown[i]), (path, Roles.All[i], page.Text.Contains("needs another role", StringComparison.Ordinal)));
            }
        }
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_right_on_one_experiment_wins_over_the_role_in_both_directions(string engine)
    {
        var server = await servers.OnAsync(engine);
        var admin = "Bearer " + await server.TokenAsync("admin");
        var boss = await server.SignInAsync("admin");
        var (experiment, run) = await NewRunAsync(server, admin);
        var no = long.Parse(experiment, null);
        async Task<string> AfterAsync(string role, Right? granted, string method, string path, string? body)
        {
            var name = "u" + Guid.NewGuid().ToString("N");
            await server.NewAccountAsync(name, Roles.Parse(role));
            var token = "Bearer " + await server.TokenAsync(name);
            if (granted is { } right)
            {
                Assert.Equal(200, (await server.FormAsync($"/access/experiments/{no}", "grant", boss, [("account", name), ("role", right.Name())])).Status);
            }

            return await OutcomeAsync(server, method, path, body, token);
        }

        var tag = $$"""{"run_id": "{{run}}", "key": "t", "value": "1"}""";
        Assert.Equal(Hidden, await AfterAsync("none", null, "GET", $"runs/get?run_id={run}", null));
        Assert.Equal(Yes, await AfterAsync("none", Right.View, "GET", $"runs/get?run_id={run}", null));
        Assert.Equal(Denied, await AfterAsync("none", Right.View, "POST", "runs/set-tag", tag));
        Assert.Equal(Yes, await AfterAsync("viewer", Right.Edit, "POST", "runs/set-tag", tag));
        Assert.Equal(Hidden, await AfterAsync("editor", Right.None, "GET", $"runs/get?run_id={run}", null));
        Assert.Equal(Denied, await AfterAsync("editor", Right.View, "POST", "runs/set-tag", tag));
        Assert.Equal(Yes, await AfterAsync("admin", Right.None, "GET", $"runs/get?run_id={run}", null));
    }

    [Fact]
    public async Task Who_administers_one_experiment_says_who_may_what_there_and_nowhere_else()
    {
        var server = await servers.OnAsync("sqlite");
        var (experiment, _) = await NewRunAsync(server, "Bearer " + await server.TokenAsync("admin"));
        var name = "u" + Guid.NewGuid().ToString("N");
        await server.NewAccountAsync(name, Right.View);
        await server.Accounts.GrantAsync(name, long.Parse(experiment, null), Right.Administer, Actor.Console, TestContext.Current.CancellationToken);
        var cookie = await server.SignInAsync(name);

        Assert.Equal(200, (await server.FormAsync($"/access/experiments/{experiment}", "grant", cookie, [("account", "editor"), ("role", "none")])).Status);
        Assert.Equal(Right.None, (await server.Accounts.FindAsync("editor", TestContext.Current.CancellationToken))!.Grants[long.Parse(experiment, null)]);
        Assert.NotEqual(200, (await server.FormAsync("/access/experiments/0", "grant", cookie, [("account", "editor"), ("role", "none")])).Status);
        Assert.False((await server.Accounts.FindAsync("editor", TestContext.Current.CancellationToken))!.Grants.ContainsKey(0));
    }
}
