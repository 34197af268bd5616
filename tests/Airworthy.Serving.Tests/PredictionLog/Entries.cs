using Airworthy.Serving.PredictionLog;

using CsCheck;

namespace Airworthy.Serving.Tests.PredictionLog;

/// <summary>Entries to write: plain ones by number, and any that can be.</summary>
internal static class Entries
{
    private static readonly Gen<string?> s_text = Gen.OneOf(Gen.String.Select(t => (string?)t), Gen.Const((string?)null));

    private static readonly Gen<double?> s_number = Gen.OneOf(Gen.Double.Select(n => (double?)n), Gen.Const((double?)null), Gen.Const((double?)double.NaN), Gen.Const((double?)-0.0));

    private static readonly Gen<LoggedValue[]> s_values = Gen.Select(Gen.String, s_number, s_text, (name, number, text) => new LoggedValue(name, number, text)).Array[0, 5];

    public static Gen<PredictionEntry> Any { get; } =
        from texts in s_text.Array[10]
        from numbers in s_number.Array[3]
        from values in s_values.Array[3]
        from row in Gen.Int
        from generation in Gen.Long
        from ticks in Gen.Long[0, DateTime.MaxValue.Ticks / 10]
        from disagrees in Gen.Bool
        select new PredictionEntry
        {
            Id = texts[0] ?? "",
            Row = row,
            Time = new DateTimeOffset(ticks * 10, TimeSpan.Zero),
            Endpoint = texts[1] ?? "",
            Model = texts[2] ?? "",
            Version = texts[3] ?? "",
            Arm = texts[4] ?? "",
            Generation = generation,
            Subject = texts[5],
            FeatureHash = texts[6],
            Features = values[0],
            Outputs = values[1],
            Stages = values[2],
            Confidence = numbers[0],
            Set = texts[7],
            Distance = numbers[1],
            ServedBy = texts[8] ?? "",
            Reason = texts[9],
            Status = row,
            Disagrees = disagrees,
            Inclusion = numbers[2] ?? 0,
        };

    public static PredictionEntry Plain(int number, string endpoint = "flight-delay", string? subject = null, int day = 1) => new()
    {
        Id = $"r{number}",
        Time = new DateTimeOffset(2001, 6, day, 10, 0, 0, TimeSpan.Zero).AddMicroseconds(number),
        Endpoint = endpoint,
        Model = "flight-delay",
        Version = "3",
        Arm = "live",
        Generation = 7,
        Subject = subject,
        Features = [LoggedValue.Of("distance", 100.5 + number), LoggedValue.Of("origin", number % 2 == 0 ? "ATL" : "ORD"), LoggedValue.Missing("wind")],
        Outputs = [LoggedValue.Of("score", number / 1000.0)],
        Confidence = 0.75,
        ServedBy = "primary",
        Stages = [LoggedValue.Of("infer", 12.5)],
        Status = 200,
        Inclusion = 0.5,
    };
}
