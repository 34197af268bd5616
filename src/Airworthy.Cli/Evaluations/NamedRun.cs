using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Evaluations;

/// <summary>A run, found from what somebody typed.</summary>
/// <param name="Name">For a person.</param>
/// <param name="Version">The model version that was named; null when none was.</param>
internal sealed record NamedRun(Run Run, string Name, ModelVersion? Version)
{
    /// <summary>
    /// Finds it by a model version (<c>champion</c> or another alias of the project's model, its number, <c>NAME@ALIAS</c>, <c>models:/NAME/VERSION</c>), by its id, or by
    /// its name, of which the newest is meant.
    /// </summary>
    /// <returns>Null when there is no such run or version.</returns>
    /// <exception cref="Refusal">The version names no run.</exception>
    /// <exception cref="TrackingException">The server refuses or is not there.</exception>
    public static async Task<NamedRun?> FindAsync(TrackingClient client, ProjectContract contract, string word, CancellationToken cancel)
    {
        if (await VersionAsync(client, contract.Project, word, cancel) is { } version)
        {
            return await OfAsync(client, version, cancel);
        }

        if (word.Length == 32 && word.All(char.IsAsciiHexDigitLower))
        {
            try
            {
                return Of(await client.GetRunAsync(word, cancel));
            }
            catch (TrackingException e) when (e.IsNotFound)
            {
                return null;
            }
        }

        await foreach (var run in client.SearchRunsAsync([RunsPlace.ExperimentOf(contract)], $"attributes.run_name = '{word.Replace("'", "''", StringComparison.Ordinal)}'", ["attributes.start_time DESC"], cancel: cancel))
        {
            return Of(run);
        }

        return null;
    }

    public static NamedRun Of(Run run) => new(run, run.Name.Length > 0 ? run.Name : run.Id, null);

    /// <summary>The run that a version was made by.</summary>
    /// <exception cref="Refusal">The version names none.</exception>
    public static async Task<NamedRun> OfAsync(TrackingClient client, ModelVersion version, CancellationToken cancel) => string.IsNullOrEmpty(version.RunId)
        ? throw new Refusal(1, $"Version {version.Version} of {version.Name} names no run, so what it was made from cannot be found.", "Name a run, or the file with its predictions.")
        : new NamedRun(await client.GetRunAsync(version.RunId, cancel), $"{version.Name} version {version.Version}", version);

    /// <summary>The newest version of a model that was registered from a run; null where none was.</summary>
    public static async Task<ModelVersion?> NewestVersionAsync(TrackingClient client, Run run, string model, CancellationToken cancel)
    {
        ModelVersion? newest = null;
        await foreach (var version in client.Models.SearchVersionsAsync($"run_id = '{run.Id}'", cancel))
        {
            newest = version.Name == model && (newest is null || version.CreatedAt > newest.CreatedAt) ? version : newest;
        }

        return newest;
    }

    /// <summary>The versions that a model has, in words, newest first; empty when it has none.</summary>
    public static async Task<string> VersionsAsync(TrackingClient client, string model, CancellationToken cancel)
    {
        const int Shown = 10;
        var known = new List<ModelVersion>();
        await foreach (var version in client.Models.SearchVersionsAsync($"name = '{model.Replace("'", "''", StringComparison.Ordinal)}'", cancel))
        {
            known.Add(version);
        }

        var aliases = (await client.Models.FindAsync(model, cancel))?.Aliases ?? new Dictionary<string, string>();
        var names = known.OrderByDescending(v => v.CreatedAt).Select(v => v.Version + (aliases.Where(a => a.Value == v.Version).Select(a => a.Key).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } called ? $" ({string.Join(", ", called)})" : "")).ToList();
        return names.Count == 0 ? "" : string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} older" : "");
    }

    private static async Task<ModelVersion?> VersionAsync(TrackingClient client, string model, string word, CancellationToken cancel)
    {
        var plain = word.StartsWith("models:/", StringComparison.Ordinal) ? word[8..] : word;
        try
        {
            return plain.Split('@') is [var named, var alias] ? await client.Models.FindByAliasAsync(named, alias, cancel)
                : plain != word && plain.Split('/') is [var name, var number] ? await client.Models.GetVersionAsync(name, number, cancel)
                : word.Length is > 0 and < 10 && word.All(char.IsAsciiDigit) ? await client.Models.GetVersionAsync(model, word, cancel)
                : await client.Models.FindByAliasAsync(model, word, cancel);
        }
        catch (TrackingException e) when (e.IsNotFound || e.Code == "INVALID_PARAMETER_VALUE")
        {
            return null;
        }
    }
}
