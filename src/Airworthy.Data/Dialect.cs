namespace Airworthy.Data;

/// <summary>What a file of rows is written in.</summary>
public enum FileFormat { Csv, Json, Parquet }

/// <summary>How the fields of a text file are read.</summary>
/// <param name="Sampled">Rows that are read to learn the types.</param>
/// <param name="Delimiter">What parts the fields; found out when it is not given.</param>
/// <param name="Encoding">How letters are written; UTF-8 when it is not given.</param>
/// <param name="Quote">What stands around a field that holds a delimiter; found out when it is not given.</param>
/// <param name="AsTextHeaded">Set to read every column as it is written; whether the first line names them, which text alone does not tell.</param>
public readonly record struct FileReading(int Sampled, char? Delimiter = null, string? Encoding = null, char? Quote = null, bool? AsTextHeaded = null);

/// <summary>
/// Everything in which engines differ and that the checks need. The <c>.sql</c> files keep to what engines share and take these words through
/// their placeholders; no other place may know an engine's own words.
/// </summary>
/// <remarks>
/// To add an engine, ClickHouse for instance:
/// <list type="number">
/// <item>Derive from this type and write each member in the engine's words; what it can be taught once per session goes into <see cref="Lessons"/>.</item>
/// <item>
/// Run the portability test over it: it fills every <c>.sql</c> file of the program through the dialect, and asks that counts are equal, that
/// floats agree to 1e-9, and that hashes part rows alike. What ClickHouse is known to need: <c>isNaN</c>, <c>isInfinite</c>, <c>toFloat64OrNull</c> for
/// <see cref="Try"/>, <c>quantilesExactInclusive</c>, <c>match</c>, <c>toUnixTimestamp64Micro / 1e6</c>, <c>cityHash64</c> over <c>coalesce(toString(c), '~')</c> since a hash
/// with a null is null there, <c>join_use_nulls</c> and <c>distributed_product_mode</c> as settings.
/// </item>
/// <item>Give <see cref="Table"/> a connection to it; <see cref="Row"/> already takes any width of number and any ADO.NET reader.</item>
/// </list>
/// </remarks>
public abstract class Dialect
{
    /// <summary>Statements that a session runs first, to be taught words that it lacks.</summary>
    public virtual IReadOnlyList<string> Lessons => [];

    /// <summary>The relation that reads files of one format together, columns matched by name.</summary>
    public abstract string Files(FileFormat format, IReadOnlyList<string> paths, FileReading reading);

    /// <summary>
    /// A whole number of 64 bits per row over expressions: equal rows have equal numbers, NULL being a value like any other. Two rows that differ have
    /// the same one by accident in a table of n rows with probability n² ⁄ 2⁶⁵. Numbers never compare across engines or their versions.
    /// </summary>
    public abstract string RowHash(IEnumerable<string> expressions);

    /// <summary>
    /// A whole number in [0, 2⁶⁰) for a text: the first 15 hexadecimal digits of its MD5, so the same on every engine, machine and version, to keep. It is for
    /// placing rows, not for secrets. NULL has none.
    /// </summary>
    public abstract string StableHash(string text);

    /// <summary>The SHA-256 of a text in UTF-8, as hexadecimal digits in lower case. NULL has none.</summary>
    public abstract string Sha256(string text);

    /// <summary>The values at the given shares of a column, between neighbours where the share falls between them, as a list; NULL is left out.</summary>
    public abstract string Quantiles(string expression, IEnumerable<double> shares);

    /// <summary>Values of a column at the given shares, each one that occurs, as a list; NULL is left out.</summary>
    public abstract string ValuesAt(string expression, IEnumerable<double> shares);

    /// <summary>Rows per bin as a map from the bin's upper bound, which belongs to it; what lies above the last bound is in a bin of its own.</summary>
    /// <param name="bounds">Ascending and different.</param>
    public abstract string Histogram(string number, IEnumerable<double> bounds);

    /// <summary>Whether a number is neither NaN nor infinite; unknown for NULL.</summary>
    public abstract string IsFinite(string expression);

    public abstract string IsNaN(string expression);

    public abstract string IsInfinite(string expression);

    /// <summary>A value as another type; null where it is none.</summary>
    /// <param name="type">double, bigint, timestamp, date or time.</param>
    public abstract string Try(string expression, string type);

    /// <summary>Whether a regular expression matches somewhere in a text. The engine's expressions take linear time, whatever the text.</summary>
    public abstract string Matches(string expression, string pattern);

    /// <summary>About how many values an expression has; a few percent off for many values.</summary>
    public abstract string AboutDistinct(string expression);

    /// <summary>The seconds since 1970 of a timestamp, fractions included.</summary>
    public abstract string Seconds(string timestamp);
}
