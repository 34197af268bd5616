using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Core.Checklist;

namespace Airworthy.Core.Evaluations;

/// <summary>What the gate found of one model version.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that was judged.</param>
/// <param name="ModelDigest">Of its files, <c>sha256:…</c>; null where they could not be read.</param>
/// <param name="Run">The id of the run that made it.</param>
/// <param name="Against">The version in use that it was compared with; null where there was none.</param>
/// <param name="Split">Whose rows decided.</param>
/// <param name="RowsDigest">Of these rows.</param>
/// <param name="ContractDigest">Of the fields of the contract that the gate reads.</param>
/// <param name="At">When.</param>
/// <param name="Lines">One per check, in order.</param>
/// <param name="Runtime">What executed the model then: <c>onnxruntime 1.31.1</c>; null in reports of before it was told.</param>
/// <param name="Basis">What else it rests on; null in reports of before it was told.</param>
public sealed record GateReport(string Model, string Version, string? ModelDigest, string Run, string? Against, string Split, string RowsDigest, string ContractDigest, DateTimeOffset At, IReadOnlyList<GateLine> Lines, string? Runtime = null, GateBasis? Basis = null)
{
    /// <summary>Refused when a check says no; passed when all say yes; else open: what was not seen is no yes.</summary>
    public GateOutcome Outcome => Lines.Any(l => l.Answer == Answer.Unmet) ? GateOutcome.Refused : Lines.All(l => l.Answer == Answer.Met) ? GateOutcome.Passed : GateOutcome.Open;
}

/// <summary>How the gate ended.</summary>
public enum GateOutcome { Passed, Refused, Open }

/// <summary>One check of the gate.</summary>
/// <param name="Check">Its name.</param>
/// <param name="Says">With the number that decided.</param>
/// <param name="Next">What would make it true; null when it is.</param>
public sealed record GateLine(string Check, Answer Answer, string Says, string? Next = null, IReadOnlyDictionary<string, double>? Numbers = null)
{
    /// <summary>A check of the checklist as a line of the gate.</summary>
    public static GateLine Of(string check, Verdict verdict) => new(check, verdict.Answer, verdict.Says, verdict.Next, verdict.Numbers.Count == 0 ? null : verdict.Numbers);
}

/// <summary>A gate's report as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GateReport))]
public sealed partial class GateJson : JsonSerializerContext
{
    public static string Of(GateReport report) => JsonSerializer.Serialize(report, Default.GateReport) + "\n";

    /// <returns>Null where the bytes are no such report.</returns>
    public static GateReport? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.GateReport) is { Model: not null, Version: not null, Lines: not null } report && report.Lines.All(l => l is { Check: not null, Says: not null }) ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
