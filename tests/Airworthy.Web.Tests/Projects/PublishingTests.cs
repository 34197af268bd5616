using System.Text.Json.Nodes;

namespace Airworthy.Web.Tests.Projects;

public sealed class PublishingTests(ServerFixture server)
{
    private static string Reports(string project) => $"/api/airworthy/projects/{project}/reports";

    [Fact]
    public async Task A_report_is_kept_whole_and_the_same_one_once()
    {
        var name = Sent.Name();
        var body = new JsonObject { ["report"] = Sent.Report(name), ["records"] = new JsonArray(Sent.Record("data-schema/columns", "2026-03-01T08:00:00Z", 5)) };

        var first = await server.Http.PostAsync(Reports(name), body);
        var again = await server.Http.PostAsync(Reports(name), body);
        var kept = JsonNode.Parse(await server.Http.GetStringAsync(new Uri($"{Reports(name)}/latest", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal((200, 200), (first.Status, again.Status));
        Assert.Equal((true, false), ((bool)first.Answer["new"]!, (bool)again.Answer["new"]!));
        Assert.Equal((1, 0), ((int)first.Answer["new_records"]!, (int)again.Answer["new_records"]!));
        Assert.Equal($"/projects/{name}", (string)first.Answer["page"]!);
        Assert.True(JsonNode.DeepEquals(Sent.Report(name), kept));
    }

    [Fact]
    public async Task The_newest_report_is_that_of_the_latest_time_whatever_came_last()
    {
        var name = Sent.Name();
        await server.Http.PublishAsync(Sent.Report(name, "2026-03-02T09:00:00Z"));
        await server.Http.PublishAsync(Sent.Report(name, "2026-03-01T09:00:00Z"));

        var kept = JsonNode.Parse(await server.Http.GetStringAsync(new Uri($"{Reports(name)}/latest", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal("2026-03-02T09:00:00Z", (string)kept!["at"]!);
    }

    [Fact]
    public async Task Only_records_that_are_missing_are_asked_for()
    {
        var name = Sent.Name();
        var lines = Enumerable.Range(0, 3).Select(i => Sent.Record("data-schema/columns", $"2026-03-0{i + 1}T08:00:00Z", i)).ToList();
        var ids = lines.Select(l => Core.Records.CheckRecord.Parse(l)!.Id).ToList();
        await server.Http.PostAsync($"/api/airworthy/projects/{name}/records", new JsonObject { ["records"] = new JsonArray(lines[0]) });

        var (status, answer) = await server.Http.PostAsync($"/api/airworthy/projects/{name}/records/missing", new JsonObject { ["ids"] = new JsonArray([.. ids.Select(i => (JsonNode)i)]) });

        Assert.Equal(200, status);
        Assert.Equal(ids[1..], answer["ids"]!.AsArray().Select(i => (string)i!));
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "no report at all", "{}", "'report'" },
        { "no object", """{"report": "green"}""", "no JSON object" },
        { "no format", """{"report": {"project": "NAME"}}""", "no format" },
        { "a newer format", """{"report": {"format": 2}}""", "up to 1" },
        { "no items", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z"}}""", "report.items has 0" },
        { "a null in a list", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z", "items": [null]}}""", "report.items[0] is null" },
        { "a text for a list", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z", "items": "all"}}""", "report.items is not as" },
        { "a null for a text", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z", "items": [{"id": null}]}}""", "is not as" },
        { "an item twice", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z", "items": [{"id": "a"}, {"id": "a"}]}}""", "has a twice" },
        { "another project's", """{"report": {"format": 1, "project": "other", "at": "2026-01-01T00:00:00Z", "items": [{"id": "a"}]}}""", "of the project 'other'" },
        { "a plot of an unknown kind", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z", "items": [{"id": "a", "parts": [{"id": "a/b", "plots": [{"kind": "pie", "title": "t"}]}]}]}}""", "of the kind pie" },
        { "rows that are too long", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z", "items": [{"id": "a", "parts": [{"id": "a/b", "shown": {"columns": ["x"], "rows": [["1", "2"]]}}]}]}}""", "not as long as" },
        { "a record that is none", """{"report": {"format": 1, "project": "NAME", "at": "2026-01-01T00:00:00Z", "items": [{"id": "a"}]}, "records": ["{}"]}""", "records[0]" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_is_no_report_is_refused_in_one_message_and_nothing_is_kept(string what, string body, string says)
    {
        var name = Sent.Name();

        var (status, answer) = await server.Http.PostAsync(Reports(name), JsonNode.Parse(body.Replace("NAME", name, StringComparison.Ordinal))!);
        using var kept = await server.Http.GetAsync(new Uri($"{Reports(name)}/latest", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.True(status == 400, what);
        Assert.Equal("INVALID_PARAMETER_VALUE", (string)answer["error_code"]!);
        Assert.Contains(says, (string)answer["message"]!);
        Assert.Equal(404, (int)kept.StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_site_publishes_nothing()
    {
        var name = Sent.Name();

        var (status, _) = await server.Http.PostAsync(Reports(name), new JsonObject { ["report"] = Sent.Report(name) }, "text/plain");

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task A_report_that_is_too_large_is_refused()
    {
        var name = Sent.Name();
        var report = Sent.Report(name);
        report["items"]!.AsArray()[0]!["why"] = new string('x', Web.Projects.ReportReading.Largest);

        var (status, answer) = await server.Http.PostAsync(Reports(name), new JsonObject { ["report"] = report });

        Assert.Equal(400, status);
        Assert.Contains("at most", (string)answer["message"]!);
    }
}
