using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>Where the files of a version lie, for programs that read them by themselves.</summary>
public static class VersionPlace
{
    /// <summary>The project's own files when they are the version's byte for byte, else a copy from the store: the one file, or the folder where there are several.</summary>
    /// <exception cref="TableException">They are neither here nor in the store.</exception>
    public static string Find(string root, ProjectContract contract, string dataset, DatasetVersion version, CancellationToken cancel)
    {
        var (folder, tree) = VersionedData.Locate(root, contract, dataset, version, cancel);
        return tree.Entries is [var only] ? Path.Combine(folder, only.Path) : folder;
    }

    /// <summary>Writes the files of a version into a folder of one's own, which nobody else reads.</summary>
    /// <returns>The one file, or the folder where there are several.</returns>
    /// <exception cref="TableException">They are neither here nor in the store.</exception>
    public static string Copy(string root, ProjectContract contract, string dataset, DatasetVersion version, string into, CancellationToken cancel)
    {
        var (folder, tree) = VersionedData.Locate(root, contract, dataset, version, cancel);
        foreach (var entry in tree.Entries)
        {
            cancel.ThrowIfCancellationRequested();
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(into, entry.Path))!);
            File.Copy(Path.Combine(folder, entry.Path), Path.Combine(into, entry.Path));
        }

        return tree.Entries is [var only] ? Path.Combine(into, only.Path) : into;
    }
}
