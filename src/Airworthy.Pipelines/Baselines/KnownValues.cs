using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Baselines;

/// <summary>For each row of a split the value of a series that was known some time before.</summary>
/// <param name="Column">The column that the model takes.</param>
/// <param name="Lag">Seconds before the row's own time; 0: the last one before it.</param>
/// <param name="Values">NaN where none was known.</param>
public sealed record KnownValue(string Name, string Column, string How, double Lag, float[] Values);

/// <summary>Reads the previous and the seasonal values of a time series: of the same entity where there are several.</summary>
public static class KnownValues
{
    /// <summary>Seasons that are tried: a day, a week, and a year of whole weeks.</summary>
    private static readonly (string Name, double Seconds)[] s_seasons = [("day", 86_400), ("week", 7 * 86_400), ("year", 364 * 86_400)];

    /// <summary>The last value, and that of the season which fits train best.</summary>
    /// <exception cref="TableException">The contract names no time.</exception>
    public static async Task<IReadOnlyList<KnownValue>> ReadAsync(Table table, LearningTask task, LearningRows train, CancellationToken cancel)
    {
        if (table.Contract.Kind != ProjectKind.Forecasting)
        {
            return [];
        }

        if (table.TimeOf(table.Contract.Data?.Time) is not { } moment || table[table.Contract.Data?.Time] is not { } column)
        {
            throw new TableException("The project forecasts, and the contract names no column of times.", "Set data.time in airworthy.yaml.");
        }

        var time = column.Kind == ColumnKind.Number ? moment : Sql.Seconds(moment);
        var known = new List<KnownValue> { new("previous value", "previous_value", "the last value before", 0, await ValuesAsync(table, task.Split, time, 0, cancel)) };
        var best = (Error: double.PositiveInfinity, Season: s_seasons[0]);
        foreach (var season in s_seasons)
        {
            var error = Error(await ValuesAsync(table, "train", time, season.Seconds, cancel), train.Target.Values);
            best = error < best.Error ? (error, season) : best;
        }

        if (double.IsFinite(best.Error))
        {
            known.Add(new("seasonal value", "seasonal_value", $"the value a {best.Season.Name} before", best.Season.Seconds, await ValuesAsync(table, task.Split, time, best.Season.Seconds, cancel)));
        }

        return known;
    }

    /// <summary>Mean absolute error over rows that have a value; at least half of them must.</summary>
    private static double Error(float[] values, double[] labels)
    {
        var errors = values.Zip(labels).Where(v => !float.IsNaN(v.First)).Select(v => Math.Abs(v.First - v.Second)).ToList();
        return 2 * errors.Count < labels.Length ? double.PositiveInfinity : errors.Average();
    }

    private static async Task<float[]> ValuesAsync(Table table, string split, string time, double lag, CancellationToken cancel)
    {
        var entity = table[table.Contract.Data?.Entity] is { } named ? $"coalesce(cast({named.Quoted} as varchar), '')" : "''";
        var values = new List<float>();
        var (by, strictly) = (lag.ToString(CultureInfo.InvariantCulture), lag > 0 ? ">=" : ">");
        await foreach (var row in table.ReadAsync($"""
            select known.value from (select __row, {entity} as series, {time} - {by} as at from parted where __{split} and __label is not null) as asked
            asof left join (select {entity} as series, {time} as at, cast(__label as double) as value from parted where __label is not null and {time} is not null) as known
            on asked.series = known.series and asked.at {strictly} known.at order by asked.__row
            """, cancel))
        {
            values.Add(row.Number(0) is { } value ? (float)value : float.NaN);
        }

        return [.. values];
    }
}
