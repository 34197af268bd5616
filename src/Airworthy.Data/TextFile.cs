using System.Globalization;
using System.IO.Compression;

namespace Airworthy.Data;

/// <summary>Looks at a text file before the engine does: what it would guess wrong, or choke on, is said with its place.</summary>
internal static class TextFile
{
    /// <summary>Bytes within which the first line must end.</summary>
    private const int LongestLine = 4 << 20;

    /// <summary>Packed bytes that are unpacked to see how much is in them, and how many times more that may be: tables shrink to a tenth, rarely to a fiftieth.</summary>
    private const int Tasted = 256 << 10, MostUnpacked = 300;

    /// <exception cref="TableException">It is no text that can be read as a table.</exception>
    public static void MustBeText(string file, string pattern)
    {
        var start = new byte[LongestLine + 1];
        int length;
        using (var stream = File.OpenRead(file))
        {
            length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }

        var seen = start.AsSpan(0, length);
        if (seen is [0xFE, 0xFF, ..])
        {
            throw new TableException($"{pattern} is UTF-16 with the high byte first.", "Write it again as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8 OLD > NEW`.");
        }

        if (seen is [0xFF, 0xFE, ..])
        {
            return;
        }

        if (seen.IndexOf((byte)0) is var zero and >= 0)
        {
            throw new TableException($"{pattern} holds a byte 0 at place {zero + 1}, which no text in UTF-8 has.", "If it is UTF-16 without a mark, write it again: `iconv -f UTF-16LE -t UTF-8 OLD > NEW`. Else it is no text, or it was damaged: bring it again.");
        }

        if (length > LongestLine && seen.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            throw new TableException($"The first line of {pattern} does not end within {LongestLine:N0} bytes, so it cannot be a header.", "Bring a file with one record per line.");
        }

        if (seen.TrimStart("\uFEFF"u8) is [(byte)'\n' or (byte)'\r', ..])
        {
            throw new TableException($"{pattern} begins with an empty line; the first line must be the header.", "Take the empty lines at its start out.");
        }
    }

    /// <exception cref="TableException">A small packed file holds more than any table would: unpacking it would fill the disk.</exception>
    public static void MustBeReasonable(string file, string pattern)
    {
        using var stream = File.OpenRead(file);
        var packed = new byte[Tasted];
        var length = stream.ReadAtLeast(packed, packed.Length, throwOnEndOfStream: false);
        using var unpacking = new GZipStream(new MemoryStream(packed, 0, length), CompressionMode.Decompress);
        var unpacked = 0L;
        var buffer = new byte[1 << 16];
        try
        {
            for (var read = unpacking.Read(buffer); read > 0 && unpacked <= (long)MostUnpacked * Math.Max(length, 4096); read = unpacking.Read(buffer))
            {
                unpacked += read;
            }
        }
        catch (InvalidDataException) when (unpacked == 0)
        {
            throw new TableException($"{pattern} is no gzip file, though its name says so.", "Correct its name, or bring the file again.");
        }
        catch (InvalidDataException)
        {
            // The first part ends in the middle of a block; the engine reads on.
        }

        if (unpacked > (long)MostUnpacked * Math.Max(length, 4096))
        {
            throw new TableException($"The first {length:N0} bytes of {pattern} unpack to more than {MostUnpacked} times as much, which no table does.", "If it is right all the same, unpack it yourself and name what comes out.");
        }
    }

    /// <summary>The line on which a quoted field begins that no later quote ends; null when every one ends. Counting is enough for most files.</summary>
    public static long? OpenQuote(string file, char delimiter)
    {
        var buffer = new byte[1 << 20];
        var quotes = 0L;
        using (var stream = File.OpenRead(file))
        {
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                quotes += buffer.AsSpan(0, read).Count((byte)'"');
            }
        }

        if (quotes % 2 == 0)
        {
            return null;
        }

        // A quote opens a field only at its start; within one, two together are a quote.
        using var text = new StreamReader(file);
        var (line, opened, isStart, isOpen) = (1L, 0L, true, false);
        for (var c = text.Read(); c >= 0; c = text.Read())
        {
            if (c is '"' && isOpen && text.Peek() is '"')
            {
                text.Read();
                continue;
            }

            if (c is '"' && (isOpen || isStart))
            {
                (isOpen, opened) = (!isOpen, isOpen ? opened : line);
            }

            line += c is '\n' ? 1 : 0;
            isStart = !isOpen && (c == delimiter || c is '\n' or '\r' || (isStart && c is ' ' or '\uFEFF'));
        }

        return isOpen ? opened : null;
    }

    /// <summary>The first line whose end differs from that of the first line, and both ends in words; null when all are the same.</summary>
    public static string? MixedEnds(string file)
    {
        using var text = new StreamReader(file);
        var (line, first, before) = (1L, (bool?)null, 0);
        for (var c = text.Read(); c >= 0; c = text.Read())
        {
            if (c is '\n')
            {
                var isPair = before is '\r';
                if (first is { } of && of != isPair)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"line {line:N0} ends in {(isPair ? "CR LF" : "LF")} and line 1 in {(of ? "CR LF" : "LF")}");
                }

                (first, line) = (first ?? isPair, line + 1);
            }

            before = c;
        }

        return null;
    }

    /// <summary>Two names of a header that are the same, or the same but for case; null when all differ.</summary>
    public static (string One, string Other)? SameNames(string header, char delimiter)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in header.Split(delimiter).Select(n => n.Trim(' ', '"', '\uFEFF')).Where(n => n.Length > 0))
        {
            if (!seen.TryAdd(name, name))
            {
                return (seen[name], name);
            }
        }

        return null;
    }
}
