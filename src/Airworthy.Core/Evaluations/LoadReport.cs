using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Core.Evaluations;

/// <summary>What a load test of a model version measured, in a gateway that had this model alone.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="ModelDigest">Of its files, <c>sha256:…</c>; null where they could not be read.</param>
/// <param name="At">When it ended.</param>
/// <param name="Rate">Requests per second that were sent, whether or not earlier ones were answered.</param>
/// <param name="Requests">Sent, after warm-up.</param>
/// <param name="Failed">Of those, without an answer of success.</param>
/// <param name="P99LowMs">Lower end of the 95 % interval of <paramref name="P99Ms"/>; times count from when a request was due.</param>
/// <param name="PeakMb">Of the resident memory, in 10^6 bytes.</param>
/// <param name="ProcessorUs">Microseconds of processor per request.</param>
/// <param name="SustainedRps">The highest rate at which 99 of 100 answers came within <paramref name="LimitMs"/> and no more than one in a thousand failed.</param>
/// <param name="Machine">Where, as the system tells it.</param>
/// <param name="Hardware">What the contract called the machine that it is about, where somebody said that this is it; null: nobody did.</param>
/// <param name="YardstickUs">What a fixed piece of work took just before and after, on the mean; null in reports of before it was measured.</param>
/// <param name="Slowdown">That mean beside the quickest piece: how much the machine had to do for others.</param>
public sealed record LoadReport(string Model, string Version, string? ModelDigest, DateTimeOffset At, double Rate, int Requests, int Failed, double Seconds, double P50Ms, double P99Ms, double P99LowMs, double P99HighMs,
    double PeakMb, double ProcessorUs, double SustainedRps, double LimitMs, string Machine, string? Hardware = null,
    double? YardstickUs = null, double? Slowdown = null)
{
    /// <summary>A machine that is slowed down by more has other things to do.</summary>
    public const double Busy = 1.25;

    /// <summary>Whether others had the processor for so much of the time that long answers may be theirs.</summary>
    [JsonIgnore] public bool IsDisturbed => Slowdown > Busy;
}

/// <summary>A load test as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(LoadReport))]
public sealed partial class LoadJson : JsonSerializerContext
{
    public static string Of(LoadReport report) => JsonSerializer.Serialize(report, Default.LoadReport) + "\n";

    /// <returns>Null where the bytes are no such report.</returns>
    public static LoadReport? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.LoadReport) is { Model: not null, Version: not null, Machine: not null, Rate: > 0, Requests: > 0 } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
