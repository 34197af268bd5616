using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Models.Tabular;

namespace Airworthy.Cli.Rehearsing;

/// <summary>Rows of the table as requests, and the changes that make one doubtful.</summary>
/// <param name="rows">Ordinary rows, with the columns that the model takes.</param>
/// <param name="names">Of those columns.</param>
internal sealed class DoubtedRows(RawRows rows, IReadOnlyList<string> names)
{
    private static readonly string[] s_strange = ["ZZZ", "QQQ", "zzz", "000"];

    /// <summary>The row that others are made from: one that nothing doubts.</summary>
    public int Usual { get; set; }

    public int Count => rows.Rows;

    /// <summary>A row as it is.</summary>
    public JsonObject Of(int row)
    {
        var values = new JsonObject();
        foreach (var name in names)
        {
            values[name] = rows[name] switch
            {
                RawColumn.Numbers n when float.IsNaN(n.Values[row]) => null,
                RawColumn.Numbers n => n.Values[row] == MathF.Floor(n.Values[row]) && MathF.Abs(n.Values[row]) < 1e9f ? JsonValue.Create((long)n.Values[row]) : JsonValue.Create(n.Values[row]),
                RawColumn.Times t when double.IsNaN(t.Seconds[row]) => null,
                RawColumn.Times t => JsonValue.Create(t.Seconds[row]),
                RawColumn.Texts t => JsonValue.Create(t.Words[t.Codes[row]]),
                _ => null,
            };
        }

        return values;
    }

    /// <summary>A value of a kind that no model takes.</summary>
    public JsonObject Unreadable()
    {
        var row = Of(Usual);
        row[names[0]] = new JsonArray("no", "value");
        return row;
    }

    /// <summary>A row without a value that must be there; by the approved schema, else without one that the model takes.</summary>
    public JsonObject Missing(InputSchema? schema)
    {
        var row = Of(Usual);
        if (names.FirstOrDefault(n => schema?.Columns.TryGetValue(n, out var column) == true && column.Required) is { } required)
        {
            row[required] = rows[required] is RawColumn.Texts ? "" : null;
        }
        else
        {
            row.Remove(names[0]);
        }

        return row;
    }

    /// <summary>A value outside of the approved schema; null where it promises nothing that could be broken.</summary>
    public JsonObject? Outside(InputSchema? schema)
    {
        foreach (var name in names)
        {
            if (schema?.Columns.TryGetValue(name, out var column) != true)
            {
                continue;
            }

            var row = Of(Usual);
            if (rows[name] is RawColumn.Texts && (column!.Values ?? (column.Pattern is null ? null : [])) is not null)
            {
                row[name] = "no such value";
                return row;
            }

            if (rows[name] is not RawColumn.Texts && (column!.High ?? column.Low) is { } end)
            {
                var far = Math.Max(1, Math.Abs(end));
                row[name] = column.High is null ? end - far : end + far;
                return row;
            }
        }

        return null;
    }

    /// <summary>Rows that the schema allows and that lie far from those in training, the farthest first.</summary>
    public IEnumerable<JsonObject> Strange(DistanceProfile profile, InputSchema? schema)
    {
        for (var far = 1e6; far >= 3; far /= 3)
        {
            var row = Of(Usual);
            foreach (var column in profile.Columns.Where(c => names.Contains(c.Name)))
            {
                var promised = schema?.Columns.GetValueOrDefault(column.Name);
                if (column.Categories is null && column.Scale > 0)
                {
                    row[column.Name] = Math.Round(Math.Clamp(column.Mean + (far / column.Scale), promised?.Low ?? double.MinValue, promised?.High ?? double.MaxValue));
                }
                else if (column.Categories is not null && rows[column.Name] is RawColumn.Texts && promised?.Values is null)
                {
                    row[column.Name] = s_strange.FirstOrDefault(w => !column.Categories.Contains(w) && (promised?.Pattern is null || System.Text.RegularExpressions.Regex.IsMatch(w, promised.Pattern))) ?? (string?)row[column.Name];
                }
            }

            yield return row;
        }
    }

    public static string Body(string id, JsonObject row) => new JsonObject { ["id"] = id, ["rows"] = new JsonArray(row.DeepClone()) }.ToJsonString();

    public static string Word(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
