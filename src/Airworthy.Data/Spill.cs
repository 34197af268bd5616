using Airworthy.Core.Contracts;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>A folder of one table that its user alone can read: what does not fit into memory goes there, and it goes with the table.</summary>
/// <remarks>
/// Rows that the engine keeps in memory are written out and read back as they are in every question once they are more than it may hold: that cost up to
/// 26 times as much per question for ten times the rows. In a file of the engine they lie compressed and in their place, and cost ten times as much.
/// </remarks>
internal sealed class Spill : IDisposable
{
    /// <summary>How much larger rows are in memory than in their file: written as text, and compressed.</summary>
    private const double OfText = 1.5, OfCompressed = 8;

    private readonly bool _fits;

    private Spill(bool fits)
    {
        _fits = fits;
        Folder = Path.Combine(Path.GetTempPath(), $"airworthy-{Environment.ProcessId}-{Path.GetRandomFileName()}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Folder { get; }

    /// <summary>Where the engine keeps the rows.</summary>
    public string Place => _fits ? ":memory:" : Path.Combine(Folder, "rows.duckdb");

    /// <summary>Another connection to the same engine; the library duplicates those alone whose rows are in memory.</summary>
    public DuckDBConnection Again(DuckDBConnection connection) => _fits ? connection.Duplicate() : new DuckDBConnection(connection.ConnectionString);

    /// <summary>For rows of some files: in memory where they need at most half of what the engine may hold.</summary>
    public static Spill For(ProjectContract contract, IReadOnlyList<DataSource> sources) =>
        new(sources.SelectMany(s => s.Files).Sum(Expected) <= Memory.MbFor(contract) * 1e6 / 2);

    private static double Expected(string file) => new FileInfo(file) is { Exists: true } there
        ? there.Length * (DataFiles.FormatOf(file) == FileFormat.Parquet || file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) ? OfCompressed : OfText)
        : 0;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A file that is still held goes with the temporary folder.
        }
    }
}
