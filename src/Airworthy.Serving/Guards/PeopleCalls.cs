using System.Text.Json.Serialization;

using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Guards;

internal sealed record PersonsAnswer(string? RequestId, int? Row, string? Answer);

internal sealed record PersonsRows(IReadOnlyList<PersonsRow> Rows);

/// <summary><c>/api/airworthy/endpoints/{endpoint}/people</c>: rows that wait for a person, oldest first, and their answers.</summary>
internal sealed class PeopleCalls(PeopleQueue people) : ICalls
{
    private const string Path = "//api/airworthy/endpoints/{endpoint}/people";

    private const int LongestText = 1000;

    public void Map(Routes routes)
    {
        routes.Raw("GET", Path, async (context, caller) =>
        {
            caller.Need(Right.Edit);
            var rows = await people.ListAsync(Endpoint(context), context.Request.Query["answered"] != "true", context.RequestAborted);
            await Answers.WriteAsync(context, new PersonsRows(rows), PeopleJson.Default.PersonsRows);
        });
        routes.Raw("POST", Path, PeopleJson.Default.PersonsAnswer, PeopleJson.Default.PersonsAnswer, async (context, caller) =>
        {
            caller.Need(Right.Edit);
            var asked = await Asked.ReadAsync(context, PeopleJson.Default.PersonsAnswer);
            var request = asked.RequestId ?? throw RefusedException.Missing("request_id");
            var answer = asked.Answer is { Length: > 0 and <= LongestText } text ? text : throw RefusedException.Invalid($"answer is no text of 1 to {LongestText} characters.");
            await people.AnswerAsync(Endpoint(context), request, asked.Row ?? 0, answer, caller.Account ?? "anyone on this machine", context.RequestAborted);
            await Answers.WriteAsync(context, asked, PeopleJson.Default.PersonsAnswer);
        });
    }

    private static string Endpoint(HttpContext context) => (string)context.Request.RouteValues["endpoint"]!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PersonsAnswer))]
[JsonSerializable(typeof(PersonsRows))]
internal sealed partial class PeopleJson : JsonSerializerContext;
