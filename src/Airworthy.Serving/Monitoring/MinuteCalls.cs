using System.Globalization;
using System.Text.Json.Serialization;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Monitoring;

/// <summary>One minute as it travels.</summary>
/// <param name="At">Its beginning, in milliseconds since 1970.</param>
/// <param name="Broken">How often each column broke the approved schema.</param>
/// <param name="MeanConfidence">Of the largest probability, and the entropy in nats; null where no answer was one.</param>
/// <param name="Decided">Rows by what was decided: no and yes, or the class by its number.</param>
/// <param name="P99Ms">The bound of the bucket below which 99 of 100 answers lie; null without any, and where it is the last bucket.</param>
internal sealed record MinuteShape(long At, string Model, string Arm, long Requests, long Rows, long Errors, long Slow, long Fallbacks, long Shed, long Disagreed, double? P50Ms, double? P99Ms,
    long FallbackRows = 0, long BadRows = 0, long SchemaErrors = 0, long MissingRequired = 0, long OutOfRange = 0, long Ood = 0, long LowConfidence = 0, long NonFinite = 0, long Timeouts = 0, long GuardUnknown = 0, long Human = 0, IReadOnlyDictionary<string, long>? Broken = null, double? MeanConfidence = null, double? MeanEntropy = null, IReadOnlyList<long>? Decided = null);

internal sealed record MinutesShape(IReadOnlyList<MinuteShape> Minutes);

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/minutes</c>: traffic, errors and answer times by the minute.</summary>
internal sealed class MinuteCalls(MinuteBook book, TimeProvider clock) : ICalls
{
    private const long Usual = 24 * 60;

    public void Map(Routes routes) => routes.Raw("GET", "//api/airworthy/endpoints/{endpoint}/minutes", async (context, caller) =>
    {
        caller.Need(Right.View);
        var minutes = context.Request.Query["last"].ToString() is { Length: > 0 } text
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 0 and <= 90 * Usual ? asked : throw RefusedException.Invalid("last is no number of minutes from 1 to 129600.")
            : Usual;
        var from = (clock.GetUtcNow().ToUnixTimeSeconds() / 60) - minutes + 1;
        var all = await book.OfAsync((string)context.Request.RouteValues["endpoint"]!, from, context.RequestAborted);
        await Answers.WriteAsync(context, new MinutesShape([.. all.Select(Shape)]), MinuteCallJson.Default.MinutesShape);
    });

    private static MinuteShape Shape(MinuteCounts m) => new(m.Minute * 60_000, m.Arm.Model, m.Arm.Name, m.Counts[Event.Requests], m.Counts[Event.Rows], m.Counts[Event.Errors], m.Counts[Event.Slow], m.Counts[Event.Fallbacks],
        m.Counts[Event.Shed], m.Counts[Event.Disagreed], Milliseconds(m.Counts.LatencyWithin(0.5)), Milliseconds(m.Counts.LatencyWithin(0.99)),
        m.Counts[Event.FallbackRows], m.Counts[Event.BadRows], m.Counts[Event.SchemaErrors], m.Counts[Event.MissingRequired], m.Counts[Event.OutOfRange], m.Counts[Event.Ood], m.Counts[Event.LowConfidence], m.Counts[Event.NonFinite], m.Counts[Event.Timeouts],
        m.Counts[Event.GuardUnknown], m.Counts[Event.Human], m.Counts.Broken, m.Counts.MeanConfidence, m.Counts.MeanEntropy, m.Counts.Decided);

    private static double? Milliseconds(double? seconds) => seconds is { } s && double.IsFinite(s) ? s * 1000 : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MinutesShape))]
internal sealed partial class MinuteCallJson : JsonSerializerContext;
