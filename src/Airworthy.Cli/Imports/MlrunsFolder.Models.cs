using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

using Airworthy.Core.Reading;

namespace Airworthy.Cli.Imports;

/// <remarks>
/// Registered models are in <c>models/NAME/meta.yaml</c> with <c>tags/KEY</c> and <c>aliases/ALIAS</c> (a number) beside it, their versions in <c>version-N/meta.yaml</c> with
/// <c>tags/KEY</c>. What was deleted stays as stage <c>Deleted_Internal</c>. Files of logged models are in <c>EXPERIMENT/models/m-…/artifacts</c>.
/// </remarks>
internal sealed partial class MlrunsFolder
{
    public async IAsyncEnumerable<ForeignModel> ModelsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var model in Folders(Path.Combine(folder, "models")).Where(m => File.Exists(Path.Combine(m, "meta.yaml"))))
        {
            if (Meta(model) is { } meta)
            {
                var aliases = (await TextsAsync(Path.Combine(model, "aliases"), cancel)).Select(a => (a.Key, Number: Number(a.Value.Trim(), model, $"aliases/{a.Key}"))).Where(a => a.Number is not null);
                yield return new ForeignModel(
                    Text(meta, "name") ?? Path.GetFileName(model), Text(meta, "description") ?? "", await TextsAsync(Path.Combine(model, "tags"), cancel),
                    aliases.ToDictionary(a => a.Key, a => a.Number!.Value, StringComparer.Ordinal), await VersionsAsync(model, cancel));
            }
        }
    }

    private async Task<IReadOnlyList<ForeignVersion>> VersionsAsync(string model, CancellationToken cancel)
    {
        var versions = new List<ForeignVersion>();
        foreach (var version in Folders(model).Where(v => Path.GetFileName(v).StartsWith("version-", StringComparison.Ordinal) && File.Exists(Path.Combine(v, "meta.yaml"))))
        {
            if (Meta(version) is not { } meta || Text(meta, "current_stage") == "Deleted_Internal" || Number(Text(meta, "version") ?? Path.GetFileName(version)["version-".Length..], version, "meta.yaml") is not { } number)
            {
                continue;
            }

            var (source, run) = (Text(meta, "source") ?? "", Text(meta, "run_id") is { Length: > 0 } id ? id : null);
            versions.Add(new ForeignVersion(number, Text(meta, "description") ?? "", source, run, Text(meta, "run_link"), Text(meta, "current_stage") ?? "None", await TextsAsync(Path.Combine(version, "tags"), cancel))
            {
                Path = run is null || !Folders(folder).Any(e => Directory.Exists(Path.Combine(e, run, "artifacts"))) ? null : InRun(source, run) ?? InRun(Text(meta, "storage_location") ?? "", run),
                Files = LoggedModel().Match($"{Text(meta, "model_id")} {source}") is { Success: true } logged && Artifacts(logged.Value) is { } artifacts ? _ => Files(artifacts).ToAsyncEnumerable() : null,
            });
        }

        return versions;
    }

    /// <summary>The folder among a run's artifacts that an address names; null where it names another place.</summary>
    private static string? InRun(string address, string run)
    {
        var byRun = $"runs:/{run}/";
        var byPlace = $"/{run}/artifacts/";
        return address.StartsWith(byRun, StringComparison.Ordinal) ? address[byRun.Length..]
            : address.IndexOf(byPlace, StringComparison.Ordinal) is var at and >= 0 ? address[(at + byPlace.Length)..] : null;
    }

    private string? Artifacts(string logged) => Folders(folder).Select(e => Path.Combine(e, "models", logged, "artifacts")).FirstOrDefault(Directory.Exists);

    private long? Number(string text, string inside, string where)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return number;
        }

        _notes.Add($"{Path.Combine(inside, where)} was left out: {Problem.Cut(text)} is no number of a version.");
        return null;
    }

    private static IEnumerable<string> Folders(string inside) => !Directory.Exists(inside) ? [] : Directory.EnumerateDirectories(inside, "*", s_inside).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\bm-[0-9a-zA-Z]{8,64}\b")]
    private static partial Regex LoggedModel();
}
