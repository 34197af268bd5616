namespace Airworthy.Core.Persons;

/// <summary>A value, or a piece of one, that may be somebody's.</summary>
/// <param name="Raw">As it is written.</param>
/// <param name="Compact">Without spaces, hyphens, dots and slashes, in capitals.</param>
/// <param name="IsDigits">Whether <paramref name="Compact"/> is digits alone.</param>
public readonly record struct Candidate(string Raw, string Compact, bool IsDigits)
{
    public static Candidate Of(string raw)
    {
        Span<char> compact = raw.Length <= 256 ? stackalloc char[raw.Length] : new char[raw.Length];
        var (length, isDigits) = (0, true);
        foreach (var character in raw)
        {
            if (character is ' ' or '-' or '.' or '/' or '\u00A0')
            {
                continue;
            }

            compact[length++] = char.ToUpperInvariant(character);
            isDigits &= char.IsAsciiDigit(character);
        }

        return new Candidate(raw, compact[..length].ToString(), isDigits && length > 0);
    }

    /// <summary>Whether it is this many digits and nothing else.</summary>
    public bool Has(int digits) => IsDigits && Compact.Length == digits;
}

/// <summary>How much a match says.</summary>
public enum Certainty
{
    /// <summary>It only looks so: other things look the same.</summary>
    Alike,

    /// <summary>Nothing else looks so.</summary>
    Plain,

    /// <summary>It carries check digits, and more values pass than chance lets pass.</summary>
    Proven,
}

/// <summary>Knows one kind of personal value by its form and, where it has them, its check digits.</summary>
/// <param name="Kind">What it is called, in the singular.</param>
/// <param name="Topic">The word under which <see cref="ColumnNames"/> knows columns of it.</param>
/// <param name="Chance">The share of random values of this form that passes; 1 without check digits.</param>
/// <param name="HasForm">Whether a candidate has the length, characters and ranges of it.</param>
/// <param name="Passes">Whether the check digits of a candidate of that form are right.</param>
/// <param name="Source">Where form and check digits are published.</param>
public sealed record Recogniser(string Kind, string Topic, Certainty Certainty, double Chance, Func<Candidate, bool> HasForm, Func<Candidate, bool> Passes, string Source)
{
    /// <summary>All kinds that this version knows; those that say most come first.</summary>
    public static IReadOnlyList<Recogniser> All { get; } = [.. Contacts.All, .. Payments.All, .. NationalNumbers.All, .. NordicNumbers.All, .. Likenesses.All];

    /// <summary>A kind without check digits.</summary>
    internal static Recogniser OfForm(string kind, string topic, Certainty certainty, Func<Candidate, bool> hasForm, string source) =>
        new(kind, topic, certainty, 1, hasForm, _ => true, source);
}
