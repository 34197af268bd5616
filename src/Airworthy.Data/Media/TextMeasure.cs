using System.Globalization;
using System.Text;

namespace Airworthy.Data.Media;

/// <summary>Measures texts, and keeps the beginning of each as a column, so that the checks of texts read it.</summary>
internal sealed class TextMeasure : MediaMeasure
{
    /// <summary>Bytes of a text that is read; nobody trains on a longer one without cutting it first.</summary>
    public const int MostBytes = 16_000_000;

    /// <summary>Characters of it that become a value of the table.</summary>
    public const int MostContent = 20_000;

    public override IReadOnlyList<(string Name, string Type)> Columns { get; } =
    [
        ("content", "varchar"), ("format", "varchar"), ("characters", "bigint"), ("words", "bigint"), ("lines", "bigint"),
        ("non_ascii", "double"), ("digits", "double"), ("language", "varchar"),
    ];

    public override Measured Of(string path)
    {
        byte[] bytes;
        using (var stream = File.OpenRead(path))
        {
            if (stream.Length == 0)
            {
                return Nothing("empty: it has no bytes");
            }

            if (stream.Length > MostBytes)
            {
                return Nothing(string.Create(CultureInfo.InvariantCulture, $"too large: {stream.Length:N0} bytes; texts of at most {MostBytes:N0} are read"));
            }

            bytes = new byte[stream.Length];
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }

        var (encoding, format, mark) = bytes switch
        {
            [0xFF, 0xFE, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true), "utf-16", 2),
            [0xFE, 0xFF, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true), "utf-16", 2),
            [0xEF, 0xBB, 0xBF, ..] => ((Encoding)new UTF8Encoding(false, throwOnInvalidBytes: true), "utf-8", 3),
            _ => (new UTF8Encoding(false, throwOnInvalidBytes: true), "utf-8", 0),
        };
        if (format == "utf-8" && bytes.AsSpan().IndexOf((byte)0) is var zero and >= 0)
        {
            return Nothing($"no text: it holds a byte 0 at place {zero + 1}");
        }

        try
        {
            return Of(encoding.GetString(bytes, mark, bytes.Length - mark), format);
        }
        catch (DecoderFallbackException e)
        {
            return Nothing($"other letters: it is no {format.ToUpperInvariant()}, from byte {Math.Max(0, e.Index) + mark + 1} on");
        }
    }

    private static Measured Of(string text, string format)
    {
        var (characters, words, lines, other, digits, inWord) = (0L, 0L, text.Length == 0 ? 0L : 1L, 0L, 0L, false);
        foreach (var rune in text.EnumerateRunes())
        {
            characters++;
            other += rune.IsAscii ? 0 : 1;
            digits += Rune.IsDigit(rune) ? 1 : 0;
            lines += rune.Value == '\n' ? 1 : 0;
            var isWord = !Rune.IsWhiteSpace(rune);
            words += isWord && !inWord ? 1 : 0;
            inWord = isWord;
        }

        lines -= text.EndsWith('\n') ? 1 : 0;
        var content = text.Length <= MostContent ? text : text[..(char.IsHighSurrogate(text[MostContent - 1]) ? MostContent - 1 : MostContent)];
        return new Measured([content, format, characters, words, lines, Share(other), Share(digits), Language.Of(content)], words == 0 ? "empty: it has no words" : null);

        double Share(long part) => characters == 0 ? 0 : (double)part / characters;
    }

    private Measured Nothing(string problem) => new([.. Columns.Select(_ => (object?)null)], problem);
}
