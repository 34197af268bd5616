using System.IO.Hashing;
using System.Text;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Texts that come again and again, each made once: the names of features, models and arms in a segment. For one thread.</summary>
internal sealed class RepeatedTexts
{
    private const int Places = 1_024;

    private readonly (byte[] Bytes, string Text)[] _known = new (byte[], string)[Places];

    private readonly string[]?[] _lists = new string[]?[16];

    public string Of(ReadOnlySpan<byte> bytes)
    {
        ref var place = ref _known[XxHash3.HashToUInt64(bytes) % Places];
        if (place.Bytes is null || !bytes.SequenceEqual(place.Bytes))
        {
            place = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        }

        return place.Text;
    }

    /// <summary>Names that the rows before had too, in the same order, as one array.</summary>
    public string[] Of(string[] names)
    {
        ref var place = ref _lists[names.Length % _lists.Length];
        if (place is null || !names.AsSpan().SequenceEqual(place))
        {
            place = names;
        }

        return place;
    }
}
