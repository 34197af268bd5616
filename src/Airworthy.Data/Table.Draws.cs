using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Data;

/// <summary>How rows are drawn into splits. The number of the share or fold that a row falls into is kept in the hidden column <c>__part</c>.</summary>
public sealed partial class Table
{
    /// <summary>Rows that a group of equal label and columns must have on average, or stratifying parts nothing.</summary>
    private const int FewestRowsOfStratum = 3;

    /// <summary>Fills <c>__part</c> where the contract draws; says in <see cref="WhyNoSplits"/> why it cannot.</summary>
    private async Task DrawAsync(DataPromise? data, CancellationToken cancel)
    {
        await RunAsync("alter table data drop column if exists __part", cancel);
        if (data?.Split is not { IsDrawn: true } split)
        {
            return;
        }

        var word = WordAttribute.Of(split.Method!.Value);
        if (split.Nested is null && split.Shares is not { Count: > 1 })
        {
            WhyNoSplits = split.IsUnstoredDraw
                ? $"A split that is {word} cannot be made again from the contract; its rows must be stored (data.split.column or data.split.files), or drawn by `airworthy data split`."
                : $"A split that is {word} needs data.split.shares, such as {{train: 0.7, dev: 0.15, test: 0.15}}.";
            return;
        }

        if (KeyOf(data, split, word) is not { } key)
        {
            return;
        }

        var ends = split.Nested is { } folds
            ? [.. Enumerable.Range(1, folds).Select(i => (double)i / folds)]
            : Draw.Ends([.. Shared(split).Select(name => split.Shares![name])]);
        var place = Draw.Place(split.Seed ?? 0, key);
        var part = split.Method == SplitMethod.Stratified ? await StratumAsync(data, split, place, ends, cancel) : Draw.Stretch(place, ends);
        if (part is not null)
        {
            await RunAsync($"alter table data add column __part utinyint; update data set __part = {part}", cancel);
        }
    }

    /// <summary>The splits that have a share, in their order.</summary>
    private static IEnumerable<string> Shared(Split split) => s_splits.Where(s => split.Shares!.ContainsKey(s));

    /// <summary>The text of what is drawn: a group, a key, an id, or the row's position where it has no id.</summary>
    private string? KeyOf(DataPromise data, Split split, string word)
    {
        var id = data.Id is null or "row" ? null : data.Id;
        var entity = data.Entity is null or "none" ? null : data.Entity;
        var (names, lacks) = split.Method switch
        {
            SplitMethod.ByGroup or SplitMethod.ByEntity => (split.Columns ?? (entity is null ? [] : [entity]), "data.split.columns or data.entity"),
            SplitMethod.ByHash => (split.Columns ?? (id is null ? [] : [id]), "data.split.columns or the column data.id"),
            _ => (id is null ? [] : [id], null),
        };
        if (names.Count == 0 && lacks is not null)
        {
            WhyNoSplits = $"A split that is {word} needs {lacks}.";
            return null;
        }

        return names.Count == 0 ? Draw.Position : Draw.Key(names.Select(n => Named(n, split.Columns is null ? "data.id or data.entity" : "data.split.columns")));
    }

    private Column Named(string name, string field) => this[name]
        ?? throw new TableException($"The table has no column {name}, which {field} names; it has {string.Join(", ", Columns.Select(c => c.Name).Take(20))}.", $"Correct {field} in airworthy.yaml.");

    /// <summary>
    /// Parts each group of equal label and columns by itself: rows in the order of their places, so that every share is kept within one row.
    /// With folds, rows are dealt out one by one, group after group, so that both groups and folds are even.
    /// </summary>
    private async Task<string?> StratumAsync(DataPromise data, Split split, string place, IReadOnlyList<double> ends, CancellationToken cancel)
    {
        if (data.Label is null)
        {
            WhyNoSplits = "A split that is stratified needs data.label.";
            return null;
        }

        var label = $"cast(({data.Label.From ?? data.Label.Name.Quoted}) as varchar)";
        var columns = (split.Columns ?? []).Select(n => Sql.CanonicalText(Named(n, "data.split.columns")));
        var strata = string.Join(", ", columns.Prepend(label).Select(t => $"coalesce({t}, '-')"));
        var groups = await NumberAsync($"select count(*) from (select distinct {strata} from data) as strata", cancel);
        if (Rows > 0 && groups * FewestRowsOfStratum > Rows)
        {
            WhyNoSplits = $"The label{(split.Columns is { Count: > 0 } c ? $" with {string.Join(", ", c)}" : "")} makes {groups:N0} groups of {Rows:N0} rows, too small to be parted each by itself.";
            return null;
        }

        // Rows of one id are told apart by all they hold, so that their order in the file never matters.
        var isKey = await NumberAsync($"select count(*) from (select {place} as place from data group by 1 having count(*) > 1 limit 1) as twice", cancel) == 0;
        var order = isKey ? place : $"{place}, {Draw.Place(0, Draw.Key(Columns.OrderBy(c => c.Name, StringComparer.Ordinal)))}";
        var drawn = split.Nested is { } folds
            ? $"(row_number() over (order by {strata}, {order}) - 1) % {folds} + 1"
            : $"case {string.Join(' ', ends.Select((end, i) => $"when (row_number() over (partition by {strata} order by {order}) - 0.5) / count(*) over (partition by {strata}) <= {Sql.Of(end)} then {i + 1}"))} end";
        return $"drawn.part from (select rowid as at, {drawn} as part from data) as drawn where drawn.at = data.rowid";
    }

    /// <summary>The condition of a split over <c>__part</c>; null when it has no share.</summary>
    private static string? Drawn(Split split, string name) => split.Nested is { } folds
        ? InFold(split.Fold, folds, name)
        : Shared(split).ToList().IndexOf(name) is >= 0 and var at ? $"__part = {at + 1}" : null;

    /// <summary>A fold tests its own rows, takes the next one's for dev and trains on the rest.</summary>
    private static string InFold(int fold, int folds, string name)
    {
        var dev = (fold % folds) + 1;
        return name switch
        {
            "test" => $"__part = {fold}",
            "dev" => $"__part = {dev}",
            _ => $"__part not in ({fold}, {dev})",
        };
    }
}
