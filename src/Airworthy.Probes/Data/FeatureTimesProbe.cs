using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Compares, row by row, when what features are made from is known with when the answer is needed.</summary>
public sealed class FeatureTimesProbe : IProbe<FeatureTimes>
{
    /// <summary>A column that features are made from, and who reads it.</summary>
    private sealed record Source(Column Column, string ReadBy, bool IsSetAside);

    public async Task<Sighting<FeatureTimes>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        var data = table.Contract.Data;
        var features = table.Features;
        var named = table.Contract.Features?.Columns is { Count: > 0 } columns && columns is not ["all-but"] ? columns : [];
        var ofLabel = features.Where(f => IsOfLabel(data, f.Name)).Select(f => f.Name).ToList();
        var absent = named.Where(n => table[n] is null).ToList();
        FeatureTimes Untimed(string why) => new([.. features.Select(f => f.Name)], [], why, ofLabel, absent);

        if (data?.PredictAt is not { } needed)
        {
            return Untimed("data.predict_at is not stated, so nobody knows when the answer is needed.");
        }

        if (data.Time is not { } time)
        {
            return Untimed("data.time is not set, so data.available_after counts from nothing.");
        }

        foreach (var (field, name) in new[] { ("data.time", time), ("data.predict_at", needed.Column) })
        {
            if (table[name] is not { Kind: ColumnKind.Time or ColumnKind.Text } || table.TimeOf(name) is null)
            {
                return Untimed(table[name] is { } c ? $"{name} holds {c.Type} values and {field} needs times." : $"The table has no column {name}, which {field} names.");
            }
        }

        var sources = features.Select(f => new Source(f, "features", false)).Concat(InCode(around, table, features)).ToList();
        return new FeatureTimes([.. features.Select(f => f.Name)], await CompareAsync(table, data, sources, cancel), null, ofLabel, absent);
    }

    /// <summary>Columns that no feature list names but the code that makes features does.</summary>
    private static List<Source> InCode(Surroundings around, Table table, IReadOnlyList<Column> features)
    {
        var found = new List<Source>();
        foreach (var path in (around.Contract.Features?.Code ?? []).SelectMany(p => DataFiles.Find(around.Root, p)).Distinct())
        {
            var code = FeatureCode.Read(path);
            var shown = Path.GetRelativePath(around.Root, path).Replace('\\', '/');
            foreach (var column in table.Columns.Where(c => !features.Contains(c) && found.All(f => f.Column != c)))
            {
                if (code.LineOf(column.Name) is { } line)
                {
                    var data = around.Contract.Data;
                    found.Add(new Source(column, $"{shown}:{line}", IsOfLabel(data, column.Name)
                        || (column.Name != data?.Time && around.Contract.Features?.Except?.Contains(column.Name) == true) || column.Name == data?.Id || column.Name == data?.Entity));
                }
            }
        }

        return found;
    }

    private static bool IsOfLabel(DataPromise? data, string column) =>
        column == data?.Label?.Name || FeatureChoice.Mentions(data?.Label?.From ?? "", column);

    private static async Task<IReadOnlyList<KnownWhen>> CompareAsync(Table table, DataPromise data, List<Source> sources, CancellationToken cancel)
    {
        if (sources.Count == 0)
        {
            return [];
        }

        var needed = $"({Sql.Seconds(table.TimeOf(data.PredictAt!.Column)!)} + {Seconds(data.PredictAt.Offset.Span)})";
        var known = sources.Select(s => Known(table, data, s)).ToList();
        var seen = new List<KnownWhen>();
        for (var at = 0; at < sources.Count; at += 50)
        {
            await foreach (var row in table.ReadAsync(SqlText.Fill("LateValues", ("needed", needed), ("sources", Filling.Each("known", known.Skip(at).Take(50).Select(k => k.Seconds)))), cancel))
            {
                seen.AddRange(sources.Skip(at).Take(50).Select((s, i) => new KnownWhen(s.Column.Name, s.ReadBy, known[at + i].By, row.Count(0), row.Count((2 * i) + 1), (row.Number((2 * i) + 2) ?? 0) / 3600, s.IsSetAside,
                    s.Column.Name == data.Time && known[at + i].By == KnownBy.Stated && data.AvailableAfter![s.Column.Name].Span < TimeSpan.Zero)));
            }
        }

        return seen;
    }

    /// <summary>When a column is known: as stated; a time at its own value; all else at the row's time, because nobody said.</summary>
    private static (KnownBy By, string Seconds) Known(Table table, DataPromise data, Source source)
    {
        var ofRow = Sql.Seconds(table.TimeOf(data.Time)!);
        return data.AvailableAfter?.TryGetValue(source.Column.Name, out var after) == true ? (KnownBy.Stated, $"({ofRow} + {Seconds(after.Span)})")
            : IsTime(source.Column) || source.Column.Name == data.Time ? (KnownBy.OwnValue, Sql.Seconds(table.TimeOf(source.Column.Name)!))
            : (KnownBy.Assumed, ofRow);
    }

    private static bool IsTime(Column column) => column is { Kind: ColumnKind.Time, Type: not "TIME" };

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
}
