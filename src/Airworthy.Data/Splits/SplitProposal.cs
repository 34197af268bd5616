using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Data.Splits;

/// <summary>Makes a whole <c>data.split</c> of what was asked, what the contract says, and what lies in the table.</summary>
public static class SplitProposal
{
    /// <summary>Shares where nobody says any.</summary>
    public static readonly IReadOnlyDictionary<string, double> Usual = new InOrder<double> { { "train", 0.7 }, { "dev", 0.15 }, { "test", 0.15 } };

    /// <summary>Days with rows, below which windows of days would be too coarse.</summary>
    private const int FewestDays = 20;

    /// <summary>The methods to try, best first: the one asked or promised, else those that the table has columns for.</summary>
    /// <param name="promised">What the contract says of splits now.</param>
    /// <exception cref="TableException">The contract names a column that the table lacks.</exception>
    public static IReadOnlyList<SplitMethod> Methods(Table table, Split? promised, SplitOrder order)
    {
        var data = table.Contract.Data;
        foreach (var (field, column) in new[] { ("data.time", data?.Time), ("data.entity", data?.Entity is "none" ? null : data?.Entity), ("data.id", data?.Id is "row" ? null : data?.Id) })
        {
            if (column is not null && table[column] is null)
            {
                throw new TableException($"The table has no column {column}, which {field} names; it has {string.Join(", ", table.Columns.Select(c => c.Name).Take(20))}.", $"Correct {field} in airworthy.yaml: a split depends on it.");
            }
        }

        if ((order.Method ?? promised?.Method) is { } known)
        {
            return [known];
        }

        var methods = new List<SplitMethod>();
        if (table.TimeOf(data?.Time) is not null)
        {
            methods.Add(SplitMethod.ByTime);
        }

        if (data?.Entity is not (null or "none") && table[data.Entity] is not null)
        {
            methods.Add(SplitMethod.ByGroup);
        }

        methods.Add(data?.Label is not null && table.Contract.Kind is not (ProjectKind.TabularRegression or ProjectKind.Forecasting) ? SplitMethod.Stratified
            : table.Naming.Count > 0 ? SplitMethod.ByHash
            : SplitMethod.Random);
        return methods;
    }

    /// <summary>The split of one method.</summary>
    /// <exception cref="TableException">What was asked does not go together, or the table has no rows for it.</exception>
    public static async Task<Split> OfAsync(Table table, Split? promised, SplitOrder order, SplitMethod method, CancellationToken cancel)
    {
        var was = promised?.Method == method ? promised : new Split();
        var split = new Split { Method = method, TestReads = promised?.TestReads, KnownShift = promised?.KnownShift };
        var nested = order.Nested ?? (order.Method is null ? was.Nested : null);
        MustFit(order, method, nested);
        return method switch
        {
            SplitMethod.Given when order.Columns is [var column] => split with { Column = column },
            SplitMethod.Given when order.Columns is null && (was.Column ?? was.Files as object) is not null => split with { Column = was.Column, Files = was.Files },
            SplitMethod.Given => throw new TableException("A given split is a column or one file per split, and none is named.", "Name the column that says train, dev or test: --columns NAME; or write data.split.files."),
            SplitMethod.ByTime => await InTimeAsync(table, order, was, split with { Nested = nested }, cancel),
            _ => split with
            {
                Draw = SplitDraw.Md5,
                Nested = nested,
                Columns = order.Columns ?? was.Columns,
                Seed = order.Seed ?? was.Seed ?? (method is SplitMethod.Random or SplitMethod.Stratified ? 0 : null),
                Shares = nested is not null ? null : order.Shares ?? was.Shares ?? Usual,
            },
        };
    }

    private static void MustFit(SplitOrder order, SplitMethod method, int? nested)
    {
        var word = WordAttribute.Of(method);
        (bool Wrong, string Because, string Next)[] all =
        [
            (nested is not null && order.Shares is not null, "Folds are of equal size, so they take no shares.", "Leave out --shares, or --nested."),
            (nested is not null && method == SplitMethod.Given, "A given split has no folds to draw.", "Choose another --method."),
            (nested is not null && (order.From ?? order.Until) is not null, "Folds take all rows, so they take no first and last day.", "Leave out --from and --until, or --nested."),
            (order.GapDays is not null && method != SplitMethod.ByTime, $"A gap is left in time, and the split is {word}.", "Add --method by-time, or leave out --gap."),
            ((order.From ?? order.Until) is not null && method != SplitMethod.ByTime, $"First and last day belong to a split by time, and the split is {word}.", "Add --method by-time, or leave out --from and --until."),
            (order.Columns is not null && method is SplitMethod.ByTime or SplitMethod.Random, $"A split that is {word} takes no columns.", "Leave out --columns, or choose by-group, by-hash, stratified or given."),
            (order.Seed is not null && method is SplitMethod.ByTime or SplitMethod.Given, $"A split that is {word} draws nothing, so it takes no seed.", "Leave out --seed."),
            (order.Shares is not null && method == SplitMethod.Given, "A given split has the shares that are given.", "Leave out --shares."),
        ];
        if (Array.Find(all, a => a.Wrong) is { Wrong: true } first)
        {
            throw new TableException(first.Because, first.Next);
        }
    }

    private static async Task<Split> InTimeAsync(Table table, SplitOrder order, Split was, Split split, CancellationToken cancel)
    {
        var longest = table.Contract.Features?.LookBack?.Values.Select(d => d.Span.TotalDays).DefaultIfEmpty(0).Max() ?? 0;
        var gap = order.GapDays ?? was.GapDays ?? Math.Ceiling(longest);
        split = split with { GapDays = gap };
        var hasWindows = (was.Train ?? was.Dev ?? was.Test) is not null;
        if (split.Nested is not null)
        {
            return split;
        }

        if (hasWindows && order with { Method = null } is { IsEmpty: true })
        {
            return split with { Train = was.Train, Dev = was.Dev, Test = was.Test };
        }

        var shares = order.Shares ?? was.Shares ?? Usual;
        var days = table[table.Contract.Data?.Time]?.Kind is ColumnKind.Number ? [] : await DaysAsync(table, cancel);
        if (days.Count < FewestDays)
        {
            return (order.From ?? order.Until) is null
                ? split with { Shares = shares }
                : throw new TableException($"First and last day were asked, and the table has rows of {days.Count} days.", "Leave out --from and --until.");
        }

        var windows = SplitWindows.Propose(days, [.. shares.Values], (int)Math.Ceiling(gap), order.From, order.Until);
        Window? Of(string name) => shares.Keys.ToList().IndexOf(name) is >= 0 and var at ? windows[at] : null;
        return split with { Train = Of("train"), Dev = Of("dev"), Test = Of("test") };
    }

    private static async Task<IReadOnlyList<(DateOnly Day, long Rows)>> DaysAsync(Table table, CancellationToken cancel)
    {
        var days = new List<(DateOnly, long)>();
        if (table.TimeOf(table.Contract.Data?.Time) is { } time)
        {
            await foreach (var row in table.ReadAsync($"select cast({time} as date), count(*) from data where {time} is not null group by 1 order by 1", cancel))
            {
                days.Add((row.GetFieldValue<DateOnly>(0), row.Count(1)));
            }
        }

        return days;
    }
}
