using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Datasets;

/// <summary>
/// What is kept of rows so that later ones can be compared with them when they are no longer at hand: counts per bin, domains and a sketch, but no
/// row. One JSON document; equal rows give an equal document.
/// </summary>
/// <param name="Of">Which rows: <c>train</c>, or <c>data</c> for all.</param>
/// <param name="Rows">How many.</param>
/// <param name="Label">The label, as a column called by its name; null where the rows have none.</param>
/// <param name="Sketch">Of whole rows, to tell how many are the same.</param>
public sealed record ReferenceProfile(string Of, long Rows, IReadOnlyList<ProfiledColumn> Columns, ProfiledColumn? Label, RowSketch Sketch)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>The version of the document's shape.</summary>
    public int Format { get; init; } = 1;

    public string ToJson() => JsonSerializer.Serialize(this, s_json) + "\n";

    /// <summary>Reads a document back.</summary>
    /// <exception cref="FormatException">It is no profile, or one of a later version.</exception>
    public static ReferenceProfile FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ReferenceProfile>(text, s_json) is { Format: 1, Columns: not null, Sketch: not null } profile
                ? profile
                : throw new FormatException("This is no profile of rows that this version reads.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is no profile of rows: {e.Message}", e);
        }
    }
}

/// <summary>One column's rows per bin.</summary>
/// <param name="Name">The column.</param>
/// <param name="Missing">Rows without a value; NaN is none.</param>
/// <param name="Bounds">For numbers and times (seconds since 1970): the tenths, ascending and different; each belongs to the bin below it. Null for categories.</param>
/// <param name="Values">For categories: the most frequent ones, at most 50. Null for numbers.</param>
/// <param name="Counts">Rows per bin, one more than bounds; or rows per value.</param>
/// <param name="Other">For categories: rows with any other value.</param>
/// <param name="BelowAll">Rows that hold −∞, which are in no bin.</param>
/// <param name="AboveAll">Rows that hold +∞.</param>
/// <param name="Min">Smallest finite value; null for categories and where there is none.</param>
/// <param name="Max">Largest finite value.</param>
/// <param name="Sd">Standard deviation of the finite values.</param>
/// <param name="IsTime">Whether its numbers are seconds since 1970.</param>
public sealed record ProfiledColumn(string Name, long Missing, IReadOnlyList<double>? Bounds, IReadOnlyList<string>? Values, IReadOnlyList<long> Counts, long Other = 0,
    long BelowAll = 0, long AboveAll = 0, double? Min = null, double? Max = null, double? Sd = null, bool IsTime = false)
{
    /// <summary>Whether its values stand in an order.</summary>
    [JsonIgnore]
    public bool IsOrdered => Bounds is not null;

    /// <summary>This column and the same one of other rows, counted in the same bins.</summary>
    internal BinnedColumn With(ProfiledColumn other) => IsOrdered
        ? new BinnedColumn(Name, Ordered(), other.Ordered(), Bounds, DevSd: Sd ?? 0, TestSd: other.Sd ?? 0)
        : new BinnedColumn(Name, [Missing, .. Counts, Other], [other.Missing, .. other.Counts, other.Other], Values: ["empty", .. Values!, "any other"]);

    private long[] Ordered()
    {
        long[] rows = [Missing, .. Counts];
        rows[1] += BelowAll;
        rows[^1] += AboveAll;
        return rows;
    }
}
