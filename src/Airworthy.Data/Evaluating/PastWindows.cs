using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Data.Evaluating;

/// <summary>The table's history as equal windows of whole days, the newest last; a cut-off lies before each window but the first ones, which are only learnt from.</summary>
/// <param name="First">The first day of the first window.</param>
/// <param name="Days">Days of each window.</param>
/// <param name="Count">Windows.</param>
/// <param name="GapDays">Days before each cut-off that are not learnt from (<c>data.split.gap_days</c>).</param>
public sealed record PastWindows(DateOnly First, int Days, int Count, int GapDays)
{
    /// <summary>Windows that each training learns from.</summary>
    public const int Learnt = 3;

    /// <summary>Cut-offs without fewer of which there are three with three later windows each.</summary>
    public const int LeastCutoffs = 6;

    /// <summary>The most that are tried.</summary>
    public const int MostCutoffs = 36;

    /// <summary>Labelled rows that each window needs, and for classes rows of each.</summary>
    public const int LeastRows = 100, LeastOfClass = 20;

    /// <summary>The windows before which there is a cut-off.</summary>
    public IEnumerable<int> Cutoffs => Enumerable.Range(Learnt, Count - Learnt);

    /// <summary>Days of one window.</summary>
    public Window Of(int window) => new() { From = First.AddDays(window * Days), Until = First.AddDays(((window + 1) * Days) - 1) };

    /// <summary>Days that are learnt from before a cut-off.</summary>
    public Window Before(int cutoff) => new() { From = First.AddDays((cutoff - Learnt) * Days), Until = First.AddDays((cutoff * Days) - 1 - GapDays) };

    /// <summary>Days from a cut-off to the end.</summary>
    public Window After(int cutoff) => new() { From = First.AddDays(cutoff * Days), Until = First.AddDays((Count * Days) - 1) };

    /// <summary>A contract whose train and dev are other days, and that has no test.</summary>
    public static ProjectContract Parted(ProjectContract contract, Window train, Window dev) => contract with
    {
        Data = contract.Data! with { Split = new Split { Method = SplitMethod.ByTime, Train = train, Dev = dev } },
        Metric = (contract.Metric ?? new Metric()) with { On = "dev" },
    };

    /// <summary>Cuts the history of a table.</summary>
    /// <param name="cutoffs">How many cut-offs.</param>
    /// <exception cref="TableException">Nothing in the table tells when a row was, or history is too short or too thin.</exception>
    public static async Task<PastWindows> OfAsync(Table table, int cutoffs, CancellationToken cancel)
    {
        var data = table.Contract.Data;
        if (!table.HasLabel)
        {
            throw new TableException("The contract names no label, so nothing can be measured.", "Set data.label in airworthy.yaml.");
        }

        if (data?.Time is not { } time || table[time] is not { Kind: not ColumnKind.Number } || table.TimeOf(time) is not { } moment)
        {
            throw new TableException(data?.Time is null ? "data.time is not set, so nobody knows when a row was, and nothing can grow old."
                : $"data.time names {data.Time}, which {(table[data.Time] is null ? "the table does not have" : "holds no days")}, so nobody knows when a row was.", "Name the column of time in data.time in airworthy.yaml.");
        }

        var (first, last) = await EndsAsync(table, moment, cancel);
        var (count, gap) = (cutoffs + Learnt, (int)Math.Ceiling(data.Split?.GapDays ?? 0));
        var days = (last.DayNumber - first.DayNumber + 1) / count;
        if (days < 1)
        {
            throw new TableException($"Labelled rows are of {last.DayNumber - first.DayNumber + 1} days ({first:yyyy-MM-dd} to {last:yyyy-MM-dd}), and {cutoffs} cut-offs need {count} at least: {Learnt} windows to learn from, and one behind each cut-off.",
                cutoffs > LeastCutoffs ? $"Ask for fewer with --cutoffs, down to {LeastCutoffs}, or keep more history." : "Keep more history, with labels; until then sign what you expect: `airworthy attest freshness-need`.");
        }

        if (gap >= Learnt * days)
        {
            throw new TableException($"data.split.gap_days is {gap}, and a training would have {Learnt * days} days to learn from: nothing would be left.", "Keep more history, or ask for fewer cut-offs with --cutoffs.");
        }

        var windows = new PastWindows(last.AddDays(1 - (days * count)), days, count, gap);
        await MustBeFullAsync(table, windows, moment, cancel);
        return windows;
    }

    private static async Task<(DateOnly First, DateOnly Last)> EndsAsync(Table table, string moment, CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync($"select cast(min({moment}) as timestamp), cast(max({moment}) as timestamp) from labelled where __label is not null", cancel))
        {
            if (!row.IsDBNull(0))
            {
                return (DateOnly.FromDateTime(row.GetDateTime(0)), DateOnly.FromDateTime(row.GetDateTime(1)));
            }
        }

        throw new TableException($"No labelled row has a time in {table.Contract.Data!.Time} that can be read.", "Correct data.time or data.label in airworthy.yaml.");
    }

    /// <summary>Each window needs rows, and for classes rows of each, or an interval would say nothing.</summary>
    private static async Task MustBeFullAsync(Table table, PastWindows windows, string moment, CancellationToken cancel)
    {
        var isNumber = table.Contract.Kind is ProjectKind.TabularRegression or ProjectKind.Forecasting || PredictionMetric.Of(table.Contract.Metric?.Name)?.Scale == MetricScale.Number
            || (table.LabelKind == ColumnKind.Number && await table.NumberAsync("select count(distinct __label) from labelled", cancel) > PairedRows.MostClasses);
        var counts = new Dictionary<(long Window, string Class), long>();
        await foreach (var row in table.ReadAsync($"""
            select cast(floor(date_diff('day', cast('{windows.First:yyyy-MM-dd}' as date), cast({moment} as date)) / {windows.Days}.0) as bigint) as at, {(isNumber ? "''" : "coalesce(cast(__label as varchar), '')")} as class, count(*)
            from labelled where __label is not null and {moment} >= cast('{windows.First:yyyy-MM-dd}' as timestamp) group by 1, 2
            """, cancel))
        {
            counts[(row.Count(0), row.Text(1) ?? "")] = row.Count(2);
        }

        var classes = counts.Keys.Select(k => k.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        for (var w = 0; w < windows.Count; w++)
        {
            var of = windows.Of(w);
            var rows = classes.Sum(c => counts.GetValueOrDefault((w, c)));
            var rarest = classes.MinBy(c => counts.GetValueOrDefault((w, c)));
            var few = isNumber || rows < LeastRows ? LeastRows : LeastOfClass;
            var there = isNumber || rows < LeastRows ? rows : counts.GetValueOrDefault((w, rarest ?? ""));
            if (there < few)
            {
                throw new TableException($"The window {of.From:yyyy-MM-dd} to {of.Until:yyyy-MM-dd} has {there:N0} labelled rows{(few == LeastOfClass ? $" of the class {rarest}" : "")}, and {few} are needed.",
                    windows.Count - Learnt > LeastCutoffs ? $"Ask for fewer cut-offs with --cutoffs, down to {LeastCutoffs}, so that windows are longer." : "Keep more history, with labels; until then sign what you expect: `airworthy attest freshness-need`.");
            }
        }
    }
}
