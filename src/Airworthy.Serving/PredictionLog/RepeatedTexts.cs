using System.IO.Hashing;
using System.Text;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Texts that come again and again, each made once: the names of features, models and arms in a segment. For one thread.</summary>
internal sealed class RepeatedTexts
{
    private const int Places = 1_024;

    private readonly (byte[] Bytes, string Text)[] _known = new (byte[], string)[Places];

    private readonly LoggedNames?[] _names = new LoggedNames?[64];

    public string Of(ReadOnlySpan<byte> bytes)
    {
        ref var place = ref _known[XxHash3.HashToUInt64(bytes) % Places];
        if (place.Bytes is null || !bytes.SequenceEqual(place.Bytes))
        {
            place = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        }

        return place.Text;
    }

    /// <param name="bytes">That many texts, whole.</param>
    public LoggedNames Names(ReadOnlySpan<byte> bytes, int count)
    {
        ref var place = ref _names[XxHash3.HashToUInt64(bytes) % (uint)_names.Length];
        if (place is null || !bytes.SequenceEqual(place.Bytes))
        {
            place = LoggedNames.Read(bytes, count);
        }

        return place;
    }
}
