using System.Runtime.InteropServices;

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

    public abstract bool Equals(TableColumn other);

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

    public override Task WriteAsync(ParquetRowGroupWriter group, DataField field, int from, int count) => group.WriteAsync(field, Values.GetRange(from, count)!);

    public override async Task ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancel)
    {
        var read = new string?[group.RowCount];
        await group.ReadAsync(field, read.AsMemory(), null, cancel);
        Values.AddRange(read);
    }

    public override TableColumn Where(IReadOnlyList<bool> stays) => new TextColumn(Name) { Values = [.. Values.Where((_, i) => stays[i])] };

    public override bool Equals(TableColumn other) => other is TextColumn texts && texts.Name == Name && texts.Values.SequenceEqual(Values);
}

/// <summary>Numbers, flags or times.</summary>
internal sealed class ValueColumn<T>(string name) : TableColumn(name)
    where T : struct
{
    public List<T?> Values { get; private init; } = [];

    public override int Rows => Values.Count;

    public override DataField Field => typeof(T) == typeof(DateTime)
        ? new DateTimeDataField(Name, DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true, isNullable: true)
        : new DataField<T>(Name, nullable: true);

    public override Task WriteAsync(ParquetRowGroupWriter group, DataField field, int from, int count) =>
        group.WriteAsync<T>(field, new ReadOnlyMemory<T?>(CollectionsMarshal.AsSpan(Values).Slice(from, count).ToArray()));

    public override async Task ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancel)
    {
        var read = new T?[group.RowCount];
        await group.ReadAsync<T>(field, read.AsMemory(), null, cancel);
        Values.AddRange(read);
    }

    public override TableColumn Where(IReadOnlyList<bool> stays) => new ValueColumn<T>(Name) { Values = [.. Values.Where((_, i) => stays[i])] };

    public override bool Equals(TableColumn other) => other is ValueColumn<T> values && values.Name == Name && values.Values.SequenceEqual(Values);
}
