using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Evaluations;

/// <summary>What came of making the features of logged requests again by the code of training, and of answering them again outside of the gateway.</summary>
/// <param name="Model">The version that the requests were about: <c>models:/late/3</c>.</param>
/// <param name="Digest">Of its files.</param>
/// <param name="At">When it was compared.</param>
/// <param name="Days">How far back requests were drawn from.</param>
/// <param name="Logged">Rows drawn from the log.</param>
/// <param name="Unnamed">Those whose id names no row of the data, so that nothing could be made again.</param>
/// <param name="Compared">Rows of which features were made again.</param>
/// <param name="Features">What the model takes, in its order.</param>
/// <param name="NotCompared">Inputs that could not be compared, each with the reason.</param>
/// <param name="TrainRows">Rows of train in <paramref name="Shifts"/>.</param>
/// <param name="ServedRows">Rows of the log in <paramref name="Shifts"/>.</param>
/// <param name="Shifts">How each feature is spread in train and in what was served.</param>
/// <param name="UnnamedId">One of <paramref name="Unnamed"/>.</param>
/// <param name="Answers">The answers that were given beside those of the model's file to the features made again; null where it answered none of them itself.</param>
/// <param name="Later">Features made as of earlier moments, beside those made now.</param>
/// <param name="WhyNotLater">Why that was not tried.</param>
public sealed record SkewReport(string Endpoint, string Model, string? Digest, DateTimeOffset At, int Days, int Logged, int Unnamed, int Compared, IReadOnlyList<SkewedFeature> Features,
    IReadOnlyList<string> NotCompared, int TrainRows, int ServedRows, IReadOnlyList<BinnedColumn> Shifts, string? UnnamedId = null, SkewedAnswers? Answers = null, MadeLater? Later = null, string? WhyNotLater = null);

/// <summary>A feature as it was served and as it was made again.</summary>
/// <param name="Rows">Rows compared.</param>
/// <param name="Different">Those in which the two are not equal.</param>
/// <param name="Example">The first of them.</param>
public sealed record SkewedFeature(string Name, int Rows, int Different, SkewExample? Example = null);

/// <param name="Row">The request, or the row.</param>
/// <param name="Served">Null: missing.</param>
/// <param name="Made">Null: missing.</param>
public sealed record SkewExample(string Row, string? Served, string? Made);

/// <param name="Different">Rows whose answers differ by more than <see cref="Tolerance"/>.</param>
/// <param name="Largest">Largest absolute difference.</param>
public sealed record SkewedAnswers(int Rows, int Different, double Largest, SkewExample? Example = null)
{
    /// <summary>Answers that differ by no more are the same.</summary>
    public const double Tolerance = 1e-4;
}

/// <param name="Moments">Of which the data was cut: later rows were left out, and of the rows compared what is known only after them.</param>
/// <param name="Features">Rows at those moments; <c>Served</c> is as of then, <c>Made</c> is now.</param>
/// <param name="Hidden">Columns whose values of the rows compared were left out.</param>
public sealed record MadeLater(IReadOnlyList<string> Moments, IReadOnlyList<SkewedFeature> Features, IReadOnlyList<string> Hidden);

/// <summary>The comparison as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(SkewReport))]
public sealed partial class SkewJson : JsonSerializerContext
{
    /// <summary>With a version: where the newest comparison lies among the artifacts of its run, and the digest of that file.</summary>
    public const string FileTag = "airworthy.skew", DigestTag = "airworthy.skew.digest";

    public static string Of(SkewReport report) => JsonSerializer.Serialize(report, Default.SkewReport) + "\n";

    /// <returns>Null where the bytes are no such report.</returns>
    public static SkewReport? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.SkewReport) is { Model: not null, Features: not null, NotCompared: not null, Shifts: not null } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
