using System.Globalization;

using Airworthy.Client;

namespace Airworthy.Cli.Imports;

/// <summary>
/// Brings registered models into a store. Numbers of versions stay where they can; each version carries where it comes from, so an import can be repeated:
/// what was brought before, and what was changed here since, is left alone.
/// </summary>
/// <param name="runs">Runs here, by their ids there.</param>
internal sealed class ImportingModels(TrackingClient to, IReadOnlyDictionary<string, string> runs)
{
    private readonly List<string> _notes = [];

    public IEnumerable<string> Notes => _notes;

    public int Models { get; private set; }

    public int Versions { get; private set; }

    /// <summary>Versions that an earlier import brought.</summary>
    public int Known { get; private set; }

    public async Task RunAsync(IForeignRuns from, Action<string> doing, CancellationToken cancel)
    {
        var here = (await to.Models.SearchVersionsAsync(cancel: cancel).ToListAsync(cancel)).ToLookup(v => v.Name, StringComparer.Ordinal);
        await foreach (var model in from.ModelsAsync(cancel))
        {
            doing($"model {model.Name}");
            try
            {
                await BringAsync(model, [.. here[model.Name]], cancel);
            }
            catch (TrackingException e) when (e.Code == "INVALID_PARAMETER_VALUE")
            {
                _notes.Add($"The registered model {model.Name} was left out: {e.Message}");
            }
        }
    }

    private async Task BringAsync(ForeignModel model, List<ModelVersion> here, CancellationToken cancel)
    {
        var there = await to.Models.GetOrCreateAsync(model.Name, cancel);
        var isWhole = there.Tags.ContainsKey(Importing.WholeTag);
        var numbers = here.Where(v => v.Tags.ContainsKey(Importing.FromTag)).GroupBy(v => v.Tags[Importing.FromTag]).ToDictionary(g => g.Key, g => g.First().Version, StringComparer.Ordinal);
        var brought = new Dictionary<long, string>();
        foreach (var version in model.Versions.OrderBy(v => v.Number))
        {
            if (numbers.ContainsKey(SourceOf(model, version)))
            {
                Known++;
                continue;
            }

            if (await CreateAsync(model, version, cancel) is { } made)
            {
                brought[version.Number] = numbers[SourceOf(model, version)] = made;
                Versions++;
            }
        }

        foreach (var (alias, number) in model.Aliases)
        {
            await PointAsync(model, alias, number, there.Aliases.GetValueOrDefault(alias), numbers, isNew: !isWhole || brought.ContainsKey(number), cancel);
        }

        if (!isWhole)
        {
            await DescribeAsync(model, there, cancel);
            Models++;
        }
    }

    /// <summary>The version's number here; null where it was refused.</summary>
    private async Task<string?> CreateAsync(ForeignModel model, ForeignVersion version, CancellationToken cancel)
    {
        try
        {
            var run = version.RunId is { } id && runs.TryGetValue(id, out var known) ? await to.GetRunAsync(known, cancel) : null;
            var source = await SourceHereAsync(version, run, cancel);
            var tags = version.Tags.Where(t => t.Key is not (Importing.FromTag or Importing.WholeTag)).Append(new(Importing.FromTag, SourceOf(model, version)));
            var made = await to.Models.CreateVersionAsync(model.Name, source, run?.Id, version.RunLink, tags, version.Description, version.Number, cancel);
            if (version.Stage is not ("" or "None"))
            {
                await to.Models.SetStageAsync(model.Name, made.Version, version.Stage, cancel);
            }

            if (Number(made.Version) != version.Number)
            {
                _notes.Add($"Version {version.Number} of {model.Name} is version {made.Version} here: that number was taken.");
            }

            return made.Version;
        }
        catch (TrackingException e) when (e.Code == "INVALID_PARAMETER_VALUE")
        {
            _notes.Add($"Version {version.Number} of {model.Name} was left out: {e.Message}");
            return null;
        }
    }

    private async Task<string> SourceHereAsync(ForeignVersion version, Run? run, CancellationToken cancel)
    {
        if (run is null)
        {
            return version.Source;
        }

        if (version.Path is { } path)
        {
            return $"{run.ArtifactUri.TrimEnd('/')}/{path.Trim('/')}".TrimEnd('/');
        }

        if (version.Files is not { } files)
        {
            return version.Source;
        }

        // Files of a logged model become artifacts of the run that made it.
        var folder = $"models/{Folder(version.Source)}";
        await foreach (var file in files(cancel))
        {
            await using var content = await file.OpenAsync(cancel);
            await to.Artifacts.UploadAsync(run, content, $"{folder}/{file.Path}", cancel);
        }

        return $"{run.ArtifactUri.TrimEnd('/')}/{folder}";
    }

    private async Task PointAsync(ForeignModel model, string alias, long number, string? now, Dictionary<string, string> numbers, bool isNew, CancellationToken cancel)
    {
        var version = numbers.GetValueOrDefault(SourceOf(model.Name, number));
        if (version is null || (now is null && !isNew) || now == version)
        {
            return;
        }

        if (now is not null)
        {
            _notes.Add($"The alias {alias} of {model.Name} stands for version {number} there and for {now} here; it was left as it is.");
            return;
        }

        await to.Models.SetAliasAsync(model.Name, alias, version, cancel);
    }

    private async Task DescribeAsync(ForeignModel model, RegisteredModel there, CancellationToken cancel)
    {
        if (model.Description.Length > 0 && there.Description.Length == 0)
        {
            await to.Models.DescribeAsync(model.Name, model.Description, cancel);
        }

        foreach (var (key, value) in model.Tags.Where(t => t.Key != Importing.WholeTag && !there.Tags.ContainsKey(t.Key)))
        {
            await to.Models.SetTagAsync(model.Name, key, value, cancel);
        }

        await to.Models.SetTagAsync(model.Name, Importing.WholeTag, Importing.Now, cancel);
    }

    private static string SourceOf(ForeignModel model, ForeignVersion version) => SourceOf(model.Name, version.Number);

    private static string SourceOf(string name, long number) => $"mlflow:{Uri.EscapeDataString(name)}/{number.ToString(CultureInfo.InvariantCulture)}";

    private static long Number(string version) => long.Parse(version, CultureInfo.InvariantCulture);

    /// <summary>The name of the logged model in an address.</summary>
    private static string Folder(string source) => source.Split('/', ':').LastOrDefault(s => s.StartsWith("m-", StringComparison.Ordinal)) ?? "model";
}
