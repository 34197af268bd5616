using System.Buffers;
using System.IO.Compression;

using Parquet;
using Parquet.Schema;

namespace Airworthy.Serving.PredictionLog;

/// <summary>A table as a Parquet file: zstd, row groups of 8,192 rows.</summary>
internal static class ParquetTable
{
    /// <summary>Of a group of so many rows the library's own arrays are small objects, or nearly: large ones are collected late, and stay in the process's memory.</summary>
    private const int GroupRows = 8_192;

    /// <summary>Of a file that is read back to be compared, so much at once.</summary>
    private const int Part = 64 << 10;

    // Identifiers differ from row to row: a sample says so, and no dictionary of all is made to find it out.
    private static readonly ParquetOptions s_options = new() { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest, DictionaryEncodingSampleSize = 512 };

    /// <summary>Writes a file whole: beside its place, durable, read back and compared, and only then under its name.</summary>
    /// <param name="room">Where its bytes are made, in place of whatever is there; null: a new one.</param>
    /// <exception cref="IOException">The disk refuses, or gives back something else than was written; nothing lies at <paramref name="path"/> that did not before.</exception>
    public static async Task WriteAsync(PredictionTable table, string path, CancellationToken cancel, MemoryStream? room = null)
    {
        var bytes = room ?? new MemoryStream();
        bytes.SetLength(0);
        await WriteAsync(table, bytes, cancel);
        var written = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = LogFolder.Beside(path);
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                await file.WriteAsync(written, cancel);
                file.Flush(flushToDisk: true);
                await CompareAsync(file, written, path, cancel);
            }

            LogFolder.Place(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task CompareAsync(FileStream file, ReadOnlyMemory<byte> written, string path, CancellationToken cancel)
    {
        var part = ArrayPool<byte>.Shared.Rent(Part);
        try
        {
            file.Position = 0;
            for (int read, at = 0; at < written.Length || at < file.Length; at += read)
            {
                read = await file.ReadAsync(part.AsMemory(0, Part), cancel);
                if (read == 0 || at + read > written.Length || !written.Span.Slice(at, read).SequenceEqual(part.AsSpan(0, read)))
                {
                    throw new IOException($"{path}: what was read back is not what was written.");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    public static Task<PredictionTable> ReadAsync(string path, CancellationToken cancel) => ReadAsync(path, static _ => true, cancel);

    /// <param name="which">The columns that are read, by their names.</param>
    public static async Task<PredictionTable> ReadAsync(string path, Func<string, bool> which, CancellationToken cancel)
    {
        await using var reader = await ParquetReader.CreateAsync(path, s_options, cancel);
        return new PredictionTable(await ReadAsync(reader, [.. reader.Schema.DataFields.Where(f => which(f.Name))], cancel));
    }

    /// <summary>One column alone, so that a file in which nothing is looked for costs little; null when the file has none of that name.</summary>
    public static async Task<TextColumn?> ReadTextAsync(string path, string name, CancellationToken cancel)
    {
        await using var reader = await ParquetReader.CreateAsync(path, s_options, cancel);
        var field = reader.Schema.DataFields.FirstOrDefault(f => f.Name == name);
        return field is null ? null : (await ReadAsync(reader, [field], cancel))[0] as TextColumn;
    }

    private static async Task WriteAsync(PredictionTable table, Stream to, CancellationToken cancel)
    {
        var schema = new ParquetSchema(table.Columns.Select(c => c.Field as Field));
        await using var writer = await ParquetWriter.CreateAsync(schema, to, s_options, cancellationToken: cancel);
        for (var from = 0; from < table.Rows; from += GroupRows)
        {
            using var group = writer.CreateRowGroup();
            for (var c = 0; c < table.Columns.Count; c++)
            {
                await table.Columns[c].WriteAsync(group, schema.DataFields[c], from, Math.Min(GroupRows, table.Rows - from));
            }
        }
    }

    private static async Task<List<TableColumn>> ReadAsync(ParquetReader reader, DataField[] fields, CancellationToken cancel)
    {
        var columns = fields.Select(TableColumn.For).ToList();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            for (var c = 0; c < columns.Count; c++)
            {
                await columns[c].ReadAsync(group, fields[c], cancel);
            }
        }

        return columns;
    }
}
