using System.Net;
using System.Text.Json.Nodes;

using Airworthy.Serving.PredictionLog;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.PredictionLog;

/// <summary>Persons in requests: what the log keeps of them, and that it is gone when they ask for it.</summary>
public sealed class SubjectsTests : IDisposable
{
    private const string Ana = """{"age": 31, "origin": "ORD", "at": "2001-06-01T08:00:00"}""", Bo = """{"age": 52, "origin": "DFW", "at": "2001-06-01T09:00:00"}""";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_class_has_its_fate_in_the_log_and_a_row_about_nobody_keeps_no_value()
    {
        await using var host = await StartAsync(new { classes = new { age = "Internal", origin = "Personal", at = "Secret" }, subject = "passenger" });
        var keys = RedactionKeys.ReadOrMake(host.Log + ".keys");

        await PredictAsync(host, $$"""{"id": "two", "parameters": {"subject": ["ana", "bo"]}, "rows": [{{Ana}}, {{Bo}}]}""");
        await PredictAsync(host, $$"""{"id": "nobody", "rows": [{{Ana}}]}""");
        await PredictAsync(host, $$"""{"id": "header", "rows": [{{Ana}}]}""", "ana");

        var two = await FindAsync(host, "two");
        Assert.Equal([keys.HashOf("ana"), keys.HashOf("bo")], two.Select(e => e.Subject));
        Assert.Equal([LoggedValue.Of("age", 31), LoggedValue.Of("origin", keys.HashOf("ORD"))], two[0].Features);
        Assert.Equal(keys.HashOf("ana"), (await FindAsync(host, "header"))[0].Subject);
        var nobody = Assert.Single(await FindAsync(host, "nobody"));
        Assert.Null(nobody.Subject);
        Assert.Empty(nobody.Features);
        Assert.Single(nobody.Outputs);

        // The log cannot be asked again with a hash in the place of a value, and says so.
        var told = JsonNode.Parse(await host.Http.GetStringAsync("/models/late/requests/two", Cancel))!;
        Assert.Contains("keyed hash of origin", (string)told["rows"]![0]!["again"]!["why_not"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_personal_data_all_is_kept_but_what_is_classed_as_personal_or_secret()
    {
        await using var host = await StartAsync(new { classes = new { origin = "Secret" } }, logFeatures: true);
        await PredictAsync(host, $$"""{"id": "r", "rows": [{{Ana}}]}""");

        Assert.Equal(["age", "at"], (await FindAsync(host, "r"))[0].Features.Select(f => f.Name));
    }

    [Fact]
    public async Task Texts_of_which_nobody_has_said_what_they_may_be_are_not_kept_and_a_model_that_takes_the_subject_names_it_itself()
    {
        await using var host = await StartAsync(new { classes = new { age = "Internal", origin = "Internal", at = "Internal" }, subject = "origin" });
        await PredictAsync(host, $$"""{"id": "r", "rows": [{{Ana}}, {{Bo}}]}""");

        var rows = await FindAsync(host, "r");
        var keys = RedactionKeys.ReadOrMake(host.Log + ".keys");
        Assert.Equal([keys.HashOf("ORD"), keys.HashOf("DFW")], rows.Select(r => r.Subject));
        Assert.All(rows, r => Assert.Equal(["age", "at"], r.Features.Select(f => f.Name)));
    }

    [Fact]
    public async Task A_person_is_forgotten_in_segments_in_Parquet_in_shadow_answers_and_in_the_log_beside()
    {
        await using var host = await StartAsync(new { classes = new { age = "Public" }, subject = "passenger" });
        await host.RegisterAsync("late", TestModels.Columns(bias: -1));
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/2" });
        await host.LookAsync();
        await PredictAsync(host, $$"""{"id": "one", "parameters": {"subject": "ana"}, "rows": [{{Ana}}]}""");
        await host.Things.GetRequiredService<RequestLog>().SealAsync(Cancel);
        await PredictAsync(host, $$"""{"id": "two", "parameters": {"subject": ["ana", "bo"]}, "rows": [{{Ana}}, {{Bo}}]}""");
        while ((await FindAsync(host, "two")).Count < 4)
        {
            await Task.Delay(5, Cancel); // until the shadow has answered too
        }

        var keys = RedactionKeys.ReadOrMake(host.Log + ".keys");
        await using (var beside = new PredictionJournal(host.Log + "-2", new LogSettings(), TimeProvider.System))
        {
            beside.TryAppend(Entries.Plain(1, subject: keys.HashOf("ana")));
        }

        var forgotten = await host.AskAsync("/api/airworthy/predictions/forget", new { subjects = new[] { "ana" } });
        Assert.Equal((5, 0), ((int)forgotten["rows"]!, (int)forgotten["waiting"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/models/late/requests/one", Cancel)).StatusCode);
        Assert.Equal([keys.HashOf("bo"), keys.HashOf("bo")], (await FindAsync(host, "two")).Select(e => e.Subject));
        Assert.Equal((0, 0), await Rows(host.AskAsync("/api/airworthy/predictions/forget", new { subjects = new[] { "ana" } })));

        // A log that another gateway has open is told, and looks.
        await using var open = new PredictionJournal(host.Log + "-2", new LogSettings { DeletionEvery = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
        open.TryAppend(Entries.Plain(2, subject: keys.HashOf("ana")));
        await open.FlushAsync(Cancel);
        Assert.Equal((0, 1), await Rows(host.AskAsync("/api/airworthy/predictions/forget", new { subjects = new[] { "ana" } })));
        while ((await open.FindAsync("flight-delay", "r2", Cancel)).Count > 0)
        {
            await Task.Delay(5, Cancel);
        }
    }

    [Theory]
    [InlineData("""{"subjects": []}"""), InlineData("""{"subjects": [""]}"""), InlineData("{}")]
    public async Task What_names_nobody_is_refused(string body)
    {
        await using var host = await StartAsync(new { subject = "passenger" });
        Assert.Equal(400, (await host.PostAsync("/api/airworthy/predictions/forget", body)).Status);
        Assert.Equal(400, (await host.PostAsync("/models/late/predict", $$"""{"parameters": {"subject": ["a", "b", "c"]}, "rows": [{{Ana}}]}""")).Status);
    }

    [Fact]
    [Trait("Category", "slow")]
    public async Task A_deletion_that_is_killed_in_the_middle_is_brought_to_its_end_at_the_next_start()
    {
        const int Files = 300;
        string folder = _folder;
        var hash = RedactionKeys.ReadOrMake(folder + ".keys").HashOf("ana");
        await using (var journal = new PredictionJournal(folder, LoggingProcess.Settings, TimeProvider.System))
        {
            for (var i = 0; i < 2 * Files; i++)
            {
                while (!journal.TryAppend(Entries.Plain(i, endpoint: $"e{i / 2}", subject: i % 2 == 0 ? hash : null)))
                {
                    await Task.Delay(5, Cancel);
                }
            }

            await journal.SealAsync(Cancel);
        }

        int Left() => Directory.GetFiles(Path.Combine(folder, "parquet"), "*.parquet", SearchOption.AllDirectories).Count(f => ParquetTable.ReadTextAsync(f, "subject", Cancel).GetAwaiter().GetResult()!.Values.Contains(hash));
        Assert.Equal(Files, Left());
        using (var process = LoggingProcess.Start(folder, forget: hash))
        {
            var first = Directory.GetFiles(Path.Combine(folder, "parquet"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ElementAt(10);
            var before = File.GetLastWriteTimeUtc(first);
            while (File.GetLastWriteTimeUtc(first) == before)
            {
                await Task.Delay(1, Cancel);
            }

            process.Kill();
        }

        Assert.InRange(Left(), 1, Files - 1);
        await using var again = new PredictionJournal(folder, LoggingProcess.Settings, TimeProvider.System);
        while (Directory.GetFiles(Path.Combine(folder, "deletions")).Length > 0)
        {
            await Task.Delay(10, Cancel);
        }

        Assert.Equal(0, Left());
        Assert.Single(await again.FindAsync("e299", "r599", Cancel));
    }

    private static async Task<GatewayHost> StartAsync(object privacy, bool logFeatures = false)
    {
        var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns());
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/1", log_features = logFeatures, privacy });
        await host.LookAsync();
        return host;
    }

    private static async Task<(int, int)> Rows(Task<JsonNode> asked) => await asked is var answer ? ((int)answer["rows"]!, (int)answer["waiting"]!) : default;

    private static async Task PredictAsync(GatewayHost host, string body, string? subject = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/late/predict") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (subject is not null)
        {
            request.Headers.Add("X-Subject", subject);
        }

        using var answer = await host.Http.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<IReadOnlyList<PredictionEntry>> FindAsync(GatewayHost host, string id) => host.Things.GetRequiredService<RequestLog>().FindAsync("late", id, Cancel);
}
