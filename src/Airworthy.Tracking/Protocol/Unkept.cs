using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Protocol;

/// <summary>The one character that no text may hold: PostgreSQL cannot keep U+0000, so no store does.</summary>
internal static class Unkept
{
    private const char Nul = '\0';

    /// <summary>Refuses it in a query. Stands before routing; in a path, the web server itself refuses it.</summary>
    public static Task RefuseInQueryAsync(HttpContext context, RequestDelegate next) =>
        context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            ? Answers.RefuseAsync(context, Invalid(context.Request.Query.FirstOrDefault(q => q.Value.Any(v => v?.Contains(Nul) == true)).Key ?? "?"))
            : next(context);

    /// <summary>Refuses it in a body, which is searched closely only where its JSON names the character at all.</summary>
    /// <exception cref="RefusedException">Names the parameter.</exception>
    public static void RefuseIn(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\\u0000"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(body);
        var parameter = "?";
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String))
                {
                    continue;
                }

                var text = reader.GetString()!;
                if (text.Contains(Nul))
                {
                    throw Invalid(reader.TokenType == JsonTokenType.String ? parameter : "?");
                }

                parameter = reader.TokenType == JsonTokenType.PropertyName ? text : parameter;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or no text: whoever reads the body says so.
        }
    }

    private static RefusedException Invalid(string parameter) => RefusedException.Invalid(
        $"Invalid value for parameter '{parameter}' supplied: it holds the character U+0000, which cannot be kept. Leave it out.");
}
