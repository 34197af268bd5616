using System.Globalization;

using Airworthy.Core.Evaluations;

namespace Airworthy.Cli.Monitoring;

/// <summary>The probes of a project, a file for each day below <c>.airworthy/store/probes</c>; one process writes.</summary>
internal sealed class ProbeJournal : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;

    /// <exception cref="Refusal">Another process probes for this project, or the folder cannot be written.</exception>
    public ProbeJournal(string root)
    {
        _folder = FolderOf(root);
        try
        {
            Directory.CreateDirectory(_folder);
            _lock = new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(1, $"{_folder} cannot be written: {e.Message.Split('\n')[0]}", "Where another `airworthy monitor probe` runs for this project, one is enough; --tell says what it has seen.");
        }
    }

    public void Dispose() => _lock.Dispose();

    public void Add(OutsideProbe probe) => File.AppendAllText(Path.Combine(_folder, probe.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".jsonl"), OutsideProbeJson.Line(probe) + "\n");

    /// <summary>All probes since a moment.</summary>
    public static IEnumerable<OutsideProbe> Since(string root, DateTimeOffset from) => !Directory.Exists(FolderOf(root)) ? []
        : Directory.EnumerateFiles(FolderOf(root), "*.jsonl").Where(f => string.CompareOrdinal(Path.GetFileNameWithoutExtension(f), from.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) >= 0)
            .Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(OutsideProbeJson.Read).OfType<OutsideProbe>().Where(p => p.At >= from);

    private static string FolderOf(string root) => Path.Combine(root, ".airworthy", "store", "probes");
}
