using System.Text;

namespace Airworthy.Data;

/// <summary>
/// Cuts a text file of very many columns down to a few before the engine sees it: learning the types of ten thousand columns takes minutes.
/// Streams the file once; nothing of it is kept.
/// </summary>
internal static class WideText
{
    /// <summary>Columns from which a text file is cut first.</summary>
    public const int Wide = 1_000;

    /// <summary>Characters of a header that are read to count its columns.</summary>
    private const int LongestHeader = 20_000_000;

    /// <summary>The names in the first record of a plain text file; none when it does not end.</summary>
    public static IReadOnlyList<string> Names(string file)
    {
        using var text = new StreamReader(file);
        var (names, field, delimiter) = (new List<string>(), new StringBuilder(), Delimiter(file));
        var quoted = false;
        for (var read = 0; read < LongestHeader; read++)
        {
            var c = text.Read();
            if (c < 0 || (c is '\n' && !quoted))
            {
                names.Add(field.ToString().Trim());
                return names;
            }

            if (c is '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                names.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append((char)c);
            }
        }

        return [];
    }

    /// <summary>The positions of the columns that are kept of many: the first, the last, where labels like to stand, and one by name.</summary>
    public static IReadOnlyList<int> Kept(IReadOnlyList<string> names, int most, string? also)
    {
        var kept = new SortedSet<int>(Enumerable.Range(0, Math.Min(most - 1, names.Count))) { names.Count - 1 };
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == also)
            {
                kept.Add(i);
            }
        }

        return [.. kept];
    }

    /// <summary>Writes some columns of a file into another, as UTF-8, and no more records than are asked for.</summary>
    /// <param name="kept">Positions from 0, in order.</param>
    /// <param name="columns">Fields that every record has.</param>
    /// <param name="named">The file as messages shall name it.</param>
    /// <exception cref="TableException">A record has another number of fields, or the text is not UTF-8.</exception>
    public static void Cut(string file, string target, IReadOnlyList<int> kept, int columns, string named, long mostRecords)
    {
        var wanted = new bool[columns];
        foreach (var position in kept)
        {
            wanted[position] = true;
        }

        using var text = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        using var writer = new StreamWriter(target, append: false, new UTF8Encoding(false), 1 << 16);
        var delimiter = Delimiter(file);
        var buffer = new char[1 << 16];
        var (line, begun, records, field, quoted, blank) = (1L, 1L, 0L, 0, false, true);
        try
        {
            while (records < mostRecords && text.Read(buffer, 0, buffer.Length) is var read and > 0)
            {
                foreach (var c in buffer.AsSpan(0, read))
                {
                    if (c is '\n' && !quoted)
                    {
                        End();
                        line++;
                        (begun, field, blank) = (line, 0, true);
                        continue;
                    }

                    line += c is '\n' ? 1 : 0;
                    quoted ^= c is '"';
                    blank &= c is '\r' or ' ';
                    if (c == delimiter && !quoted)
                    {
                        field++;
                        if (field < columns && wanted[field])
                        {
                            writer.Write(delimiter);
                        }
                    }
                    else if (c is not '\r' && field < columns && wanted[field])
                    {
                        writer.Write(c);
                    }
                }
            }

            if (!blank && records < mostRecords)
            {
                End();
            }
        }
        catch (DecoderFallbackException)
        {
            throw new TableException($"{named} cannot be read: from line {line} on it is not UTF-8.", "Write the file again as UTF-8, for instance with `iconv -f ISO-8859-1 -t UTF-8 OLD > NEW`.");
        }

        void End()
        {
            if (!blank && field + 1 != columns)
            {
                throw new TableException($"{named} cannot be read: line {begun} has {field + 1:N0} fields, the first line has {columns:N0}.",
                    "Mend that line, or quote the fields that hold a delimiter. No line is left out silently.");
            }

            if (!blank)
            {
                writer.Write('\n');
                records++;
            }
        }
    }

    private static char Delimiter(string file)
    {
        using var text = new StreamReader(file);
        var start = new char[65_536];
        return DataFiles.Delimiter(new string(start, 0, text.ReadBlock(start)).Split('\n')[0]);
    }
}
