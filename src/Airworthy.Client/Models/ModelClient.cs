using System.Globalization;
using System.Text.Json.Serialization.Metadata;

using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>Registered models, their versions and aliases.</summary>
public sealed class ModelClient
{
    private readonly Connection _connection;

    internal ModelClient(Connection connection)
    {
        _connection = connection;
    }

    /// <summary>Makes the next version of a model from what a run logged. The model is made where there is none of this name.</summary>
    /// <param name="path">The model's folder among the run's artifacts.</param>
    public async Task<ModelVersion> RegisterAsync(string name, Run run, string path, IEnumerable<KeyValuePair<string, string>>? tags = null, string? description = null, CancellationToken cancel = default)
    {
        await GetOrCreateAsync(name, cancel);
        return await CreateVersionAsync(name, $"{run.ArtifactUri.TrimEnd('/')}/{path.Trim('/')}", run.Id, null, tags, description, cancel: cancel);
    }

    /// <summary>Makes the next version of a model that is there.</summary>
    /// <param name="source">Where its files lie.</param>
    /// <param name="runId">The run it came from; null where none is known.</param>
    /// <param name="runLink">Where that run can be looked at.</param>
    /// <param name="number">The number it shall have, as it had elsewhere; the next, where that one or a later one was given out, and on servers that do not know this.</param>
    public async Task<ModelVersion> CreateVersionAsync(
        string name, string source, string? runId = null, string? runLink = null, IEnumerable<KeyValuePair<string, string>>? tags = null, string? description = null, long? number = null,
        CancellationToken cancel = default)
    {
        var ask = new ModelAsk(name, Source: source, RunId: runId, RunLink: runLink, Tags: Plain.Pairs(tags), Description: description, Version: number?.ToString(CultureInfo.InvariantCulture));
        return ModelVersion.Of((await SendAsync(HttpMethod.Post, "model-versions/create", ask, ClientJson.Default.VersionAnswer, cancel, again: false)).ModelVersion);
    }

