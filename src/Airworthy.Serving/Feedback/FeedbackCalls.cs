using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Serving.Protocols;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Feedback;

/// <param name="Label">A truth, a number or a text.</param>
/// <param name="ObservedAt">ISO 8601.</param>
internal sealed record OutcomeAsk(string? RequestId, JsonElement Label, int? Row, DateTimeOffset? ObservedAt, string? Source);

internal sealed record FeedbackAsk(IReadOnlyList<OutcomeAsk>? Feedback);

internal sealed record FeedbackAnswer(int New, int Corrected);

/// <summary><c>POST /models/{endpoint}/feedback</c>: what came true. Taken also before the request is known: labels come late, and logs later.</summary>
internal sealed class FeedbackCalls(Gateway gateway, FeedbackStore feedback) : ICalls
{
    private const int LongestText = 200;

    public void Map(Routes routes) => routes.Raw("POST", "//models/{model}/feedback", async (context, caller) =>
    {
        caller.Need(Right.View);
        var endpoint = (string)context.Request.RouteValues["model"]!;
        try
        {
            gateway.RouteOf(endpoint);
        }
        catch (InferenceRefusedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            throw RefusedException.NotFound(e.Message);
        }

        var asked = await Asked.ReadAsync(context, FeedbackJson.Default.FeedbackAsk);
        var outcomes = Outcomes(asked.Feedback);
        var (added, corrected) = await feedback.KeepAsync(endpoint, outcomes, context.RequestAborted);
        foreach (var outcome in outcomes)
        {
            gateway.Saw(endpoint, outcome.RequestId, outcome.Row, outcome.Label);
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await Answers.WriteAsync(context, new FeedbackAnswer(added, corrected), FeedbackJson.Default.FeedbackAnswer);
    });

    private static List<Outcome> Outcomes(IReadOnlyList<OutcomeAsk>? asked)
    {
        if (asked is not { Count: > 0 and <= FeedbackStore.MostAtOnce })
        {
            throw RefusedException.Invalid($"feedback is no list of 1 to {FeedbackStore.MostAtOnce} outcomes such as {{\"request_id\": \"…\", \"label\": true}}.");
        }

        var problems = new List<string>();
        var outcomes = new List<Outcome>();
        for (var i = 0; i < asked.Count; i++)
        {
            var one = asked[i];
            var label = one.Label.ValueKind switch
            {
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Number => one.Label.GetRawText(),
                JsonValueKind.String => one.Label.GetString(),
                _ => null,
            };
            if (one.RequestId is not { Length: > 0 and <= LongestText })
            {
                problems.Add($"feedback[{i}].request_id is no text of 1 to {LongestText} characters.");
            }
            else if (label is not { Length: > 0 and <= LongestText })
            {
                problems.Add($"feedback[{i}].label is no truth, number or text of up to {LongestText} characters.");
            }
            else if (one.Row < 0 || one.Source?.Length > LongestText)
            {
                problems.Add($"feedback[{i}]: row is below 0, or source is longer than {LongestText} characters.");
            }
            else
            {
                outcomes.Add(new Outcome(one.RequestId, label, one.Row ?? 0, one.ObservedAt?.ToUnixTimeMilliseconds(), one.Source ?? ""));
            }
        }

        return problems.Count == 0 ? outcomes : throw RefusedException.Invalid(string.Join(" ", problems.Take(10)));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FeedbackAsk))]
[JsonSerializable(typeof(FeedbackAnswer))]
internal sealed partial class FeedbackJson : JsonSerializerContext;
