namespace Airworthy.Serving.PredictionLog;

/// <summary>Looks through the log's files: for one request, or for rows drawn at random.</summary>
internal sealed class EntrySearch(LogFolder folder)
{
    /// <summary>Files that are looked through for a draw.</summary>
    public const int MostDrawn = 6;

    /// <summary>What is kept of one request, the newest files first.</summary>
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

    /// <summary>The rows of an endpoint, without the values of their features: the newest file first.</summary>
    /// <param name="visit">Says whether it wants more.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task NewestAsync(string endpoint, Func<IReadOnlyList<PredictionEntry>, bool> visit, CancellationToken cancel)
    {
        foreach (var segment in folder.AllSegments().Reverse())
        {
            if (!visit([.. (await Segment.ReadAsync(segment, cancel)).Select(e => e.Entry).Where(e => e.Endpoint == endpoint)]))
            {
                return;
            }
        }

        foreach (var file in folder.ParquetOf(endpoint))
        {
            var table = await ParquetTable.ReadAsync(file, PredictionTable.IsNoFeature, cancel);
            if (!visit([.. Enumerable.Range(0, table.Rows).Select(table.EntryAt)]))
            {
                return;
            }
        }
    }

    /// <summary>Rows of a few files, drawn at random, since a moment.</summary>
    /// <param name="which">Rows that are wanted.</param>
    /// <param name="files">Files that are looked through: more cost more and tell more of other days.</param>
    /// <param name="ofFile">Of more wanted rows of a file, as many are drawn.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<IReadOnlyList<PredictionEntry>> DrawnAsync(string endpoint, DateTimeOffset since, Func<PredictionEntry, bool> which, CancellationToken cancel, int files = MostDrawn, int ofFile = int.MaxValue)
    {
        var found = new List<PredictionEntry>();
        string[] all = [.. folder.AllSegments(), .. folder.ParquetOf(endpoint).Where(f => File.GetLastWriteTimeUtc(f) >= since.UtcDateTime)];
        Random.Shared.Shuffle(all);
        foreach (var file in all.Take(files))
        {
            IEnumerable<PredictionEntry> entries = file.EndsWith(".parquet", StringComparison.Ordinal)
                ? await ParquetTable.ReadAsync(file, cancel) is var table ? Enumerable.Range(0, table.Rows).Select(table.EntryAt) : []
                : (await Segment.ReadAsync(file, cancel)).Select(e => e.Entry);
            var wanted = entries.Where(e => e.Endpoint == endpoint && e.Time >= since && which(e)).ToArray();
            if (wanted.Length > ofFile)
            {
                Random.Shared.Shuffle(wanted);
            }

            found.AddRange(wanted.Take(ofFile));
        }

        return found;
    }
}
