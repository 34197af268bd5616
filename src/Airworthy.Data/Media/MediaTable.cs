using System.Globalization;

using Airworthy.Core.Contracts;

using DuckDB.NET.Data;

namespace Airworthy.Data.Media;

/// <summary>
/// Makes the table of a project of images or texts: the rows of its table of labels, or a row per file of its folders, and beside each what was measured
/// of its file. Files are measured a batch at a time on all processors, each content once; what was measured before is taken from the cache.
/// </summary>
/// <param name="connection">The engine that the rows will live in; it may still read and write files.</param>
/// <param name="folder">Where the table goes, and what is needed in between.</param>
internal sealed class MediaTable(DuckDBConnection connection, string folder, Core.Contracts.Media media, string? cacheRoot)
{
    /// <summary>Files per batch, after each of which what was measured is remembered.</summary>
    private const int Batch = 2_000;

    private readonly MediaKind _kind = media.Kind!.Value;
    private readonly MediaMeasure _measure = MediaMeasure.For(media.Kind!.Value);
    private int _tables;

    /// <summary>Share of the files that have been looked at, in [0, 1].</summary>
    public double Done { get; private set; }

    private string Declared => $"digest varchar, {string.Join(", ", _measure.Columns.Select(c => $"{c.Name} {c.Type}"))}, problem varchar";

    private string Cached => string.Create(CultureInfo.InvariantCulture, $"{Core.Reading.WordAttribute.Of(_kind)}-{MediaMeasure.Edition}");

    /// <summary>Brings sources to tables that have the measured columns.</summary>
    /// <exception cref="TableException">The table of labels cannot be joined to its files.</exception>
    public async Task<IReadOnlyList<DataSource>> OfAsync(IReadOnlyList<DataSource> sources, CancellationToken cancel)
    {
        await RunAsync($"create temp table known ({Declared}); create temp table fresh ({Declared}); create temp table lying (name varchar, bytes bigint, ending varchar, digest varchar, problem varchar)", cancel);
        var cache = new MeasureCache(cacheRoot, Cached);
        await cache.ReadAsync(RunAsync, "known", cancel);
        var made = new List<DataSource>();
        var parts = sources.SelectMany(s => s.Folder is null ? s.Files.GroupBy(f => Path.GetDirectoryName(f)!).Select(g => s with { Files = [.. g] }) : [s]).ToList();
        foreach (var (source, i) in parts.Select((s, i) => (s, i)))
        {
            var columns = source.Folder is not null ? [] : await ColumnsAsync(source, cancel);
            if (columns.Contains(MediaColumns.Derived))
            {
                made.Add(source);
                continue;
            }

            var files = source.Folder is not null ? await ListedAsync(source, cancel) : await NamedAsync(source, columns, cancel);
            var seen = 0;
            foreach (var batch in files.Chunk(Batch))
            {
                await MeasureAsync(batch, cache, cancel);
                seen += batch.Length;
                Done = (i + ((double)seen / files.Count)) / parts.Count;
            }

            made.Add(source with { Files = [await JoinAsync(source.Folder is not null, cancel)], Folder = null, Form = null });
        }

        await cache.SettleAsync(RunAsync, "known", cancel);
        await RunAsync("drop table known; drop table fresh; drop table lying; drop table if exists labels", cancel);
        return made;
    }

    /// <summary>Fills <c>labels</c> with a row per file of a folder.</summary>
    private async Task<IReadOnlyList<MediaFile>> ListedAsync(DataSource source, CancellationToken cancel)
    {
        var files = source.Files.Select(f => new MediaFile(Path.GetRelativePath(source.Folder!, f).Replace(Path.DirectorySeparatorChar, '/'), f)).ToList();
        var told = files.Select(f => MediaListing.Told(f.Name)).ToList();
        var extra = (Label: told.Exists(t => t.Label is not null), Split: told.Exists(t => t.Split is not null));
        await RunAsync($"create or replace temp table labels (file varchar{(extra.Label ? ", label varchar" : "")}{(extra.Split ? ", split varchar" : "")})", cancel);
        using var appender = connection.CreateAppender("temp", "main", "labels");
        foreach (var (file, (label, split)) in files.Zip(told))
        {
            var row = appender.CreateRow().AppendValue(file.Name);
            row = extra.Label ? row.AppendValue(label) : row;
            row = extra.Split ? row.AppendValue(split) : row;
            row.EndRow();
        }

        return files;
    }

