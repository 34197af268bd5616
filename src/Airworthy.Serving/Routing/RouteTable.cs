using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Serving.Guards;
using Airworthy.Serving.PredictionLog;

namespace Airworthy.Serving.Routing;

/// <summary>What the slot that does not answer live traffic is for.</summary>
public enum OtherRole
{
    /// <summary>Loaded and warm, so that it can be back at once; it answers where a fallback names <c>previous</c>.</summary>
    Previous,

    /// <summary>Gets copies of requests and is not heard.</summary>
    Shadow,

    /// <summary>Answers its share of the traffic.</summary>
    Canary,
}

/// <summary>One of the two loaded versions.</summary>
/// <param name="Model"><c>models:/name/3</c>, or <c>constant:0.2</c>.</param>
/// <param name="Digest">Of the version's files, <c>sha256:…</c>; null of a constant. A model whose files give another digest is not loaded.</param>
public sealed record Slot(string Model, string? Digest)
{
    private const string Scheme = "models:/";

    /// <summary>The version of the registry that it names; null where it names none.</summary>
    [JsonIgnore]
    public (string Name, long Version)? Registered => Model.StartsWith(Scheme, StringComparison.Ordinal) && Model.LastIndexOf('/') is var slash && slash > Scheme.Length
        && long.TryParse(Model.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? (Model[Scheme.Length..slash], version) : null;
}

/// <summary>Which version answers which request of an endpoint: one immutable document per generation.</summary>
/// <param name="Generation">1, 2, 3 …; each change is the next one.</param>
/// <param name="Live">Answers.</param>
/// <param name="LiveColour">The name of its slot, <c>blue</c> or <c>green</c>.</param>
/// <param name="Other">Is loaded beside it; null where nothing is.</param>
/// <param name="Role">What the other one is for.</param>
/// <param name="Share">Of requests that are copied to a shadow or answered by a canary, 0 to 1.</param>
/// <param name="Salt">Of the release: decides with the key of a request to which arm it belongs.</param>
/// <param name="Release">The release that the other slot belongs to; null where none runs.</param>
/// <param name="Fallback">Who answers when the model should not, in order: <c>previous</c>, <c>models:/…</c>, <c>constant:…</c>, <c>refuse</c>.</param>
/// <param name="Threshold">A score of at least this is a yes.</param>
/// <param name="TimeoutMs">The longest a request may take, in milliseconds.</param>
/// <param name="SlowMs">An answer that takes longer counts as slow; null where nothing was promised.</param>
/// <param name="LogRate">Share of ordinary requests that the prediction log keeps, 0 to 1; what went wrong is always kept.</param>
/// <param name="Guards">What is asked of each row; null where nothing is.</param>
/// <param name="LogFeatures">The log keeps the values of features: somebody has said that none tells of a person. Else those alone that <paramref name="Privacy"/> classes.</param>
/// <param name="Privacy">Who may read which feature, and whom rows are about; null where nothing was said.</param>
/// <param name="Step">The generation that began the present step of the release: a change of guards meanwhile begins none; null where no release runs, and of tables older than this was kept.</param>
/// <param name="MaxAgeDays">An older version in use is worth an alert, in days since it was registered; null: none is.</param>
/// <param name="Alias">Of the registry: stands for the version that answers here, and moves with each change of it; null: none does.</param>
public sealed record RouteTable(
    string Endpoint, long Generation, Slot Live, string LiveColour, Slot? Other = null, OtherRole Role = OtherRole.Previous, double Share = 0, long Salt = 0, long? Release = null,
    IReadOnlyList<string>? Fallback = null, double Threshold = 0.5, double TimeoutMs = RouteTable.LongestMs, double? SlowMs = null,
    double LogRate = 1, bool LogFeatures = false, GuardTerms? Guards = null, LogPrivacy? Privacy = null, string? Alias = null,
    double? MaxAgeDays = null, long? Step = null)
{
    /// <summary>How long a request may take where nothing else is said.</summary>
    public const double LongestMs = 30_000;

    [JsonIgnore]
    public string OtherColour => LiveColour == "blue" ? "green" : "blue";

    /// <summary>The other slot answers live traffic from now on, and what did stays as the previous one.</summary>
    public RouteTable Switched() => this with { Live = Other!, LiveColour = OtherColour, Other = Live, Role = OtherRole.Previous, Share = 0 };
}

/// <summary>A change of what answers, as it is kept: who, when, why, and the digest of the one before.</summary>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="By">The account; the policy's name where nobody asked for it.</param>
/// <param name="Reason">In words.</param>
/// <param name="Previous">The digest of the generation before; empty of the first.</param>
/// <param name="Digest">Of all that stands here.</param>
public sealed record RouteChange(RouteTable Table, long At, string By, string Reason, string Previous, string Digest)
{
    /// <summary>A change whose digest is what it holds.</summary>
    public static RouteChange Of(RouteTable table, long at, string by, string reason, string previous) =>
        new(table, at, by, reason, previous, DigestOf(RouteJson.Text(table), at, by, reason, previous));

    /// <summary>The digest that a change must have.</summary>
    /// <param name="document">The table, exactly as it is kept.</param>
    public static string DigestOf(string document, long at, string by, string reason, string previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize([document, at.ToString(CultureInfo.InvariantCulture), by, reason, previous], RouteJson.Default.StringArray))));
}

/// <summary>Route tables and changes as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RouteTable))]
[JsonSerializable(typeof(RouteChange))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class RouteJson : JsonSerializerContext
{
    public static string Text(RouteTable table) => JsonSerializer.Serialize(table, Default.RouteTable);

    public static RouteTable Table(string text) => JsonSerializer.Deserialize(text, Default.RouteTable) ?? throw new JsonException("a route table is empty");
}
