using System.Text;

using Airworthy.Core.Datasets;
using Airworthy.Core.Reading;

namespace Airworthy.Data.Versions;

/// <summary>The logs of deletions of a project on disk.</summary>
/// <param name="root">The project's folder.</param>
public sealed class DeletionFiles(string root)
{
    /// <summary>The log of a dataset, or what is wrong with it; both empty when nothing was ever asked to be deleted.</summary>
    public DeletionLogReading Read(string dataset)
    {
        var path = DeletionLog.PathOf(dataset);
        var full = Path.Combine(root, path);
        return !DatasetManifest.IsName(dataset) || !File.Exists(full)
            ? new DeletionLogReading(null, [])
            : new FileInfo(full).Length > YamlText.MaxLength
                ? new DeletionLogReading(null, [new Problem(new Place(path, 0, 0), $"the file has {new FileInfo(full).Length:N0} bytes; at most {YamlText.MaxLength:N0} are read. Move requests that were done long ago into a file of another name.")])
                : DeletionLogText.Read(File.ReadAllBytes(full), path);
    }

    /// <summary>Puts a log in place of the one that is there: whole, or not at all. The caller has the turn of the store.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal void Write(DeletionLog log)
    {
        var full = Path.Combine(root, DeletionLog.PathOf(log.Dataset));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        WholeFile.SweepBeside(full);
        WholeFile.Write(full, file => file.Write(Encoding.UTF8.GetBytes(DeletionLogText.Write(log))));
    }
}
