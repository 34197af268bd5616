using Airworthy.Serving.PredictionLog;

using CsCheck;

using DuckDB.NET.Data;

namespace Airworthy.Serving.Tests.PredictionLog;

public sealed class PredictionJournalTests : IDisposable
{
    private static readonly LogSettings s_quick = new() { Window = TimeSpan.FromMilliseconds(5) };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_logged_is_read_by_DuckDB()
    {
        await using var journal = new PredictionJournal(_folder, s_quick, TimeProvider.System);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(journal.TryAppend(Entries.Plain(i, day: i < 400 ? 1 : 2)));
        }

        Assert.True(journal.TryAppend(Entries.Plain(1_000, endpoint: "other end/point") with { Reason = "timeout", ServedBy = "baseline", Features = [LoggedValue.Of("a.b", 1)] }));
        await journal.SealAsync(Cancel);

        Assert.Equal(
            "1001|3|2|3|2001-06-01 10:00:00.000007",
            Ask("count(*), count(distinct filename), count(distinct endpoint), count(distinct (endpoint, date)), (select time from log where id = 'r7')"));
        Assert.Equal("501000.0|500|0|2001-06-01", Ask("sum(feature_distance) - 1000 * 100.5 + 1500, count(*) filter (where feature_origin = 'ATL') , count(feature_wind), min(date)"));
        Assert.Equal("baseline|other end/point|1.0|0.5", Ask("max(served_by) filter (where reason = 'timeout'), max(endpoint), max(\"feature_a.b\"), avg(inclusion)"));
        Assert.Equal("ZSTD", Ask($"(select distinct compression from parquet_metadata('{_folder.Path}/parquet/**/*.parquet'))"));
        Assert.Empty(Directory.GetFiles(_folder.Segments));
        Assert.Equal(1_001, journal.Counts.Sealed);
    }

    [Fact]
    public async Task A_column_of_numbers_in_one_file_and_of_texts_in_another_is_read_together()
    {
        await using var journal = new PredictionJournal(_folder, s_quick, TimeProvider.System);
        journal.TryAppend(Entries.Plain(1) with { Features = [LoggedValue.Of("gate", 7)] });
        await journal.SealAsync(Cancel);
        journal.TryAppend(Entries.Plain(2) with { Features = [LoggedValue.Of("gate", "B7")] });
        await journal.SealAsync(Cancel);

        Assert.Equal("7.0|B7", Ask("min(feature_gate), max(feature_gate)"));
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_every_entry_is_accounted_for()
    {
        var settings = s_quick with { Waiting = 100, Window = TimeSpan.FromMilliseconds(200) };
        await using var journal = new PredictionJournal(_folder, settings, TimeProvider.System);
        var taken = Enumerable.Range(0, 10_000).Count(i => journal.TryAppend(Entries.Plain(i)));
        await journal.FlushAsync(Cancel);

        var counts = journal.Counts;
        Assert.InRange(counts.Dropped, 1, 9_900);
        Assert.Equal((taken, 10_000 - taken, taken, 0L), (counts.Accepted, counts.Dropped, counts.Written, counts.Lost));
    }

    [Fact]
    public async Task Entries_that_come_close_together_share_one_group()
    {
        await using var journal = new PredictionJournal(_folder, new LogSettings { Window = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);
        for (var i = 0; i < 1_000; i++)
        {
            journal.TryAppend(Entries.Plain(i));
        }

        await journal.FlushAsync(Cancel);
        Assert.InRange(journal.Counts.Groups, 1, 4);
    }

    [Fact]
    public async Task A_torn_end_is_cut_and_what_came_before_it_is_kept()
    {
        await using (var journal = new PredictionJournal(_folder, s_quick, TimeProvider.System))
        {
            journal.TryAppend(Entries.Plain(1));
            journal.TryAppend(Entries.Plain(2));
        }

        var segment = Directory.GetFiles(_folder.Segments).Single();
        var whole = await File.ReadAllBytesAsync(segment, Cancel);
        await File.WriteAllBytesAsync(segment, [.. whole, .. whole[8..50]], Cancel);
        await File.WriteAllBytesAsync(Path.Combine(_folder.Segments, "0.awlog"), "nothing of ours"u8.ToArray(), Cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder, "parquet", "x.parquet.unfinished"), "", Cancel);

        await using var next = new PredictionJournal(_folder, s_quick, TimeProvider.System);
        Assert.Equal(2, next.Counts.Recovered);
        next.TryAppend(Entries.Plain(3));
        await next.SealAsync(Cancel);

        Assert.Equal("3|3", Ask("count(*), count(distinct id)"));
        Assert.Empty(Directory.GetFiles(_folder, "*.unfinished", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_segment_that_is_converted_twice_is_there_once()
    {
        byte[] kept;
        string segment;
        await using (var journal = new PredictionJournal(_folder, s_quick, TimeProvider.System))
        {
            journal.TryAppend(Entries.Plain(1));
            await journal.FlushAsync(Cancel);
            segment = Directory.GetFiles(_folder.Segments).Single();
            await using var open = new FileStream(segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            kept = new byte[open.Length];
            await open.ReadExactlyAsync(kept, Cancel);
            await journal.SealAsync(Cancel);
        }

        // As if the process had ended after the Parquet file had its name and before the segment was removed.
        await File.WriteAllBytesAsync(segment, kept, Cancel);
        await using var next = new PredictionJournal(_folder, s_quick, TimeProvider.System);
        await next.SealAsync(Cancel);

        Assert.Equal("1", Ask("count(*)"));
    }

    [Fact]
    public async Task Full_and_old_segments_are_closed_and_converted_by_themselves()
    {
        var settings = s_quick with { SegmentBytes = 4_096, SegmentAge = TimeSpan.FromMilliseconds(300) };
        await using var journal = new PredictionJournal(_folder, settings, TimeProvider.System);
        for (var i = 0; i < 100; i++)
        {
            journal.TryAppend(Entries.Plain(i));
        }

        while (journal.Counts.Sealed < 100)
        {
            await Task.Delay(20, Cancel);
        }

        journal.TryAppend(Entries.Plain(100));
        while (journal.Counts.Sealed < 101)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Equal("101", Ask("count(*)"));
    }

    [Fact]
    public async Task A_subject_is_removed_from_segments_and_from_Parquet_under_old_and_new_keys()
    {
        var path = Path.Combine(_folder, "keys");
        var first = RedactionKeys.ReadOrMake(path);
        await using var journal = new PredictionJournal(_folder, s_quick, TimeProvider.System);
        for (var i = 0; i < 10; i++)
        {
            journal.TryAppend(Entries.Plain(i, subject: first.HashOf(i % 2 == 0 ? "ana" : "bo"), day: 1 + (i % 3)));
        }

        journal.TryAppend(Entries.Plain(10, endpoint: "only-ana", subject: first.HashOf("ana")));
        await journal.SealAsync(Cancel);
        var second = RedactionKeys.Rotate(path);
        journal.TryAppend(Entries.Plain(11, subject: second.HashOf("ana")));
        journal.TryAppend(Entries.Plain(12));

        var deleted = await journal.DeleteAsync(second.HashesOf("ana").ToHashSet(), Cancel);
        Assert.Equal(new DeletedRows(7, 5), deleted);
        await journal.SealAsync(Cancel);

        Assert.Equal("6|0", Ask($"count(*), count(*) filter (where subject in ({string.Join(',', second.HashesOf("ana").Select(h => $"'{h}'"))}))"));
        Assert.Equal(new DeletedRows(0, 0), await journal.DeleteAsync(second.HashesOf("ana").ToHashSet(), Cancel));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "parquet", "endpoint=only-ana"), "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_has_one_writer()
    {
        await using var journal = new PredictionJournal(_folder, s_quick, TimeProvider.System);

        Assert.Contains("another process writes this prediction log", Assert.Throws<IOException>(() => new PredictionJournal(_folder, s_quick, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken_and_nothing_throws()
    {
        var journal = new PredictionJournal(_folder, s_quick, TimeProvider.System);
        journal.TryAppend(Entries.Plain(1));
        await journal.DisposeAsync();

        Assert.False(journal.TryAppend(Entries.Plain(2)));
        Assert.Equal((1L, 1L, 1L), (journal.Counts.Accepted, journal.Counts.Written, journal.Counts.Dropped));
    }

    [Fact]
    public Task Every_entry_that_can_be_stands_in_Parquet_as_it_was() => Entries.Any.Array[0, 50].SampleAsync(async entries =>
    {
        var table = PredictionTable.Of(entries);
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
        await ParquetTable.WriteAsync(table, path, Cancel);

        var read = await ParquetTable.ReadAsync(path, Cancel);
        Assert.Equal(table.Columns.Select(c => (c.GetType(), c.Name)), read.Columns.Select(c => (c.GetType(), c.Name)));
        for (var row = 0; row < table.Rows; row++)
        {
            var (expected, found) = (table.EntryAt(row), read.EntryAt(row));
            Assert.Equal(expected.Features, found.Features);
            Assert.Equal(expected.Outputs, found.Outputs);
            Assert.Equal(expected.Stages, found.Stages);
            Assert.Equal(expected with { Features = [], Outputs = [], Stages = [] }, found with { Features = [], Outputs = [], Stages = [] });
        }

        Assert.Equal(entries.Length, read.Rows);
    }, iter: 20);

    private string Ask(string select)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"with log as (from read_parquet('{_folder.Path}/parquet/**/*.parquet', hive_partitioning = true, union_by_name = true, filename = true)) select concat_ws('|', {select}) from log";
        return (string)command.ExecuteScalar()!;
    }
}
