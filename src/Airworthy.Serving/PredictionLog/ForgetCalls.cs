using System.Text.Json.Serialization;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.PredictionLog;

internal sealed record ForgetAsk(IReadOnlyList<string>? Subjects);

/// <summary><c>POST /api/airworthy/predictions/forget</c>: removes the rows about some persons from the prediction log.</summary>
internal sealed class ForgetCalls(RequestLog requests) : ICalls
{
    private const int LongestSubject = 1000;

    public void Map(Routes calls) => calls.Raw("POST", "//api/airworthy/predictions/forget", ForgetJson.Default.ForgetAsk, ForgetJson.Default.ForgottenRows, async (context, caller) =>
    {
        caller.Need(Right.Administer);
        var asked = await Asked.ReadAsync(context, ForgetJson.Default.ForgetAsk);
        if (asked.Subjects is not { Count: > 0 and <= LoggedSubjects.MostAtOnce } subjects || subjects.Any(s => s is not { Length: > 0 and <= LongestSubject }))
        {
            // What was sent names persons, so none of it is told back.
            throw RefusedException.Invalid($"subjects is no list of 1 to {LoggedSubjects.MostAtOnce} texts of 1 to {LongestSubject} characters.");
        }

        await Answers.WriteAsync(context, await requests.ForgetAsync(subjects, context.RequestAborted), ForgetJson.Default.ForgottenRows);
    });
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ForgetAsk))]
[JsonSerializable(typeof(ForgottenRows))]
internal sealed partial class ForgetJson : JsonSerializerContext;
