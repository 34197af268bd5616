using System.Text.Json;

using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>What the guards say of each row, as every protocol carries it.</summary>
internal static class GuardOutputs
{
    private const string ServedBy = "row_served_by", Reason = "row_fallback_reason", Doubts = "row_doubts", Set = "row_set", Distance = "row_distance";

    /// <summary>Names of the outputs that are no model's.</summary>
    public static IReadOnlyList<string> Names { get; } = [ServedBy, Reason, Doubts, Set, Distance];

    /// <summary>As outputs of the inference protocol: texts <c>[rows]</c>, and the distance as FP64, NaN where it was not measured.</summary>
    public static IEnumerable<Tensor> Of(IReadOnlyList<RowAnswer> rows)
    {
        yield return Texts(ServedBy, rows, r => r.ServedBy);
        yield return Texts(Reason, rows, r => r.Reason ?? "");
        yield return Texts(Doubts, rows, r => string.Join(',', Guards.Doubts.Words(r.Doubts)));
        yield return Texts(Set, rows, r => r.Set ?? "");
        yield return new Tensor(Distance, DataType.Fp64, [rows.Count], rows.Select(r => r.Distance).ToArray());
    }

    /// <summary>As a list with one object per row.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<RowAnswer> rows, bool isInterval)
    {
        writer.WriteStartArray("rows");
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("served_by", row.ServedBy);
            writer.WriteBoolean("degraded", row.Reason is not null);
            if (row.Reason is { } reason)
            {
                writer.WriteString("fallback_reason", reason);
            }

            if (row.Doubts != Doubt.None)
            {
                writer.WriteStartArray("doubts");
                foreach (var word in Guards.Doubts.Words(row.Doubts))
                {
                    writer.WriteStringValue(word);
                }

                writer.WriteEndArray();
            }

            if (row.Set is { } set)
            {
                writer.WritePropertyName(isInterval ? "interval" : "set");
                writer.WriteRawValue(set, skipInputValidation: true);
            }

            if (double.IsFinite(row.Distance))
            {
                writer.WriteNumber("distance", Math.Round(row.Distance, 4));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Tensor Texts(string name, IReadOnlyList<RowAnswer> rows, Func<RowAnswer, string> of) => new(name, DataType.Bytes, [rows.Count], rows.Select(of).ToArray());
}
