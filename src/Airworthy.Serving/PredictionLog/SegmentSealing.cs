using System.Numerics;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Converts closed segments to Parquet, one file for each endpoint and day in them, and removes a segment once all of it is there.</summary>
/// <remarks>A sudden end between the two leaves both; the conversion is then done again under the same names, so that nothing is there twice for long.</remarks>
internal sealed class SegmentSealing(LogFolder folder, LogTally tally) : IDisposable
{
    /// <summary>Of more rows than that, the room is not kept for the next segment.</summary>
    private const int UsualRows = 50_000;

    /// <summary>What the last segment was read into, and its Parquet written: the next takes its place.</summary>
    private byte[] _read = [];
    private readonly MemoryStream _written = new();

    /// <summary>Columns of the last segment, whose room the next one takes: columns of so many rows are large objects, which are collected late and cost much to make.</summary>
    private TableFilling? _columns;

    /// <summary>Converts every closed segment; one that fails stays for the next time.</summary>
    public async Task SealAsync(CancellationToken cancel)
    {
        foreach (var segment in folder.ClosedSegments())
        {
            try
            {
                tally.Seal(await SealAsync(segment, cancel));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                tally.FailSeal(e.Message);
            }
        }
    }

    private async Task<int> SealAsync(string segment, CancellationToken cancel)
    {
        var (count, parts) = (0, new Dictionary<(string Endpoint, DateOnly Date), TableFilling>());
        foreach (var (entry, _) in await Segment.ReadAsync(segment, cancel, Room))
        {
            var key = (entry.Endpoint, DateOnly.FromDateTime(entry.Time.UtcDateTime));
            (parts.TryGetValue(key, out var part) ? part : parts[key] = parts.Count == 0 ? Taken() : new TableFilling()).Add(entry);
            count++;
        }

        foreach (var (key, part) in parts)
        {
            await ParquetTable.WriteAsync(part.Table(), folder.ParquetOf(segment, key.Endpoint, key.Date), cancel, _written);
        }

        File.Delete(segment);
        if (count <= UsualRows && parts.Values.FirstOrDefault() is { } first)
        {
            first.Clear();
            _columns = first;
        }

        return count;
    }

    public void Dispose() => _written.Dispose();

    private TableFilling Taken()
    {
        var columns = _columns ?? new TableFilling();
        _columns = null;
        return columns;
    }

    /// <summary>Pinned, for a collector that moves memory together would copy it each time; and so large that a segment which is a little longer than the last one does not leave it behind.</summary>
    private byte[] Room(int bytes) => _read.Length >= bytes ? _read : _read = GC.AllocateUninitializedArray<byte>((int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)bytes), (uint)Array.MaxLength), pinned: true);
}
