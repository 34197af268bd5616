using System.Text;

using Airworthy.Core.Datasets;
using Airworthy.Core.Reading;

namespace Airworthy.Data.Versions;

/// <summary>The manifests of a project on disk.</summary>
/// <param name="root">The project's folder.</param>
public sealed class ManifestFiles(string root)
{
    private const int MostBytes = YamlText.MaxLength;

    /// <summary>The manifest of a dataset, or what is wrong with it; both empty when the dataset has no version yet.</summary>
    public DatasetManifestReading Read(string dataset)
    {
        var path = DatasetManifest.PathOf(dataset);
        var full = Path.Combine(root, path);
        return !DatasetManifest.IsName(dataset) || !File.Exists(full)
            ? new DatasetManifestReading(null, [])
            : new FileInfo(full).Length > MostBytes
                ? new DatasetManifestReading(null, [new Problem(new Place(path, 0, 0), $"the file has {new FileInfo(full).Length:N0} bytes; at most {MostBytes:N0} are read. Move old versions into a manifest of another name.")])
                : DatasetManifestReader.Read(File.ReadAllBytes(full), path);
    }

    /// <summary>All manifests of the project, by name.</summary>
    public IReadOnlyList<DatasetManifestReading> ReadAll() =>
        Directory.Exists(Path.Combine(root, DatasetManifest.Folder))
            ? [.. Directory.EnumerateFiles(Path.Combine(root, DatasetManifest.Folder), "*" + DatasetManifest.Ending).Order(StringComparer.Ordinal)
                .Select(f => Read(Path.GetFileName(f)[..^DatasetManifest.Ending.Length]))]
            : [];

    /// <summary>Puts a manifest in place of the one that is there: whole, or not at all. Writers take turns (<see cref="ContentStore.TakeTurnAsync"/>).</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(DatasetManifest manifest)
    {
        var full = Path.Combine(root, DatasetManifest.PathOf(manifest.Dataset));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        WholeFile.SweepBeside(full);
        WholeFile.Write(full, file => file.Write(Encoding.UTF8.GetBytes(DatasetManifestText.Write(manifest))));
    }
}
