using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Core.Statistics.Guards;

/// <summary>What the answers of a model are.</summary>
public enum AnswerKind
{
    /// <summary>One number per row: the probability of yes.</summary>
    [JsonStringEnumMemberName("probability")] Probability,

    /// <summary>One probability per class.</summary>
    [JsonStringEnumMemberName("classes")] Classes,

    /// <summary>A quantity.</summary>
    [JsonStringEnumMemberName("number")] Number,
}

/// <summary>Which rows something was found on.</summary>
/// <param name="Digest">Of all rows of that split.</param>
public sealed record FittedOn(string Split, long Rows, string Digest);

/// <summary>What doubts were worth on the rows held out: how often the model was wrong where they spoke, and where they did not.</summary>
/// <param name="When">The doubts that were asked, in the contract's words.</param>
/// <param name="Curve">Of the answers kept, from the surest: share of rows, and share of errors among them.</param>
public sealed record DoubtsWorth(IReadOnlyList<string> When, long Flagged, long FlaggedErrors, long Rest, long RestErrors, IReadOnlyList<RiskAt> Curve);

/// <param name="Coverage">Share of rows that the model answers, those it is surest of.</param>
/// <param name="Risk">Share of errors among them.</param>
public sealed record RiskAt(double Coverage, double Risk);

/// <summary>A guard profile with what it is bound to: kept beside the model version, and of use for these very files alone.</summary>
/// <param name="ModelDigest">Of the version's files, <c>sha256:…</c>.</param>
/// <param name="Training">Rows that the distance was fitted on.</param>
/// <param name="Calibration">Rows that thresholds were found on; the model was not trained on them.</param>
/// <param name="Worth">Null where no error can be told from an answer, or no doubt was declared.</param>
/// <param name="Confidence">Rows of the calibration by their largest probability, in twentieths from 0 to 1; null where answers are no probabilities, and of guards that were fitted before this was kept.</param>
/// <param name="NewestRow">When the newest row of training is from, by <c>data.time</c> taken as UTC; null where the table has no such time, and of guards that were fitted before this was kept.</param>
/// <param name="LeftOut">Columns that the distance does not look at, each with the reason.</param>
public sealed record FittedGuards(string Model, string Version, string ModelDigest, DateTimeOffset At, AnswerKind Kind, FittedOn Training, FittedOn Calibration, GuardProfile Profile, IReadOnlyList<string>? LeftOut = null, DoubtsWorth? Worth = null, IReadOnlyList<long>? Confidence = null,
    DateTimeOffset? NewestRow = null)
{
    /// <summary>Tags of a model version: where its guards lie among the artifacts of its run, their digest, and when they were fitted.</summary>
    public const string FileTag = "airworthy.guards", DigestTag = "airworthy.guards.digest", AtTag = "airworthy.guards.at";

    /// <summary>Behind the name of a time, in a profile: the hour of its day is looked at, and not when it was.</summary>
    public const string HourOf = "@hour";

    public string ToJson() => JsonSerializer.Serialize(this, FittedGuardsJson.Default.FittedGuards);

    /// <exception cref="InvalidDataException">It is none; the message says where and what to do.</exception>
    public static FittedGuards Parse(string json, string origin)
    {
        if (json.Length > GuardProfile.MostCharacters)
        {
            throw new InvalidDataException($"{origin}: {json.Length:N0} characters; guards of a model have {GuardProfile.MostCharacters:N0} at most.");
        }

        try
        {
            var fitted = JsonSerializer.Deserialize(json, FittedGuardsJson.Default.FittedGuards) ?? throw new InvalidDataException($"{origin}: it is empty. Fit the guards again.");
            return fitted with { Profile = GuardProfile.Parse(fitted.Profile.ToJson(), origin) };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{origin}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: no guards of a model ({e.Path}). Fit the guards again.", e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FittedGuards))]
internal sealed partial class FittedGuardsJson : JsonSerializerContext;
