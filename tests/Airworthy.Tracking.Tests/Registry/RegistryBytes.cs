namespace Airworthy.Tracking.Tests.Registry;

/// <summary>What tests of the registry send again and again.</summary>
internal static class RegistryBytes
{
    /// <summary>A new registered model with a name nobody else uses.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> NewModelAsync(this Server server, string? name = null)
    {
        name ??= Guid.NewGuid().ToString();
        (await server.PostAsync("registered-models/create", $$"""{"name": "{{name}}"}""")).Ok();
        return name;
    }

    /// <summary>The next version of a model.</summary>
    public static async Task<Reply> NewVersionAsync(this Server server, string model, string more = "") =>
        (await server.PostAsync("model-versions/create", $$"""{"name": "{{model}}", "source": "s3://bucket/model"{{more}}}""")).Ok();

    /// <summary>A new run.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> NewRunAsync(this Server server, string experiment) =>
        (await server.PostAsync("runs/create", $$"""{"experiment_id": "{{experiment}}", "user_id": "ana", "start_time": 1}""")).Ok()["run.info.run_id"].GetString()!;

    public static Task<Reply> PatchAsync(this Server server, string path, string json) => server.SendAsync("PATCH", path, json);

    public static Task<Reply> DeleteAsync(this Server server, string path, string? json = null) => server.SendAsync("DELETE", path, json);

    /// <summary>The names of an object's fields, in the order in which they travelled.</summary>
    public static string Fields(this Reply reply, string path) => string.Join(' ', reply[path].EnumerateObject().Select(f => f.Name));

    /// <summary>One text of every item of a list.</summary>
    public static string Each(this Reply reply, string list, string field) =>
        reply.Has(list) ? string.Join(' ', reply[list].EnumerateArray().Select(item => field.Split('.').Aggregate(item, (e, step) => e.GetProperty(step)).ToString())) : "";
}
