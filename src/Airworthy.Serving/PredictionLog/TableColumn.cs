using Parquet;
using Parquet.Schema;

namespace Airworthy.Serving.PredictionLog;

/// <summary>One column of rows in memory; a value may be missing.</summary>
internal abstract class TableColumn(string name)
{
    public string Name { get; } = name;

    public abstract int Rows { get; }

    public abstract DataField Field { get; }

    /// <summary>Writes some of the rows as the next chunk of this column.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, DataField field, int from, int count);

    /// <summary>Appends all rows of a group.</summary>
    public abstract Task ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancel);

    /// <summary>The rows for which <paramref name="stays"/> holds.</summary>
    public abstract TableColumn Where(IReadOnlyList<bool> stays);

    /// <summary>Makes it empty; the next rows take the room of those before.</summary>
    public abstract void Clear();

    /// <summary>An empty column that can read such a field.</summary>
    /// <exception cref="InvalidDataException">The log writes no such fields.</exception>
    public static TableColumn For(DataField field) => field.ClrType switch
    {
        var t when t == typeof(string) || t == typeof(ReadOnlyMemory<char>) => new TextColumn(field.Name),
        var t when t == typeof(double) => new ValueColumn<double>(field.Name),
        var t when t == typeof(long) => new ValueColumn<long>(field.Name),
        var t when t == typeof(bool) => new ValueColumn<bool>(field.Name),
        var t when t == typeof(DateTime) => new ValueColumn<DateTime>(field.Name),
        var other => throw new InvalidDataException($"Column {field.Name} is of type {other.Name}; a prediction log holds texts, numbers, flags and times."),
    };
}

/// <summary>Texts.</summary>
internal sealed class TextColumn(string name) : TableColumn(name)
{
    public List<string?> Values { get; private init; } = [];

    public override int Rows => Values.Count;

    public override DataField Field => new DataField<string>(Name, nullable: true);

    public override Task WriteAsync(ParquetRowGroupWriter group, DataField field, int from, int count) => group.WriteAsync(field, count == Rows ? Values! : Values.GetRange(from, count)!);

    public override async Task ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancel)
    {
        var read = new string?[group.RowCount];
        await group.ReadAsync(field, read.AsMemory(), null, cancel);
        Values.AddRange(read);
    }

    public override TableColumn Where(IReadOnlyList<bool> stays) => new TextColumn(Name) { Values = [.. Values.Where((_, i) => stays[i])] };

    public override void Clear() => Values.Clear();
}

/// <summary>Numbers, flags or times.</summary>
internal sealed class ValueColumn<T>(string name) : TableColumn(name)
    where T : struct
{
    private T?[] _values = [];
    private int _rows;

    public ReadOnlySpan<T?> Values => _values.AsSpan(0, _rows);

    public override int Rows => _rows;

    public override DataField Field => typeof(T) == typeof(DateTime)
        ? new DateTimeDataField(Name, DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true, isNullable: true)
        : new DataField<T>(Name, nullable: true);

    public void Add(T? value) => Put(_rows, value);

    /// <summary>Sets the value of a row; rows before it that have none yet miss theirs.</summary>
    public void Put(int row, T? value)
    {
        Fill(row + 1);
        _values[row] = value;
    }

    /// <summary>Makes it at least so many rows.</summary>
    public void Fill(int rows)
    {
        if (rows > _values.Length)
        {
            Array.Resize(ref _values, Math.Max(16, Math.Max(rows, 2 * _values.Length)));
        }

        _rows = Math.Max(_rows, rows);
    }

    public override Task WriteAsync(ParquetRowGroupWriter group, DataField field, int from, int count) => group.WriteAsync<T>(field, _values.AsMemory(from, count));

    public override async Task ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancel)
    {
        var from = _rows;
        Fill(from + (int)group.RowCount);
        await group.ReadAsync<T>(field, _values.AsMemory(from, (int)group.RowCount), null, cancel);
    }

    public override void Clear()
    {
        _values.AsSpan(0, _rows).Clear();
        _rows = 0;
    }

    public override TableColumn Where(IReadOnlyList<bool> stays)
    {
        var left = new ValueColumn<T>(Name);
        for (var row = 0; row < _rows; row++)
        {
            if (stays[row])
            {
                left.Add(_values[row]);
            }
        }

        return left;
    }
}
