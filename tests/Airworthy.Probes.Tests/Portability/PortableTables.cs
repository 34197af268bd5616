using System.Globalization;
using System.Text;

using Airworthy.Data;

namespace Airworthy.Probes.Tests.Portability;

/// <summary>A column of a small table.</summary>
/// <param name="Type">double, bigint, varchar or timestamp, as both engines call them once PostgreSQL knows <c>double</c>.</param>
internal sealed record SmallColumn(string Name, string Type)
{
    public string Quoted => Name.Quoted;
}

/// <summary>
/// One of three small tables with what sets engines apart: numbers with NaN, infinities, null and minus zero; texts with odd names, quotes, blanks and
/// characters beyond ASCII; times with null. The relations are those that every probe knows.
/// </summary>
internal sealed record SmallTable(string Name, IReadOnlyList<SmallColumn> Columns, string Label, IReadOnlyList<string[]> Rows)
{
    private const int Count = 240;

    public static IReadOnlyList<SmallTable> All { get; } = [Numbers(), Texts(), Times()];

    /// <summary>The statements that make <c>data</c>, <c>labelled</c>, <c>parted</c>, <c>train</c>, <c>dev</c> and <c>test</c>; the same text for every engine.</summary>
    public IEnumerable<string> Made()
    {
        yield return $"create table parted ({string.Join(", ", Columns.Select(c => $"{c.Quoted} {c.Type}"))}, __label {Label}, __row bigint, __train boolean, __dev boolean, __test boolean)";
        var text = new StringBuilder("insert into parted values ");
        text.AppendJoin(", ", Rows.Select(r => $"({string.Join(", ", r)})"));
        yield return text.ToString();
        var columns = string.Join(", ", Columns.Select(c => c.Quoted));
        yield return $"create view data as select {columns} from parted";
        yield return $"create view labelled as select {columns}, __label from parted";
        foreach (var split in (string[])["train", "dev", "test"])
        {
            yield return $"create view {split} as select {columns}, __label from parted where __{split}";
        }
    }

    private static SmallTable Of(string name, string label, (string Name, string Type)[] columns, Func<Random, int, string[]> row)
    {
        var random = new Random(20260727);
        var rows = new List<string[]>();
        for (var i = 0; i < Count; i++)
        {
            // Every eighth row repeats an earlier one, from whichever split.
            var values = i > 40 && i % 8 == 0 ? rows[random.Next(i)][..(columns.Length + 1)] : row(random, i);
            var part = i % 10;
            rows.Add([.. values, $"{i}", part < 6 ? "true" : "false", part is 6 or 7 ? "true" : "false", part == 8 ? "true" : "false"]);
        }

        return new SmallTable(name, [.. columns.Select(c => new SmallColumn(c.Name, c.Type))], label, rows);
    }

    private static SmallTable Numbers() => Of("numbers", "double", [("x", "double"), ("n", "bigint"), ("order\"s", "double"), ("big", "double")], (random, i) =>
    [
        Number(i % 29 == 0 ? double.NaN : i % 31 == 0 ? double.PositiveInfinity : i % 37 == 0 ? double.NegativeInfinity : i % 11 == 0 ? null : i % 13 == 0 ? -0.0 : Math.Round(random.NextDouble() * 20, 2)),
        i % 7 == 0 ? "null" : $"{random.Next(0, 12)}",
        Number(Math.Round(random.NextDouble() * random.NextDouble() * 5, 1)),
        Number(i % 3 == 0 ? null : Math.Exp(random.NextDouble() * 30)),
        Number(random.Next(0, 4)),
    ]);

    private static SmallTable Texts() => Of("texts", "varchar", [("order\"s", "varchar"), ("Words And Blanks", "varchar"), ("select", "varchar"), ("note's", "varchar")], (random, i) =>
    [
        Text(i % 9 == 0 ? null : $"key {random.Next(0, 30)}"),
        Text(One(random, "Lisboa", "lisboa", " Lisboa ", "São Paulo", "Zürich", "it's", "a \"quoted\" one", "")),
        Text(One(random, "?", "unknown", "N/A", "x@example.com", "+351 21 000 0000", "2001-02-03", "03/02/2001", "17", "-3.5", "1e3")),
        Text(random.Next(0, 5) == 0 ? null : $"line {i}\nof two; 100 %"),
        Text(One(random, "yes", "no", "maybe")),
    ]);

    private static SmallTable Times() => Of("times", "bigint", [("at", "timestamp"), ("known", "timestamp"), ("who", "varchar"), ("n", "bigint")], (random, i) =>
    [
        Time(i % 17 == 0 ? null : new DateTime(2001, 1, 1).AddMinutes(i * 331)),
        Time(i % 5 == 0 ? new DateTime(1970, 1, 1) : new DateTime(2001, 1, 1).AddMinutes((i * 331) + random.Next(-600, 600)).AddMilliseconds(i)),
        Text($"P{random.Next(0, 25):00}"),
        $"{random.Next(0, 3)}",
        $"{random.Next(0, 2)}",
    ]);

    private static string One(Random random, params string[] values) => values[random.Next(values.Length)];

    private static string Text(string? text) => text?.Literal ?? "null";

    private static string Number(double? number) => number switch
    {
        null => "null",
        double n when double.IsFinite(n) && n == 0 && double.IsNegative(n) => "cast('-0' as double)",
        double n when double.IsFinite(n) => Sql.Of(n),
        double n => $"cast('{(double.IsNaN(n) ? "NaN" : n > 0 ? "Infinity" : "-Infinity")}' as double)",
    };

    private static string Time(DateTime? time) => time is { } t ? $"cast('{t.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}' as timestamp)" : "null";
}
