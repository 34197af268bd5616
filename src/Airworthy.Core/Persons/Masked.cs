namespace Airworthy.Core.Persons;

/// <summary>Values shown so that their kind can be seen and their owner cannot.</summary>
public static class Masked
{
    /// <summary>The longest masked text; the rest is cut off.</summary>
    private const int Longest = 40;

    /// <summary>The first character and the punctuation stay; every other letter and digit becomes a dot.</summary>
    public static string Of(string value)
    {
        var shown = string.Create(Math.Min(value.Length, Longest), value, (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = i > 0 && char.IsLetterOrDigit(text[i]) ? '•' : char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '•' : text[i];
            }
        });
        return value.Length > Longest ? shown + "…" : shown;
    }
}
