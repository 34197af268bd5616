using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>Whom the rows of a request are about: the parameter <c>subject</c>, or the header; no model sees it, and the prediction log keeps a keyed hash.</summary>
internal static class Subjects
{
    public const string Header = "X-Subject";

    private const int Longest = 512;

    /// <exception cref="InferenceRefusedException">It is too long, or there are neither one nor one for each row.</exception>
    public static InferRequest Of(HttpContext context, InferRequest request)
    {
        if (request.Subjects is null && context.Request.Headers[Header] is [{ Length: > 0 } header])
        {
            request = request with { Subjects = [Checked(header, Header)] };
        }

        return request.Subjects is null || request.Subjects.Count == 1 || request.Subjects.Count == request.Rows
            ? request
            : throw InferenceRefusedException.Invalid($"parameters.subject has {request.Subjects.Count} entries for {request.Rows} rows; expected one text, or a list with one for each row.");
    }

    /// <summary>Reads the parameter, the reader standing on its value: a text, or a list of texts.</summary>
    public static IReadOnlyList<string> Read(ref Utf8JsonReader json, string where)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return [Text(ref json, where)];
        }

        var subjects = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            subjects.Add(Text(ref json, where));
        }

        return subjects;
    }

    /// <summary>Checks one that came as a text.</summary>
    public static string Checked(string subject, string where) =>
        subject.Length is > 0 and <= Longest ? subject : throw InferenceRefusedException.Invalid($"{where} is no text of 1 to {Longest} characters.");

    private static string Text(ref Utf8JsonReader json, string where) =>
        json.TokenType == JsonTokenType.String ? Checked(json.GetString()!, where) : throw InferenceRefusedException.Invalid($"{where} is no text of 1 to {Longest} characters, and no list of such.");
}
