using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Core.Statistics.Guards;

/// <summary>What the guards of a model version need when it answers: stored beside it, as JSON.</summary>
/// <param name="Coverage">For sets and intervals; null where none are promised.</param>
/// <param name="Distance">For rows unlike those in training; null where that is not watched.</param>
public sealed record GuardProfile(ConformalProfile? Coverage, DistanceProfile? Distance)
{
    /// <summary>A profile is no larger: 256 columns of numbers make 33,000 entries, and the rest is names.</summary>
    public const int MostCharacters = 16 << 20;

    public string ToJson() => JsonSerializer.Serialize(this, GuardProfileJson.Default.GuardProfile);

    /// <summary>Reads a profile and looks whether it fits together.</summary>
    /// <param name="origin">What a message calls it.</param>
    /// <exception cref="InvalidDataException">It is none; the message says where and what to do.</exception>
    public static GuardProfile Parse(string json, string origin)
    {
        if (json.Length > MostCharacters)
        {
            throw new InvalidDataException($"{origin}: {json.Length:N0} characters; a guard profile has {MostCharacters:N0} at most.");
        }

        GuardProfile? profile;
        try
        {
            profile = JsonSerializer.Deserialize(json, GuardProfileJson.Default.GuardProfile);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{origin}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: not a guard profile ({e.Path}). Fit the guards again.", e);
        }

        var wrong = profile switch
        {
            null => "it is empty",
            { Coverage: { } c } when !(c.Alpha is > 0 and < 1) => "coverage.alpha lies between 0 and 1",
            { Coverage: { } c } when c.Groups.Values.Append(c.Whole).Any(g => g is null || double.IsNaN(g.Threshold) || g.Rows < 1) => "a threshold of coverage is no number, or of no rows",
            { Distance: { } d } when double.IsNaN(d.Threshold) || d.Threshold < 0 => "distance.threshold is at least 0",
            { Distance: { } d } when d.Columns.Any(IsWrong) || !d.Whitening.All(double.IsFinite) => "a column of distance is not finite, or below 0 where it may not be",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new InvalidDataException($"{origin}: not a guard profile: {wrong}. Fit the guards again.");
        }

        if (profile!.Distance is { } distance)
        {
            _ = new RowDistance(distance);
        }

        return profile;
    }

    private static bool IsWrong(ColumnProfile? column) =>
        column is null || !double.IsFinite(column.Mean) || !IsAmount(column.Scale) || !IsAmount(column.Missing) || !IsAmount(column.Present)
        || !IsAmount(column.Unseen) || !column.Surprises.All(IsAmount) || column.Categories?.Any(c => c is null) == true;

    private static bool IsAmount(double value) => double.IsFinite(value) && value >= 0;
}

/// <summary>The JSON of a guard profile: snake case, complete, and a threshold may be "Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GuardProfile))]
internal sealed partial class GuardProfileJson : JsonSerializerContext;
