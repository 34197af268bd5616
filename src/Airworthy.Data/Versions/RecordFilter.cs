using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>
/// Copies a text file without some of its records; every other record stays as it is, character by character, so that only what holds a deleted row changes.
/// Streams the file once. Whoever calls compares what was written with what the engine reads.
/// </summary>
internal static class RecordFilter
{
    /// <summary>Characters of one record; a longer one is no table.</summary>
    private const int LongestRecord = 50_000_000;

    /// <summary>Whether files of this name can be filtered: plain or gzip, CSV or JSON lines.</summary>
    public static bool CanFilter(string file) => DataFiles.FormatOf(file) is FileFormat.Csv or FileFormat.Json && !file.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);

    /// <returns>How many records were left out.</returns>
    /// <exception cref="TableException">The file is not made of such records.</exception>
    public static long Without(string file, string shown, string target, TextForm? form, string column, Func<string, bool> goes, CancellationToken cancel)
    {
        using var from = Reading(file);
        using var to = Writing(target, file);
        var encoding = EncodingOf(file, form);
        using var reader = new StreamReader(from, encoding, detectEncodingFromByteOrderMarks: false, 1 << 16);
        using var writer = new StreamWriter(to, encoding, 1 << 16);
        var records = Records(reader, shown, DataFiles.FormatOf(file) == FileFormat.Csv ? Quote(form) : null, cancel);
        return DataFiles.FormatOf(file) == FileFormat.Csv ? Csv(records, writer, shown, form, column, goes) : Json(records, writer, shown, column, goes);
    }

    private static long Csv(IEnumerable<string> records, StreamWriter writer, string shown, TextForm? form, string column, Func<string, bool> goes)
    {
        var (quote, delimiter, at, gone) = (Quote(form), '\0', -1, 0L);
        foreach (var record in records)
        {
            if (at < 0)
            {
                delimiter = form?.Separator ?? DataFiles.Delimiter(record);
                at = Fields(record.TrimStart('\uFEFF'), delimiter, quote).ToList().FindIndex(f => f.Trim() == column);
                if (at < 0)
                {
                    throw new TableException($"The first line of {shown} names no column {column}.", "Name the column that says whose row it is with --column.");
                }

                writer.Write(record);
            }
            else if (Fields(record, delimiter, quote).ElementAtOrDefault(at) is { Length: > 0 } key && goes(key))
            {
                gone++;
            }
            else
            {
                writer.Write(record);
            }
        }

        return gone;
    }

    private static long Json(IEnumerable<string> records, StreamWriter writer, string shown, string column, Func<string, bool> goes)
    {
        var gone = 0L;
        foreach (var record in records)
        {
            if (!string.IsNullOrWhiteSpace(record) && KeyOf(record, shown, column) is { Length: > 0 } key && goes(key))
            {
                gone++;
            }
            else
            {
                writer.Write(record);
            }
        }

        return gone;
    }

    private static string? KeyOf(string record, string shown, string column)
    {
        try
        {
            using var line = JsonDocument.Parse(record.TrimStart('\uFEFF'));
            return line.RootElement.ValueKind != JsonValueKind.Object ? throw new JsonException("a record is no object")
                : !line.RootElement.TryGetProperty(column, out var value) ? null
                : value.ValueKind == JsonValueKind.String ? value.GetString()
                : value.ValueKind is JsonValueKind.Null ? null : value.GetRawText();
        }
        catch (JsonException e)
        {
            throw new TableException($"{shown} is not one record of JSON per line: {e.Message}", "Write it again as JSON lines, or take the rows out where the data come from and run `airworthy data add`.");
        }
    }

    /// <summary>The records with their ends, quotes respected where there are some.</summary>
    private static IEnumerable<string> Records(StreamReader reader, string shown, char? quote, CancellationToken cancel)
    {
        var record = new StringBuilder();
        var buffer = ArrayPool<char>.Shared.Rent(1 << 16);
        var quoted = false;
        try
        {
            while (reader.Read(buffer, 0, buffer.Length) is var read and > 0)
            {
                cancel.ThrowIfCancellationRequested();
                var begun = 0;
                for (var i = 0; i < read; i++)
                {
                    quoted ^= buffer[i] == quote;
                    if (buffer[i] == '\n' && !quoted)
                    {
                        record.Append(buffer, begun, i + 1 - begun);
                        yield return record.ToString();
                        record.Clear();
                        begun = i + 1;
                    }
                }

                record.Append(buffer, begun, read - begun);
                if (record.Length > LongestRecord)
                {
                    throw new TableException($"{shown} has a record of more than {LongestRecord:N0} characters.", "Look for a quote that never ends.");
                }
            }

            if (record.Length > 0)
            {
                yield return record.ToString();
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>The fields of a record as they mean, without the quotes around them.</summary>
    private static IEnumerable<string> Fields(string record, char delimiter, char quote)
    {
        var (field, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < record.Length; i++)
        {
            var c = record[i];
            if (c == quote)
            {
                // Two quotes inside of quotes are one.
                if (quoted && i + 1 < record.Length && record[i + 1] == quote)
                {
                    field.Append(c);
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (c == delimiter && !quoted)
            {
                yield return field.ToString();
                field.Clear();
            }
            else if (quoted || c is not ('\n' or '\r'))
            {
                field.Append(c);
            }
        }

        yield return field.ToString();
    }

    private static char Quote(TextForm? form) => form?.Quote is [var quote] ? quote : '"';

    private static Encoding EncodingOf(string file, TextForm? form)
    {
        if (form?.Encoding == "latin-1")
        {
            return Encoding.Latin1;
        }

        using var start = Reading(file);
        return form?.Encoding == "utf-16" || (start.ReadByte(), start.ReadByte()) is (0xFF, 0xFE)
            ? new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true)
            : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    }

    private static bool IsGzip(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static Stream Reading(string file) => IsGzip(file) ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file);

    private static Stream Writing(string target, string like) => IsGzip(like) ? new GZipStream(File.Create(target), CompressionLevel.Optimal) : File.Create(target);
}
