namespace Airworthy.Serving.PredictionLog;

/// <summary>Converts closed segments to Parquet, one file for each endpoint and day in them, and removes a segment once all of it is there.</summary>
/// <remarks>A sudden end between the two leaves both; the conversion is then done again under the same names, so that nothing is there twice for long.</remarks>
internal sealed class SegmentSealing(LogFolder folder, LogTally tally)
{
    /// <summary>What the last segment was read into: the next takes its place.</summary>
    private byte[] _read = [];

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
        var entries = (await Segment.ReadAsync(segment, cancel, Room)).Select(e => e.Entry).ToList();
        foreach (var part in entries.GroupBy(e => (e.Endpoint, Date: DateOnly.FromDateTime(e.Time.UtcDateTime))))
        {
            await ParquetTable.WriteAsync(PredictionTable.Of([.. part]), folder.ParquetOf(segment, part.Key.Endpoint, part.Key.Date), cancel);
        }

        File.Delete(segment);
        return entries.Count;
    }

    private byte[] Room(int bytes) => _read.Length >= bytes ? _read : _read = GC.AllocateUninitializedArray<byte>(bytes);
}
