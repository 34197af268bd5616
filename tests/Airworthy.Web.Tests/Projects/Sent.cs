using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Airworthy.Web.Tests.Projects;

/// <summary>Reports as <c>airworthy check --publish</c> sends them, made from the one that the report's own snapshot holds.</summary>
internal static class Sent
{
    /// <summary>A report of every status, under a name and a time.</summary>
    public static JsonObject Report(string project, string at = "2026-03-01T09:00:00Z")
    {
        var report = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "report.json")))!.AsObject();
        report["project"] = project;
        report["at"] = at;
        return report;
    }

    /// <summary>The report with a status for an item.</summary>
    public static JsonObject With(this JsonObject report, string item, string status)
    {
        report["items"]!.AsArray().First(i => (string)i!["id"]! == item)!["status"] = status;
        return report;
    }

    /// <summary>One line of a record, as the store of a project keeps it.</summary>
    public static string Record(string part, string at, double number) =>
        $$"""{"check":"{{part}}","check_version":1,"answer":"Met","says":"Seen.","measured":{"rows":{{number.ToString(System.Globalization.CultureInfo.InvariantCulture)}}},"concerns":[],"plots":[],"subject":{},"by":{"kind":"Ci","id":"ci-1"},"at":"{{at}}","took_ms":3}""";

    public static async Task<(int Status, JsonObject Answer)> PostAsync(this HttpClient http, string path, JsonNode body, string type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject());
    }

    /// <summary>Publishes a report; fails unless it is taken.</summary>
    public static async Task PublishAsync(this HttpClient http, JsonObject report, params string[] records)
    {
        var (status, answer) = await http.PostAsync($"/api/airworthy/projects/{Uri.EscapeDataString((string)report["project"]!)}/reports",
            new JsonObject { ["report"] = report, ["records"] = new JsonArray([.. records.Select(r => (JsonNode)r)]) });
        Assert.True(status == 200, answer.ToJsonString());
    }

    public static string Name() => "p-" + Guid.NewGuid().ToString("N")[..10];
}
