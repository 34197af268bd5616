using System.Globalization;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Takes entries one by one and gives them by column, so that no entry outlives its turn.</summary>
internal sealed class TableFilling
{
    private readonly List<(TableColumn Column, Action<PredictionEntry> Add)> _fixed = [];

    private readonly NamedColumns _outputs = new(PredictionTable.OutputPrefix), _stages = new(PredictionTable.StagePrefix), _features = new(PredictionTable.FeaturePrefix);

    private int _rows;

    public TableFilling()
    {
        Text("id", e => e.Id);
        Value<long>("row", e => e.Row);
        Value<DateTime>("time", e => e.Time.UtcDateTime);
        Text("endpoint", e => e.Endpoint);
        Text("model", e => e.Model);
        Text("version", e => e.Version);
        Text("arm", e => e.Arm);
        Value<long>("generation", e => e.Generation);
        Text(PredictionTable.SubjectColumn, e => e.Subject);
        Text(PredictionTable.FeatureHashColumn, e => e.FeatureHash);
        Value<double>("confidence", e => e.Confidence);
        Text("set", e => e.Set);
        Value<double>("distance", e => e.Distance);
        Text("served_by", e => e.ServedBy);
        Text("reason", e => e.Reason);
        Value<long>("status", e => e.Status);
        Value<bool>("disagrees", e => e.Disagrees);
        Value<double>("inclusion", e => e.Inclusion);
    }

    public void Add(PredictionEntry entry)
    {
        foreach (var (_, add) in _fixed)
        {
            add(entry);
        }

        _outputs.Add(_rows, entry.Outputs);
        _stages.Add(_rows, entry.Stages);
        _features.Add(_rows, entry.Features);
        _rows++;
    }

    /// <summary>Makes it empty, for entries of the same kind: they take the room of those before.</summary>
    public void Clear()
    {
        foreach (var (column, _) in _fixed)
        {
            column.Clear();
        }

        _outputs.Clear();
        _stages.Clear();
        _features.Clear();
        _rows = 0;
    }

    /// <summary>What was taken in; nothing more may be before it is cleared.</summary>
    public PredictionTable Table() => new([.. _fixed.Select(f => f.Column), .. _outputs.Columns(_rows), .. _stages.Columns(_rows), .. _features.Columns(_rows).Where(c => c.Name != PredictionTable.FeatureHashColumn)]);

    private void Text(string name, Func<PredictionEntry, string?> of)
    {
        var column = new TextColumn(name);
        _fixed.Add((column, e => column.Values.Add(of(e))));
    }

    private void Value<T>(string name, Func<PredictionEntry, T?> of)
        where T : struct
    {
        var column = new ValueColumn<T>(name);
        _fixed.Add((column, e => column.Add(of(e))));
    }

    /// <summary>One column for each name, in the order in which they first occur.</summary>
    private sealed class NamedColumns(string prefix)
    {
        private readonly Dictionary<string, NamedColumn> _places = new(StringComparer.Ordinal);
        private readonly List<NamedColumn> _columns = [];
        private LoggedNames? _names;
        private NamedColumn[] _named = [];

        public void Add(int row, IReadOnlyList<LoggedValue> values)
        {
            if (values is LoggedNumbers { Names: var names } numbers)
            {
                // Rows of one version have their values under the same names, which spares looking for them.
                if (!ReferenceEquals(names, _names))
                {
                    (_names, _named) = (names, [.. names.All.Select(Of)]);
                }

                var all = numbers.Numbers;
                for (var i = 0; i < all.Length; i++)
                {
                    _named[i].Put(row, double.IsNaN(all[i]) ? null : all[i], null);
                }

                return;
            }

            for (var i = 0; i < values.Count; i++)
            {
                var (name, number, text) = values[i];
                (i < _columns.Count && ReferenceEquals(_columns[i].Name, name) ? _columns[i] : Of(name)).Put(row, number, text);
            }
        }

        public IEnumerable<TableColumn> Columns(int rows) => _columns.Where(c => c.IsThere).Select(c => c.Of(rows));

        /// <summary>Names that did not occur since the last time are forgotten.</summary>
        public void Clear()
        {
            foreach (var gone in _columns.Where(c => !c.IsThere).ToList())
            {
                _columns.Remove(gone);
                _places.Remove(gone.Name);
            }

            _columns.ForEach(c => c.Clear());
            (_names, _named) = (null, []);
        }

        private NamedColumn Of(string name)
        {
            if (!_places.TryGetValue(name, out var known))
            {
                _columns.Add(_places[name] = known = new NamedColumn(name, new ValueColumn<double>(prefix + name)));
            }

            return known;
        }
    }

    /// <summary>The values of one name, of numbers until a text comes. A name that a row has twice keeps what came last.</summary>
    private sealed class NamedColumn(string name, ValueColumn<double> numbers)
    {
        private Dictionary<int, string>? _texts;

        public string Name => name;

        /// <summary>A row has it.</summary>
        public bool IsThere => numbers.Rows > 0;

        public void Clear()
        {
            numbers.Clear();
            _texts = null;
        }

        public void Put(int row, double? number, string? text)
        {
            numbers.Put(row, number);
            if (text is not null)
            {
                (_texts ??= [])[row] = text;
            }
        }

        public TableColumn Of(int rows)
        {
            numbers.Fill(rows);
            if (_texts is null)
            {
                return numbers;
            }

            var texts = new TextColumn(numbers.Name);
            for (var row = 0; row < rows; row++)
            {
                texts.Values.Add(_texts.GetValueOrDefault(row) ?? numbers.Values[row]?.ToString("R", CultureInfo.InvariantCulture));
            }

            return texts;
        }
    }
}
