using System.Data.Common;
using System.Runtime.InteropServices;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Models.Tabular;

namespace Airworthy.Pipelines.Learning;

/// <summary>The labelled rows of a split, column by column in this process's memory, in the order of the table.</summary>
/// <param name="Ids">What names each row; empty where nobody asked.</param>
/// <param name="Labels">The labels as the table writes them; empty where nobody asked.</param>
public sealed record LearningRows(Target Target, RawRows Rows, RowUnits Units, IReadOnlyList<string> Ids, IReadOnlyList<string> Labels)
{
    /// <summary>Rows that are held in memory; of more, as many are drawn by their ids.</summary>
    public const long Most = 5_000_000;

    /// <summary>SQL that holds for these rows among all of the table.</summary>
    public string Which { get; init; } = "true";

    /// <summary>The labels as metrics read them.</summary>
    public Truth Truth => new(Target.Values, Target.Classes.Count);

    /// <summary>The columns that are learnt from: the contract's features, and the moment at which the answer is needed, whose hour and weekday are known then.</summary>
    /// <remarks>Where the answer is needed before that moment (<c>predict_at.offset</c> below 0), it is not known, and left out.</remarks>
    public static IReadOnlyList<Column> Features(Table table)
    {
        var contract = table.Contract;
        var isOpen = contract.Features?.Columns is not { Count: > 0 } named || named is ["all-but"];
        var moment = isOpen && contract.Data?.PredictAt is { } at && at.Offset.Span >= TimeSpan.Zero && contract.Features?.Except?.Contains(at.Column) != true && table[at.Column] is { Kind: ColumnKind.Time, Type: not "TIME" } column ? column : null;
        return [.. table.Features.Append(moment).OfType<Column>().Distinct().Where(c => c.Kind != ColumnKind.Other).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    /// <summary>Reads a split.</summary>
    /// <param name="named">Whether ids, labels and units are read too, to score and to keep predictions.</param>
    /// <param name="byTime">Whether rows come in the order of their time where the contract splits by it, and not of the table.</param>
    /// <param name="told">Told now and then how many rows were read.</param>
    /// <param name="only">Instead of the split: the rows for which this SQL holds, with or without a label.</param>
    /// <param name="most">Of more rows about as many are drawn, by their ids.</param>
    public static async Task<LearningRows> ReadAsync(Table table, string split, LearningTask task, bool named, Action<long>? told, CancellationToken cancel, bool byTime = false, long most = Most, string? only = null)
    {
        var features = Features(table);
        var entity = table[table.Contract.Data?.Entity];
        var day = table[table.Contract.Data?.Time] is { Kind: not ColumnKind.Number } && table.TimeOf(table.Contract.Data?.Time) is { } time ? $"cast({time} as date)" : null;
        var which = only is null ? $"__{split} and __label is not null" : $"({only})";
        var about = new List<string> { only is null ? task.LabelSql(table.LabelKind) : $"coalesce({task.LabelSql(table.LabelKind)}, 0)" };
        if (named)
        {
            about.AddRange([table.RowId!, "coalesce(cast(__label as varchar), '')",
                entity is null ? "0" : $"case when {entity.Quoted} is null then {Sql.RowHash(["__row"])} else {Sql.RowHash([entity.Quoted])} end", day is null ? "0" : Sql.RowHash([day])]);
        }

        var there = await table.NumberAsync($"select count(*) from parted where {which}", cancel);
        if (there == 0 && only is null)
        {
            throw new TableException($"{split} has no labelled row.", "Correct data.split or data.label in airworthy.yaml.");
        }

        var drawn = Sql.Drawn(Sql.RowHash([table.RowId!]), most, there);
        var order = byTime && table.Contract.Data is { Split.Method: null or SplitMethod.ByTime, Time: { } by } && table.TimeOf(by) is { } moment ? $"{moment}, " : "";
        var capacity = (int)Math.Min(there, 2 * most);
        var (labels, ids, texts, entities, days) = (new List<double>(capacity), new List<string>(), new List<string>(), new Numbering(), new Numbering());
        var columns = features.Select(c => ColumnReader.Of(c, capacity)).ToList();
        await foreach (var row in table.ReadAsync($"select {string.Join(", ", about.Concat(columns.Select(c => c.Sql)))} from parted where {which} and {drawn} order by {order}__row", cancel))
        {
            if (row.Number(0) is not { } label)
            {
                continue; // an infinite number is no label
            }

            labels.Add(label);
            if (named)
            {
                ids.Add(row.GetString(1));
                texts.Add(row.GetString(2));
                entities.Add(row.GetValue(3));
                days.Add(row.GetValue(4));
            }

            for (var c = 0; c < columns.Count; c++)
            {
                columns[c].Read(row, about.Count + c);
            }

            if (labels.Count % 10_000 == 0)
            {
                told?.Invoke(labels.Count);
            }
        }

        return new LearningRows(
            new Target(task.Scale, [.. labels], task.Classes), new RawRows(labels.Count, [.. columns.Select(c => c.Column)]),
            new RowUnits(named && entity is not null ? [.. entities.Of] : null, named && day is not null ? [.. days.Of] : null), ids, texts)
        { Which = $"{which} and {drawn}" };
    }

    /// <summary>Numbers things from 0 in the order they come.</summary>
    private sealed class Numbering
    {
        private readonly Dictionary<object, int> _known = [];

        public List<int> Of { get; } = [];

        public void Add(object thing)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, thing, out var known);
            number = known ? number : _known.Count - 1;
            Of.Add(number);
        }
    }

    /// <summary>Gathers one column.</summary>
    private abstract class ColumnReader(Column column)
    {
        protected string Name => column.Name;

        public abstract string Sql { get; }

        public abstract RawColumn Column { get; }

        public abstract void Read(DbDataReader row, int at);

        public static ColumnReader Of(Column column, int capacity) =>
            column.Kind == ColumnKind.Text || column.Type == "TIME" ? new Words(column)
            : column.Kind == ColumnKind.Time ? new Times(column, capacity)
            : new Numbers(column, capacity);

        private sealed class Numbers(Column column, int capacity) : ColumnReader(column)
        {
            private readonly List<float> _values = new(capacity);

            public override string Sql { get; } = $"cast({column.AsNumber} as float)";

            public override RawColumn Column => new RawColumn.Numbers(Name, [.. _values]);

            public override void Read(DbDataReader row, int at) => _values.Add(row.IsDBNull(at) || !float.IsFinite(row.GetFloat(at)) ? float.NaN : row.GetFloat(at));
        }

        private sealed class Times(Column column, int capacity) : ColumnReader(column)
        {
            private readonly List<double> _values = new(capacity);

            public override string Sql { get; } = $"cast({column.AsNumber} as double)";

            public override RawColumn Column => new RawColumn.Times(Name, [.. _values]);

            public override void Read(DbDataReader row, int at) => _values.Add(row.IsDBNull(at) ? double.NaN : row.GetDouble(at));
        }

        private sealed class Words(Column column) : ColumnReader(column)
        {
            private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
            private readonly List<int> _codes = [];

            public override string Sql { get; } = $"cast({column.Quoted} as varchar)";

            public override RawColumn Column => new RawColumn.Texts(Name, [.. _codes], [.. _known.Keys]);

            public override void Read(DbDataReader row, int at)
            {
                ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, row.IsDBNull(at) ? "" : row.GetString(at), out var known);
                code = known ? code : _known.Count - 1;
                _codes.Add(code);
            }
        }
    }
}
