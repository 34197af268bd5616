namespace Airworthy.Data;

/// <summary>Truths and small numbers of rows, brought out of the engine many to a word: a cell costs more to fetch than to compute.</summary>
/// <param name="conditions">How many truths there are; codes follow after their words.</param>
/// <param name="words">Per word, for each row its value.</param>
internal sealed class PackedBits(int conditions, IReadOnlyList<long[]> words)
{
    public static readonly PackedBits None = new(0, []);

    public bool[] Truths(int condition)
    {
        var (word, bit) = (words[condition / Packing.TruthsPerWord], condition % Packing.TruthsPerWord);
        var truths = new bool[word.Length];
        for (var i = 0; i < truths.Length; i++)
        {
            truths[i] = ((word[i] >> bit) & 1) != 0;
        }

        return truths;
    }

    /// <summary>The numbers of the rows for which a condition holds.</summary>
    public int[] Rows(int condition)
    {
        var (word, bit) = (words[condition / Packing.TruthsPerWord], condition % Packing.TruthsPerWord);
        var kept = GC.AllocateUninitializedArray<int>(word.Length);
        var at = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            kept[at] = i; // written in any case, kept where it holds: no branch to mispredict
            at += (int)(word[i] >> bit) & 1;
        }

        return kept[..at];
    }

    /// <summary>The numbers of the rows for which something holds.</summary>
    public static int[] Rows(bool[] holds)
    {
        var kept = new int[holds.Length];
        var at = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            kept[at] = i;
            at += holds[i] ? 1 : 0;
        }

        return kept[..at];
    }

    public byte[] Codes(int code)
    {
        var (word, shift) = (words[Packing.WordsOfTruths(conditions) + (code / Packing.CodesPerWord)], code % Packing.CodesPerWord * Packing.BitsPerCode);
        var codes = new byte[word.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = (byte)((word[i] >> shift) & ((1 << Packing.BitsPerCode) - 1));
        }

        return codes;
    }

    /// <summary>The same of some rows.</summary>
    public PackedBits At(Func<long[], long[]> take) => new(conditions, [.. words.Select(take)]);
}

/// <summary>The columns that bring them: whole numbers below 2⁶².</summary>
internal sealed class Packing
{
    public const int TruthsPerWord = 60;

    public const int BitsPerCode = 5;

    public const int CodesPerWord = 12;

    public Packing(IReadOnlyList<string> conditions, IReadOnlyList<string> codes)
    {
        string[] sums =
        [
            .. conditions.Chunk(TruthsPerWord).Select(some => string.Join(" + ", some.Select((c, i) => $"case when ({c}) then cast({1L << i} as bigint) else 0 end"))),
            .. codes.Chunk(CodesPerWord).Select(some => string.Join(" + ", some.Select((c, i) => $"cast({1L << (BitsPerCode * i)} as bigint) * ({c})"))),
        ];
        Names = [.. sums.Select((_, i) => $"__packed_{i}")];
        Columns = [.. sums.Select((s, i) => $"{s} as {Names[i]}")];
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>As a select list.</summary>
    public IReadOnlyList<string> Columns { get; }

    public static int WordsOfTruths(int conditions) => (conditions + TruthsPerWord - 1) / TruthsPerWord;
}