    /// <summary>Fills <c>labels</c> with the rows of a table, and lists the files that they name, each once.</summary>
    private async Task<IReadOnlyList<MediaFile>> NamedAsync(DataSource source, List<string> columns, CancellationToken cancel)
    {
        if (media.Path is not { } path)
        {
            throw new TableException($"{source.Shown} is a table, and data.media.path does not say which of its columns names the files.", $"Set data.media: {{kind: {Core.Reading.WordAttribute.Of(_kind)}, path: COLUMN}}, or name a folder in data.files.");
        }

        if (!columns.Contains(path))
        {
            throw new TableException($"{source.Shown} has no column {path}, which data.media.path names; it has {string.Join(", ", columns.Take(20))}.", "Correct data.media.path in airworthy.yaml.");
        }

        if (columns.Find(c => c.StartsWith(MediaColumns.Prefix(_kind), StringComparison.OrdinalIgnoreCase)) is { } taken)
        {
            throw new TableException($"{source.Shown} has a column {taken}; names that begin with {MediaColumns.Prefix(_kind)} are kept for what is measured of the files.", "Rename that column.");
        }

        await RunAsync($"create or replace temp table labels as select * from {DataFiles.Relation(source)}", cancel);
        var beside = Path.GetDirectoryName(source.Files[0])!;
        var files = new List<MediaFile>();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select distinct cast({path.Quoted} as varchar) from labels where {path.Quoted} is not null order by 1";
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var name = rows.GetString(0);
            files.Add(new MediaFile(name, Core.Reading.Binding.IsInside(name) ? Path.GetFullPath(Path.Combine(beside, name)) : null));
        }

        return files;
    }

    private async Task MeasureAsync(MediaFile[] batch, MeasureCache cache, CancellationToken cancel)
    {
        var digests = new FileDigest[batch.Length];
        await Parallel.ForAsync(0, batch.Length, cancel, (i, stop) =>
        {
            digests[i] = FileDigest.Of(batch[i], stop);
            return ValueTask.CompletedTask;
        });
        using (var appender = connection.CreateAppender("temp", "main", "lying"))
        {
            foreach (var (file, digest) in batch.Zip(digests))
            {
                appender.CreateRow().AppendValue(file.Name).AppendValue(digest.Bytes).AppendValue(Path.GetExtension(file.Name).ToLowerInvariant()).AppendValue(digest.Digest).AppendValue(digest.Problem).EndRow();
            }
        }

        var known = await KnownAsync(cancel);
        var unknown = batch.Zip(digests).Where(p => p.Second.Digest is { } digest && !known.Contains(digest)).DistinctBy(p => p.Second.Digest).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        var measured = new Measured[unknown.Count];
        await Parallel.ForAsync(0, unknown.Count, cancel, (i, _) =>
        {
            measured[i] = Safe(unknown[i].First.Full!);
            return ValueTask.CompletedTask;
        });
        using (var appender = connection.CreateAppender("temp", "main", "fresh"))
        {
            foreach (var ((_, digest), facts) in unknown.Zip(measured))
            {
                var row = appender.CreateRow().AppendValue(digest.Digest);
                foreach (var value in facts.Values)
                {
                    row = value switch
                    {
                        null => row.AppendNullValue(),
                        long whole => row.AppendValue(whole),
                        double number => row.AppendValue(number),
                        DateTime at => row.AppendValue(at),
                        var text => row.AppendValue((string)text),
                    };
                }

                row.AppendValue(facts.Problem).EndRow();
            }
        }

        await cache.AddAsync(RunAsync, "fresh", cancel);
        await RunAsync("insert into known select * from fresh; delete from fresh", cancel);
    }

    /// <summary>A file that goes while it is read has a problem, as one that was never there.</summary>
    private Measured Safe(string path)
    {
        try
        {
            return _measure.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Measured([.. _measure.Columns.Select(_ => (object?)null)], $"unreadable: {e.Message.TrimEnd('.')}");
        }
    }

    private async Task<HashSet<string>> KnownAsync(CancellationToken cancel)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var command = connection.CreateCommand();
        command.CommandText = "select digest from known semi join lying using (digest)";
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            known.Add(rows.GetString(0));
        }

        return known;
    }

    /// <summary>
    /// Writes the labels with what was measured beside them: in the order of the labels, or, where folders were listed, in an order that tells nothing, for
    /// the order of paths is the order of classes.
    /// </summary>
    private async Task<string> JoinAsync(bool isListed, CancellationToken cancel)
    {
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"media{_tables++}.parquet"));
        var prefix = MediaColumns.Prefix(_kind);
        var measured = string.Join(", ", _measure.Columns.Select(c => $"k.{c.Name} as {prefix}{c.Name}"));
        var path = (media.Path ?? MediaColumns.File).Quoted;
        await RunAsync($"""
            copy (
                select l.*, f.ending as {MediaColumns.Ending(_kind)}, f.bytes as {prefix}bytes, {measured}, f.digest as {MediaColumns.Digest(_kind)},
                    coalesce(f.problem, k.problem, case when l.{path} is null then 'missing: the row names none' end) as {MediaColumns.Problem(_kind)}, true as {MediaColumns.Derived}
                from labels as l left join lying as f on cast(l.{path} as varchar) = f.name left join known as k on f.digest = k.digest
                order by {(isListed ? $"{Sql.StableHash("l.file")}, l.file" : "l.rowid")}
            ) to {file.Literal} (format parquet);
            delete from lying;
            """, cancel);
        return file;
    }

    private async Task<List<string>> ColumnsAsync(DataSource source, CancellationToken cancel)
    {
        var columns = new List<string>();
        await using var command = connection.CreateCommand();
        command.CommandText = $"describe select * from {DataFiles.Relation(source)}";
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            columns.Add(rows.GetString(0));
        }

        return columns;
    }

    private async Task RunAsync(string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }
}
