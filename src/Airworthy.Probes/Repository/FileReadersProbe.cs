using Airworthy.Core.Observations;
using Airworthy.Core.Reading;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the modes of the files that hold the data: raw files, splits and the store. It tries nobody's password and no other machine.</summary>
public sealed class FileReadersProbe : IProbe<FileReaders>
{
    private const string Store = ".airworthy/store";

    /// <summary>Files of a place after these are not looked at.</summary>
    private const int Most = 20_000;

    public Task<Sighting<FileReaders>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (OperatingSystem.IsWindows())
        {
            return Not("On this system files have no modes that say who may read them.", "Run the check on the machine that keeps the data, or let privacy say it in the statement.");
        }

        var (places, files) = (new List<string>(), new List<string>());
        foreach (var (place, found) in Places(around))
        {
            var some = found.Take(Most).ToList();
            if (some.Count > 0)
            {
                places.Add(place);
                files.AddRange(some);
            }
        }

        if (files.Count == 0)
        {
            return Not("No file of the data is here.", "Set data.files in airworthy.yaml, or run the check where the data lie.");
        }

        var folders = new Dictionary<string, bool>();
        var open = files.Distinct().Where(f => Has(f, UnixFileMode.OtherRead) && IsOpen(Path.GetDirectoryName(f), folders)).Order(StringComparer.Ordinal).ToList();
        return Task.FromResult<Sighting<FileReaders>>(new FileReaders(places, files.Distinct().Count(), open.Count, files.Distinct().Count(f => Has(f, UnixFileMode.GroupRead)),
            [.. open.Take(5).Select(f => Path.GetRelativePath(around.Root, f))]));
    }

    private static IEnumerable<(string Place, IEnumerable<string> Files)> Places(Surroundings around)
    {
        var data = around.Contract.Data;
        foreach (var pattern in (data?.Split?.Files?.Select(f => f.Value) ?? []).Concat(data?.Files ?? []).Distinct())
        {
            var folder = Path.Combine(around.Root, pattern);
            yield return (pattern, Binding.IsInside(pattern) && Directory.Exists(folder) ? MediaListing.In(folder) : DataFiles.Find(around.Root, pattern));
        }

        foreach (var folder in new[] { Store, data?.Storage?.Data }.OfType<string>().Distinct().Select(f => f.TrimEnd('/')))
        {
            var full = Path.GetFullPath(Path.Combine(around.Root, folder));
            if (!folder.Contains("://", StringComparison.Ordinal) && full.StartsWith(Path.GetFullPath(around.Root) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Directory.Exists(full))
            {
                yield return (folder, Directory.EnumerateFiles(full, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }));
            }
        }
    }

    /// <summary>Whether every folder from the root of the file system down lets others pass.</summary>
    private static bool IsOpen(string? folder, Dictionary<string, bool> known)
    {
        if (folder is null)
        {
            return true;
        }

        if (!known.TryGetValue(folder, out var open))
        {
            known[folder] = open = Has(folder, UnixFileMode.OtherExecute) && IsOpen(Path.GetDirectoryName(folder), known);
        }

        return open;
    }

    private static bool Has(string path, UnixFileMode mode)
    {
        try
        {
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & mode) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What this account cannot see, another one is not known to read.
            return false;
        }
    }

    private static Task<Sighting<FileReaders>> Not(string because, string next) => Task.FromResult<Sighting<FileReaders>>(new Sighting<FileReaders>.NotSeen(because, next));
}
