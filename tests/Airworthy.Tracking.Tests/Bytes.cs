using System.Text;
using System.Text.Json;

namespace Airworthy.Tracking.Tests;

/// <summary>What came back of one call.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body as it travelled.</param>
public sealed record Reply(int Status, string Text, string? ContentType)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>A value inside, by a path like <c>run.info.run_id</c> or <c>runs.0.data</c>; fails where there is none.</summary>
    public JsonElement this[string path]
    {
        get
        {
            var element = Json;
            foreach (var step in path.Split('.'))
            {
                element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(step, null)] : element.GetProperty(step);
            }

            return element;
        }
    }

    /// <summary>Whether the path leads to a value.</summary>
    public bool Has(string path)
    {
        try
        {
            _ = this[path];
            return true;
        }
        catch (Exception e) when (e is KeyNotFoundException or IndexOutOfRangeException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Expects success, and an exact body where one is given.</summary>
    public Reply Ok(string? body = null)
    {
        Assert.True(Status == 200, $"{Status}: {Text}");
        if (body is not null)
        {
            Assert.Equal(body, Text);
        }

        return this;
    }

    /// <summary>Expects an error of the protocol.</summary>
    /// <param name="message">What the message contains.</param>
    public Reply Refused(int status, string code, string message = "")
    {
        Assert.Equal((status, code), (Status, Json.GetProperty("error_code").GetString()));
        Assert.Contains(message, Json.GetProperty("message").GetString());
        return this;
    }
}

/// <summary>Sends raw bytes, as any client in any language would; knows no type of ours.</summary>
public static class Bytes
{
    /// <summary>Below <c>/api/2.0/mlflow/</c>, unless the path begins with a slash.</summary>
    public static Task<Reply> PostAsync(this Server server, string path, string json) => server.SendAsync("POST", path, json);

    public static Task<Reply> GetAsync(this Server server, string pathAndQuery) => server.SendAsync("GET", pathAndQuery, null);

    public static async Task<Reply> SendAsync(this Server server, string method, string path, string? json, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith('/') ? path : "/api/2.0/mlflow/" + path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { { "Content-Type", type } } };
        }

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>A new experiment with a name nobody else uses.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> NewExperimentAsync(this Server server, string? name = null) =>
        (await server.PostAsync("experiments/create", $$"""{"name": "{{name ?? Guid.NewGuid().ToString()}}"}""")).Ok()["experiment_id"].GetString()!;
}
