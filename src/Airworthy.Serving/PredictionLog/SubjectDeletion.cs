using System.Buffers;

namespace Airworthy.Serving.PredictionLog;

/// <summary>What a deletion removed.</summary>
/// <param name="Rows">Rows of the subjects, in segments and Parquet together.</param>
/// <param name="Files">Files that were written anew without them.</param>
public sealed record DeletedRows(long Rows, int Files);

/// <summary>A row of a request.</summary>
public sealed record LoggedRow(string Endpoint, string Id, int Row);

/// <summary>Removes every row about some subjects: from segments not yet converted and from Parquet.</summary>
/// <remarks>
/// Each file is written anew beside its place, read back, and then put there, so that a sudden end leaves it as it was or without them. A deletion that
/// was interrupted is simply asked for again.
/// </remarks>
/// <param name="labels">Deletes what came true of rows. It is asked before they go, since nothing else tells whose it is.</param>
internal sealed class SubjectDeletion(LogFolder folder, Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? labels = null)
{
    /// <param name="subjects">Their hashes, as entries carry them.</param>
    /// <exception cref="IOException">The disk refuses; what was removed so far stays removed.</exception>
    public async Task<DeletedRows> DeleteAsync(IReadOnlySet<string> subjects, CancellationToken cancel)
    {
        var (rows, files) = (0L, 0);
        foreach (var segment in folder.ClosedSegments())
        {
            Count(await FromSegmentAsync(segment, subjects, cancel));
        }

        foreach (var file in folder.ParquetFiles())
        {
            Count(await FromParquetAsync(file, subjects, cancel));
        }

        return new DeletedRows(rows, files);

        void Count(int removed) => (rows, files) = (rows + removed, files + (removed > 0 ? 1 : 0));
    }

    private Task ForgetLabelsAsync(IEnumerable<PredictionEntry> rows, CancellationToken cancel) =>
        labels is null ? Task.CompletedTask : labels([.. rows.Select(r => new LoggedRow(r.Endpoint, r.Id, r.Row)).Distinct()], cancel);

    private async Task<int> FromSegmentAsync(string path, IReadOnlySet<string> subjects, CancellationToken cancel)
    {
        var entries = (await Segment.ReadAsync(path, cancel)).ToList();
        var gone = entries.ToLookup(e => e.Entry.Subject is { } subject && subjects.Contains(subject));
        var stays = gone[false].ToList();
        if (stays.Count == entries.Count)
        {
            return 0;
        }

        await ForgetLabelsAsync(gone[true].Select(e => e.Entry), cancel);

        var content = new ArrayBufferWriter<byte>();
        content.Write(Frames.FileHead);
        foreach (var (_, frame) in stays)
        {
            Frames.TryAppend(content, frame.Span);
        }

        var unfinished = LogFolder.Beside(path);
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                await file.WriteAsync(content.WrittenMemory, cancel);
                await file.FlushAsync(cancel);
                file.Flush(flushToDisk: true);
            }

            LogFolder.Place(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }

        return entries.Count - stays.Count;
    }

    private async Task<int> FromParquetAsync(string path, IReadOnlySet<string> subjects, CancellationToken cancel)
    {
        if (await ParquetTable.ReadTextAsync(path, PredictionTable.SubjectColumn, cancel) is not { } column)
        {
            return 0;
        }

        var stays = column.Values.Select(s => s is null || !subjects.Contains(s)).ToList();
        var gone = stays.Count(s => !s);
        if (gone > 0 && labels is not null)
        {
            var rows = (await ParquetTable.ReadAsync(path, static c => c is "endpoint" or "id" or "row", cancel)).Where([.. stays.Select(s => !s)]);
            await ForgetLabelsAsync(Enumerable.Range(0, rows.Rows).Select(rows.EntryAt), cancel);
        }

        if (gone == stays.Count)
        {
            File.Delete(path);
            LogFolder.Settle(Path.GetDirectoryName(path)!);
        }
        else if (gone > 0)
        {
            await ParquetTable.WriteAsync((await ParquetTable.ReadAsync(path, cancel)).Where(stays), path, cancel);
        }

        return gone;
    }
}
