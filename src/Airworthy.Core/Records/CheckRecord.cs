using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Core.Checklist;

namespace Airworthy.Core.Records;

/// <summary>Who ran a check. A person's run is never <em>automatic</em>.</summary>
public enum WriterKind { Person, Ci, Scheduler, Gateway, Drill }

/// <param name="Run">Where it ran, such as the address of a CI run.</param>
/// <param name="Id">The chain the record belongs to: one per writer.</param>
/// <param name="Commit">CI: the head commit of the change it ran for.</param>
public sealed record Writer(WriterKind Kind, string Id, string? Run = null, string? Commit = null);

/// <summary>What one run of one check leaves behind. Append-only; chained per check and writer.</summary>
public sealed record CheckRecord
{
    /// <summary><c>item/part</c>.</summary>
    public required string Check { get; init; }

    public required int CheckVersion { get; init; }

    public required Answer Answer { get; init; }

    public required string Says { get; init; }

    public string? Next { get; init; }

    public IReadOnlyDictionary<string, double> Measured { get; init; } = new Dictionary<string, double>();

    public IReadOnlyList<string> Concerns { get; init; } = [];

    public Shown? Shown { get; init; }

    public IReadOnlyList<Plot> Plots { get; init; } = [];

    public string? Blind { get; init; }

    /// <summary>Digests of what it was about, by kind.</summary>
    public required IReadOnlyDictionary<string, string> Subject { get; init; }

    /// <summary>The state of the project that it saw: the id of a <see cref="Makeup"/>.</summary>
    public string? State { get; init; }

    /// <summary>What that state is made of; carried by the first record of each state.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? MadeOf { get; init; }

    public required Writer By { get; init; }

    public required DateTimeOffset At { get; init; }

    public long TookMs { get; init; }

    /// <summary>The id of the record before it in the same chain; null for the first.</summary>
    public string? Previous { get; init; }

    [JsonIgnore] public PartId Part => PartId.Parse(Check)!.Value;

    /// <summary>Digest of everything the verdict was computed from, program included; equal inputs need no second run. Null when the world itself was looked at.</summary>
    public string? Inputs { get; init; }

    /// <summary>The line it was read from; null while it is new.</summary>
    [JsonIgnore] public string? Stored { get; private init; }

    /// <summary>The record as one line of JSON: what is stored, and what the id is made of.</summary>
    [JsonIgnore] public string Line => Stored ?? JsonSerializer.Serialize(this, RecordJson.Default.CheckRecord);

    /// <summary>SHA-256 of <see cref="Line"/> in UTF-8, in lower-case hexadecimal.</summary>
    [JsonIgnore] public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Line)));

    /// <summary>Reads a stored line; null when it is not a whole record.</summary>
    public static CheckRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RecordJson.Default.CheckRecord) is { } record && PartId.Parse(record.Check) is not null
                ? record with { Stored = line }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The verdict it carries.</summary>
    [JsonIgnore] public Verdict Verdict => Verdict.Of(Answer, Says, Next) with { Numbers = Measured, Concerns = Concerns, Shown = Shown, Plots = Plots, Blind = Blind };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
