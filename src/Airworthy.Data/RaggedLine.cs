namespace Airworthy.Data;

/// <summary>The first record of a text file that has another number of fields than its first.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Expected">Fields of the first record.</param>
public sealed record RaggedLine(long Line, int Fields, int Expected)
{
    /// <summary>Reads a file until such a record; null when there is none. Quoted fields may hold delimiters and line ends; blank lines do not count.</summary>
    public static RaggedLine? In(string file, char delimiter)
    {
        using var text = new StreamReader(file);
        var (line, begun, fields, expected) = (1L, 1L, 1, 0);
        bool quoted = false, blank = true;
        for (var c = text.Read(); ; c = text.Read())
        {
            if ((c is '\n' && !quoted) || c < 0)
            {
                if (!blank)
                {
                    expected = expected == 0 ? fields : expected;
                    if (fields != expected)
                    {
                        return new RaggedLine(begun, fields, expected);
                    }
                }

                if (c < 0)
                {
                    return null;
                }

                (line, fields, blank) = (line + 1, 1, true);
                begun = line;
                continue;
            }

            line += c is '\n' ? 1 : 0;
            quoted ^= c is '"';
            fields += c == delimiter && !quoted ? 1 : 0;
            blank &= c is '\r' or ' ';
        }
    }
}