    /// <summary>A model by its name, made where there is none.</summary>
    public async Task<RegisteredModel> GetOrCreateAsync(string name, CancellationToken cancel = default)
    {
        if (await FindAsync(name, cancel) is { } there)
        {
            return there;
        }

        try
        {
            return RegisteredModel.Of((await SendAsync(HttpMethod.Post, "registered-models/create", new ModelAsk(name), ClientJson.Default.ModelAnswer, cancel, again: false)).RegisteredModel);
        }
        catch (TrackingException e) when (e.Code == "RESOURCE_ALREADY_EXISTS")
        {
            if (await FindAsync(name, cancel) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    /// <summary>A model by its name; null when there is none.</summary>
    public async Task<RegisteredModel?> FindAsync(string name, CancellationToken cancel = default)
    {
        try
        {
            return RegisteredModel.Of((await _connection.GetAsync("mlflow/registered-models/get", [("name", name)], ClientJson.Default.ModelAnswer, cancel)).RegisteredModel);
        }
        catch (TrackingException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>All models that match.</summary>
    public IAsyncEnumerable<RegisteredModel> SearchAsync(string? filter = null, CancellationToken cancel = default) => Plain.PagesAsync<RegisteredModel>(async token =>
    {
        var page = await _connection.GetAsync("mlflow/registered-models/search", [("filter", filter), ("max_results", "1000"), ("page_token", token)], ClientJson.Default.ModelsAnswer, cancel);
        return ([.. (page.RegisteredModels ?? []).Select(RegisteredModel.Of)], page.NextPageToken);
    }, cancel);

    /// <summary>All versions that match, of all models.</summary>
    /// <param name="filter">For example <c>name = 'flight-delay'</c>.</param>
    public IAsyncEnumerable<ModelVersion> SearchVersionsAsync(string? filter = null, CancellationToken cancel = default) => Plain.PagesAsync<ModelVersion>(async token =>
    {
        var page = await _connection.GetAsync("mlflow/model-versions/search", [("filter", filter), ("max_results", "10000"), ("page_token", token)], ClientJson.Default.VersionsAnswer, cancel);
        return ([.. (page.ModelVersions ?? []).Select(ModelVersion.Of)], page.NextPageToken);
    }, cancel);

    public async Task<ModelVersion> GetVersionAsync(string name, string version, CancellationToken cancel = default) =>
        ModelVersion.Of((await _connection.GetAsync("mlflow/model-versions/get", [("name", name), ("version", version)], ClientJson.Default.VersionAnswer, cancel)).ModelVersion);

    /// <summary>The version an alias points to; null where there is no such model or alias.</summary>
    public async Task<ModelVersion?> FindByAliasAsync(string name, string alias, CancellationToken cancel = default)
    {
        try
        {
            return ModelVersion.Of((await _connection.GetAsync("mlflow/registered-models/alias", [("name", name), ("alias", alias)], ClientJson.Default.VersionAnswer, cancel)).ModelVersion);
        }
        catch (TrackingException e) when (e.IsNotFound || e.Code == "INVALID_PARAMETER_VALUE")
        {
            return null;
        }
    }

    /// <summary>Which versions the aliases of a model stood for, and when, oldest first; null where the server keeps no such history, as other tracking servers do not.</summary>
    public async Task<IReadOnlyList<AliasMove>?> AliasMovesAsync(string name, CancellationToken cancel = default)
    {
        try
        {
            var answer = await _connection.GetAsync("mlflow/registered-models/alias-history", [("name", name)], ClientJson.Default.AliasMovesAnswer, cancel);
            return [.. (answer.Moves ?? []).Select(m => new AliasMove(m.Alias, m.Version, DateTimeOffset.FromUnixTimeMilliseconds(m.Timestamp)))];
        }
        catch (TrackingException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Where the files of a version lie.</summary>
    public async Task<string> AddressAsync(string name, string version, CancellationToken cancel = default) =>
        (await _connection.GetAsync("mlflow/model-versions/get-download-uri", [("name", name), ("version", version)], ClientJson.Default.AddressAnswer, cancel)).ArtifactUri;

    /// <summary>Lets an alias point to a version; it points to no other one any more.</summary>
    public Task SetAliasAsync(string name, string alias, string version, CancellationToken cancel = default) => DoAsync(HttpMethod.Post, "registered-models/alias", new(name, Alias: alias, Version: version), cancel);

    public Task DeleteAliasAsync(string name, string alias, CancellationToken cancel = default) => DoAsync(HttpMethod.Delete, "registered-models/alias", new(name, Alias: alias), cancel);

    public Task SetTagAsync(string name, string key, string value, CancellationToken cancel = default) => DoAsync(HttpMethod.Post, "registered-models/set-tag", new(name, Key: key, Value: value), cancel);

    public Task SetVersionTagAsync(string name, string version, string key, string value, CancellationToken cancel = default) =>
        DoAsync(HttpMethod.Post, "model-versions/set-tag", new(name, Version: version, Key: key, Value: value), cancel);

    /// <summary>Brings a version to a stage: None, Staging, Production or Archived. Others stay where they are.</summary>
    public Task SetStageAsync(string name, string version, string stage, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, "model-versions/transition-stage", new(name, Version: version, Stage: stage, ArchiveExistingVersions: false), ClientJson.Default.VersionAnswer, cancel);

    public Task DescribeAsync(string name, string description, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Patch, "registered-models/update", new(name, Description: description), ClientJson.Default.ModelAnswer, cancel);

    public Task DescribeVersionAsync(string name, string version, string description, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Patch, "model-versions/update", new(name, Version: version, Description: description), ClientJson.Default.VersionAnswer, cancel);

    public Task RenameAsync(string name, string newName, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, "registered-models/rename", new(name, NewName: newName), ClientJson.Default.ModelAnswer, cancel, again: false);

    /// <summary>Removes a model with all its versions. Files of runs stay.</summary>
    public Task DeleteAsync(string name, CancellationToken cancel = default) => DoAsync(HttpMethod.Delete, "registered-models/delete", new(name), cancel);

    public Task DeleteVersionAsync(string name, string version, CancellationToken cancel = default) => DoAsync(HttpMethod.Delete, "model-versions/delete", new(name, Version: version), cancel);

    private Task<Nothing> DoAsync(HttpMethod method, string path, ModelAsk ask, CancellationToken cancel) => SendAsync(method, path, ask, ClientJson.Default.Nothing, cancel);

    private Task<TAnswer> SendAsync<TAnswer>(HttpMethod method, string path, ModelAsk ask, JsonTypeInfo<TAnswer> answer, CancellationToken cancel, bool again = true) =>
        _connection.CallAsync(method, "mlflow/" + path, ask, ClientJson.Default.ModelAsk, answer, cancel, again);
}
