using System.Text.Json;

namespace Airworthy.Web.Files;

/// <summary>Tables as <c>log_table</c> of MLflow's clients writes them: <c>{"columns": […], "data": [[…], …]}</c>, which pandas calls "split".</summary>
internal static class JsonTable
{
    private const int Widest = 60;

    /// <returns>The head and the first rows; null: the text is no such table.</returns>
    public static IReadOnlyList<IReadOnlyList<string>>? Read(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            if (parsed.RootElement is not { ValueKind: JsonValueKind.Object } table
                || !table.TryGetProperty("columns", out var columns) || columns.ValueKind != JsonValueKind.Array || columns.GetArrayLength() == 0
                || !table.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array
                || data.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Array))
            {
                return null;
            }

            return [Cells(columns), .. data.EnumerateArray().Take(RunFiles.MostRows - 1).Select(Cells)];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Cells(JsonElement row) =>
        [.. row.EnumerateArray().Take(Widest).Select(cell => cell.ValueKind switch { JsonValueKind.String => cell.GetString()!, JsonValueKind.Null => "", _ => cell.GetRawText() })];
}
