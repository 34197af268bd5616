namespace Airworthy.Serving.PredictionLog;

/// <summary>Finds what is kept of one request, the newest files first.</summary>
internal sealed class EntrySearch(LogFolder folder)
{
    /// <returns>One entry per row and arm, in order of row; empty where the request was not kept.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<IReadOnlyList<PredictionEntry>> OfAsync(string endpoint, string id, CancellationToken cancel)
    {
        var found = new List<PredictionEntry>();
        bool Is(PredictionEntry entry) => entry.Id == id && entry.Endpoint == endpoint;
        foreach (var segment in folder.AllSegments().Reverse())
        {
            found.AddRange((await Segment.ReadAsync(segment, cancel)).Select(e => e.Entry).Where(Is));
        }

        // Rows of one request are handed over together: they lie in one file, or in two that follow one another.
        var left = found.Count > 0 ? 1 : int.MaxValue;
        foreach (var file in folder.ParquetOf(endpoint))
        {
            if (left-- == 0)
            {
                break;
            }

            if (await ParquetTable.ReadTextAsync(file, "id", cancel) is { } ids && ids.Values.Contains(id))
            {
                var table = (await ParquetTable.ReadAsync(file, cancel)).Where([.. ids.Values.Select(v => v == id)]);
                found.AddRange(Enumerable.Range(0, table.Rows).Select(table.EntryAt));
                left = Math.Min(left, 1);
            }
        }

        return [.. found.OrderBy(e => e.Row).ThenBy(e => e.Time).ThenBy(e => e.Arm, StringComparer.Ordinal)];
    }
}
