using System.Collections.Frozen;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

using Airworthy.Core.Contracts;

namespace Airworthy.Serving.PredictionLog;

/// <summary>What is left of a row's features before anything remembers them.</summary>
/// <remarks>
/// Public and internal values stay. Personal ones become a keyed hash, or go when there are no keys. Secret ones go, free text goes unless it was asked
/// for, and so does every feature that the signature does not name: what nobody has classed is not written down.
/// </remarks>
public sealed class FeatureRedaction
{
    private readonly FrozenDictionary<string, Fate> _fates;
    private readonly RedactionKeys? _keys;

    /// <param name="keys">For personal features; without any they are dropped.</param>
    /// <param name="keepFreeText">Off unless someone has decided otherwise.</param>
    public FeatureRedaction(IEnumerable<FeaturePrivacy> features, RedactionKeys? keys = null, bool keepFreeText = false)
    {
        _keys = keys;
        _fates = features.ToFrozenDictionary(f => f.Name, f => (f.Class, f.IsFreeText) switch
        {
            (_, true) when !keepFreeText => Fate.Goes,
            (FeatureClass.Public or FeatureClass.Internal, _) => Fate.Stays,
            (FeatureClass.Personal, _) when keys is not null => Fate.Hashed,
            _ => Fate.Goes,
        }, StringComparer.Ordinal);
    }

    private enum Fate
    {
        Goes,
        Stays,
        Hashed,
    }

    /// <summary>What is left of one value.</summary>
    /// <param name="feature">The name that was classed: of an input that holds several values, all have its class.</param>
    /// <returns>False: nothing is.</returns>
    public bool TryKeep(string feature, ref LoggedValue value)
    {
        var fate = _fates.GetValueOrDefault(feature, Fate.Goes);
        value = fate == Fate.Hashed ? Hashed(value) : value;
        return fate != Fate.Goes;
    }

    /// <summary>The features that may be kept, in their order.</summary>
    public LoggedValue[] Redact(ReadOnlySpan<LoggedValue> features)
    {
        var kept = new LoggedValue[features.Length];
        var count = 0;
        foreach (var feature in features)
        {
            var value = feature;
            if (TryKeep(feature.Name, ref value))
            {
                kept[count++] = value;
            }
        }

        return count == kept.Length ? kept : kept[..count];
    }

    /// <summary>A hash of what was kept, so that equal rows can be found where the values themselves are not written; 32 hexadecimal digits.</summary>
    /// <param name="kept">From <see cref="Redact"/>: what may not be kept is not in the hash either, where it could be found by trying.</param>
    public static string HashOf(ReadOnlySpan<LoggedValue> kept)
    {
        var hash = new XxHash128();
        foreach (var value in kept)
        {
            hash.Append(MemoryMarshal.AsBytes(value.Name.AsSpan()));
            hash.Append(value switch { { Number: not null } => "\0n"u8, { Text: not null } => "\0t"u8, _ => "\0-"u8 });
            var number = value.Number.GetValueOrDefault();
            hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in number)));
            hash.Append(MemoryMarshal.AsBytes((value.Text ?? "").AsSpan()));
            hash.Append("\0"u8);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private LoggedValue Hashed(LoggedValue feature) => feature switch
    {
        { Text: { } text } => LoggedValue.Of(feature.Name, _keys!.HashOf(text)),
        { Number: { } number } => LoggedValue.Of(feature.Name, _keys!.HashOf(number.ToString("R", CultureInfo.InvariantCulture))),
        _ => feature,
    };
}
