using System.Globalization;

using DuckDB.NET.Data;

namespace Airworthy.Data.Media;

/// <summary>
/// What was measured of files before, by the digest of their bytes: Parquet files below <c>.airworthy/store/media</c>, one per batch, each there whole or
/// not at all. Nothing depends on it but time: what is missing or broken in it is measured again.
/// </summary>
internal sealed class MeasureCache
{
    /// <summary>Files from which they are put together into one.</summary>
    private const int Many = 24;

    private readonly string? _folder;

    /// <param name="root">The project's folder; null to remember nothing.</param>
    /// <param name="name">Of what is measured, and how.</param>
    public MeasureCache(string? root, string name) => _folder = root is null ? null : Path.Combine(root, ".airworthy", "store", "media", name);

    /// <summary>Fills the empty table <paramref name="known"/> with what is remembered.</summary>
    public async Task ReadAsync(Func<string, CancellationToken, Task> run, string known, CancellationToken cancel)
    {
        foreach (var part in Parts())
        {
            try
            {
                await run($"insert into {known} select * from read_parquet({part.Literal}) as part where digest not in (select digest from {known})", cancel);
            }
            catch (DuckDBException)
            {
                // Of another program's making, or damaged: it would be wrong for ever, so it goes.
                File.Delete(part);
            }
        }
    }

    /// <summary>Remembers the rows of a table.</summary>
    public async Task AddAsync(Func<string, CancellationToken, Task> run, string fresh, CancellationToken cancel)
    {
        if (_folder is null)
        {
            return;
        }

        StoreFolder.Make(_folder);
        await WriteAsync(run, $"select * from {fresh}", cancel);
    }

    /// <summary>Puts many small files together into one.</summary>
    public async Task SettleAsync(Func<string, CancellationToken, Task> run, string known, CancellationToken cancel)
    {
        var before = Parts();
        if (before.Count < Many)
        {
            return;
        }

        await WriteAsync(run, $"select * from {known}", cancel);
        before.ForEach(File.Delete);
    }

    private async Task WriteAsync(Func<string, CancellationToken, Task> run, string rows, CancellationToken cancel)
    {
        var name = Path.Combine(_folder!, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Path.GetRandomFileName()}"));
        try
        {
            await run($"copy ({rows}) to {(name + ".new").Literal} (format parquet, compression zstd)", cancel);
            File.Move(name + ".new", name + ".parquet");
        }
        finally
        {
            File.Delete(name + ".new");
        }
    }

    private List<string> Parts() => _folder is not null && Directory.Exists(_folder) ? [.. Directory.EnumerateFiles(_folder, "*.parquet").Order(StringComparer.Ordinal)] : [];
}
