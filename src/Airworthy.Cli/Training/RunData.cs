using Airworthy.Cli.Commands.Data;
using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Data.Versions;
using Airworthy.Pipelines.Training;

namespace Airworthy.Cli.Training;

/// <summary>Finds the data that a command gets.</summary>
internal static class RunData
{
    /// <summary>The versions that are named, else the newest of the contract's dataset, else the contract's files as they are.</summary>
    /// <param name="words"><c>flights@v0003</c>, or as in <c>data checkout</c>.</param>
    /// <param name="into">A folder of one's own for the files; null: the project's own files where they are that version, else a copy below the store, which others share.</param>
    /// <exception cref="Refusal">A version is not there, or its content is neither in the store nor in the project's files.</exception>
    public static async Task<IReadOnlyList<HandedData>> FindAsync(Project project, IReadOnlyList<string> words, string? into, CancellationToken cancel)
    {
        if (words.Count == 0 && project.Contract.Data?.Dataset is { } dataset && DataRefusals.Manifests(project.Root).Any(m => m.Dataset == dataset && m.Newest is not null))
        {
            words = [dataset];
        }

        if (words.Count == 0)
        {
            return await FilesAsync(project.Contract, project.Root, cancel);
        }

        var handed = new List<HandedData>();
        foreach (var word in words)
        {
            var (manifest, version) = DataRefusals.Find(DataRefusals.Manifests(project.Root), word);
            try
            {
                var path = await Task.Run(() => into is null
                    ? VersionPlace.Find(project.Root, project.Contract, manifest.Dataset, version, cancel)
                    : VersionPlace.Copy(project.Root, project.Contract, manifest.Dataset, version, Path.Combine(into, manifest.Dataset), cancel), cancel);
                handed.Add(new HandedData(manifest.Dataset, version.Id, version.Digest, path));
            }
            catch (TableException e)
            {
                throw new Refusal(1, e.Message, e.Next);
            }
        }

        return handed;
    }

    /// <summary>The contract's files as they are, in a folder; empty when none is there.</summary>
    public static async Task<IReadOnlyList<HandedData>> FilesAsync(ProjectContract contract, string root, CancellationToken cancel)
    {
        var files = (contract.Data?.Files ?? []).SelectMany(p => DataFiles.Find(root, p)).ToList();
        return files.Count > 0 && await DataFiles.DigestAsync(contract, root, cancel) is { } known
            ? [new HandedData(null, null, known.Digest, files.Count == 1 ? files[0] : Path.GetDirectoryName(files[0])!)]
            : [];
    }

    /// <summary>Brings the contract's files into a checkout, where git does not hold them.</summary>
    /// <param name="isNewest">Whether they are put over those that it holds.</param>
    public static async Task<IReadOnlyList<HandedData>> BringAsync(Project project, string root, bool isNewest, CancellationToken cancel)
    {
        foreach (var file in (project.Contract.Data?.Files ?? []).Concat(project.Contract.Data?.Split?.Files?.Values ?? []).SelectMany(p => DataFiles.Find(project.Root, p)))
        {
            var there = Path.Combine(root, Path.GetRelativePath(project.Root, file));
            if (isNewest || !File.Exists(there))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(there)!);
                File.Copy(file, there, overwrite: true);
            }
        }

        return await FilesAsync(project.Contract, root, cancel);
    }
}
