using System.Globalization;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Logged rows by column, as Parquet keeps them.</summary>
/// <remarks>
/// Besides the fixed columns there is one for each feature, output and stage that occurs: <c>feature_distance</c>, <c>output_score</c>, <c>us_infer</c>. It
/// holds numbers where all that occur are numbers, else texts; files of other versions of a model may have other columns, and
/// <c>read_parquet(…, union_by_name = true)</c> reads them together.
/// </remarks>
internal sealed partial class PredictionTable(IReadOnlyList<TableColumn> columns)
{
    public const string SubjectColumn = "subject";

    public IReadOnlyList<TableColumn> Columns { get; } = columns;

    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Rows;

    public static PredictionTable Of(IReadOnlyList<PredictionEntry> entries) => new(
    [
        Text("id", entries, e => e.Id),
        Value<long>("row", entries, e => e.Row),
        Value<DateTime>("time", entries, e => e.Time.UtcDateTime),
        Text("endpoint", entries, e => e.Endpoint),
        Text("model", entries, e => e.Model),
        Text("version", entries, e => e.Version),
        Text("arm", entries, e => e.Arm),
        Value<long>("generation", entries, e => e.Generation),
        Text(SubjectColumn, entries, e => e.Subject),
        Text(FeatureHashColumn, entries, e => e.FeatureHash),
        Value<double>("confidence", entries, e => e.Confidence),
        Text("set", entries, e => e.Set),
        Value<double>("distance", entries, e => e.Distance),
        Text("served_by", entries, e => e.ServedBy),
        Text("reason", entries, e => e.Reason),
        Value<long>("status", entries, e => e.Status),
        Value<bool>("disagrees", entries, e => e.Disagrees),
        Value<double>("inclusion", entries, e => e.Inclusion),
        .. Named(OutputPrefix, entries, e => e.Outputs),
        .. Named(StagePrefix, entries, e => e.Stages),
        .. Named(FeaturePrefix, entries, e => e.Features).Where(c => c.Name != FeatureHashColumn),
    ]);

    /// <summary>The rows for which <paramref name="stays"/> holds.</summary>
    public PredictionTable Where(IReadOnlyList<bool> stays) => new([.. Columns.Select(c => c.Where(stays))]);

    /// <summary>Whether both hold the same columns with the same values in the same order; a NaN is equal to a NaN.</summary>
    public bool Holds(PredictionTable other) =>
        Columns.Count == other.Columns.Count && Columns.Zip(other.Columns).All(pair => pair.First.Equals(pair.Second));

    private static TextColumn Text(string name, IReadOnlyList<PredictionEntry> entries, Func<PredictionEntry, string?> of)
    {
        var column = new TextColumn(name);
        column.Values.AddRange(entries.Select(of));
        return column;
    }

    private static ValueColumn<T> Value<T>(string name, IReadOnlyList<PredictionEntry> entries, Func<PredictionEntry, T?> of)
        where T : struct
    {
        var column = new ValueColumn<T>(name);
        column.Values.AddRange(entries.Select(of));
        return column;
    }

    /// <summary>One column for each name, in the order in which they first occur.</summary>
    private static IEnumerable<TableColumn> Named(string prefix, IReadOnlyList<PredictionEntry> entries, Func<PredictionEntry, IReadOnlyList<LoggedValue>> of)
    {
        var (places, columns) = (new Dictionary<string, NamedColumn>(StringComparer.Ordinal), new List<NamedColumn>());
        for (var row = 0; row < entries.Count; row++)
        {
            var values = of(entries[row]);
            for (var i = 0; i < values.Count; i++)
            {
                // Rows of one version have their values in one order, which spares looking nearly every time.
                var value = values[i];
                if (i >= columns.Count || !ReferenceEquals(columns[i].Name, value.Name))
                {
                    if (!places.TryGetValue(value.Name, out var known))
                    {
                        columns.Add(places[value.Name] = known = new NamedColumn(value.Name, entries.Count));
                    }

                    known.Put(row, value);
                    continue;
                }

                columns[i].Put(row, value);
            }
        }

        return columns.Select(c => c.Of(prefix));
    }

    /// <summary>The values of one name, of numbers until a text comes.</summary>
    private sealed class NamedColumn(string name, int rows)
    {
        private readonly double?[] _numbers = new double?[rows];
        private string?[]? _texts;

        public string Name => name;

        public void Put(int row, LoggedValue value)
        {
            _numbers[row] = value.Number;
            if (value.Text is { } text)
            {
                (_texts ??= new string?[rows])[row] = text;
            }
        }

        public TableColumn Of(string prefix)
        {
            if (_texts is null)
            {
                var numbers = new ValueColumn<double>(prefix + name);
                numbers.Values.AddRange(_numbers);
                return numbers;
            }

            var texts = new TextColumn(prefix + name);
            texts.Values.AddRange(_texts.Zip(_numbers, (text, number) => text ?? number?.ToString("R", CultureInfo.InvariantCulture)));
            return texts;
        }
    }
}
