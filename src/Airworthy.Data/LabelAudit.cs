using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Reads a table of rows that were labelled twice and counts how often both labels are the same.</summary>
public static class LabelAudit
{
    private const int MostLabels = 200;

    private const int MostShown = 10;

    private static readonly (string First, string Second)[] s_names = [("first", "second"), ("label_1", "label_2"), ("label1", "label2"), ("label_a", "label_b"), ("annotator_1", "annotator_2"), ("rater_1", "rater_2")];

    /// <param name="root">The folder that the path is below.</param>
    /// <param name="id">The column that names a row, if its name is known.</param>
    /// <exception cref="TableException">The file cannot be read, or which two columns are the labels cannot be told.</exception>
    public static async Task<LabelledTwice> ReadAsync(string root, string path, string? id, CancellationToken cancel)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"set autoinstall_known_extensions = false; set autoload_known_extensions = false; set memory_limit = '500MB'; create table twice as select * from {DataFiles.Relation(root, path)}; set enable_external_access = false;";
            await command.ExecuteNonQueryAsync(cancel);
            command.CommandText = "select column_name from information_schema.columns where table_name = 'twice' order by ordinal_position";
            var columns = new List<string>();
            await using (var names = await command.ExecuteReaderAsync(cancel))
            {
                while (await names.ReadAsync(cancel))
                {
                    columns.Add(names.GetString(0));
                }
            }

            var (first, second) = Labels(path, columns, id);
            command.CommandText = $"select cast({first.Quoted} as varchar) as a, cast({second.Quoted} as varchar) as b, count(*) as n from twice group by 1, 2 order by 3 desc, 1, 2 limit {MostLabels * MostLabels}";
            var (pairs, without) = (new List<LabelPair>(), 0L);
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                if (rows.Text(0) is { } a && rows.Text(1) is { } b)
                {
                    pairs.Add(new LabelPair(a, b, rows.Count(2)));
                }
                else
                {
                    without += rows.Count(2);
                }
            }

            return Of(path, pairs, without);
        }
        catch (DuckDBException e)
        {
            throw DataFiles.Ragged(DataSource.Of(root, path)) ?? new TableException($"{path} cannot be read: {e.Message.Split('\n')[0]}", "Write it as a table with a column that names the row, and the label of each of the two.");
        }
    }

    private static LabelledTwice Of(string path, List<LabelPair> pairs, long without)
    {
        var labels = pairs.SelectMany(p => (string[])[p.First, p.Second]).Distinct().Order(StringComparer.Ordinal).Index().ToDictionary(l => l.Item, l => l.Index);
        if (labels.Count > MostLabels)
        {
            throw new TableException($"{path} has {labels.Count:N0} different labels; agreement is counted for at most {MostLabels}.", "Count numbers in classes that matter, or look at another column.");
        }

        var counts = new long[labels.Count, labels.Count];
        foreach (var pair in pairs)
        {
            counts[labels[pair.First], labels[pair.Second]] += pair.Rows;
        }

        var agreement = Agreement.Of(counts);
        return new LabelledTwice(path, agreement.Rows, agreement.Same, double.IsFinite(agreement.Kappa) ? agreement.Kappa : null, double.IsFinite(agreement.KappaError) ? agreement.KappaError : null, without,
            [.. pairs.Where(p => p.First != p.Second).Take(MostShown)]);
    }

    /// <summary>Two columns of names that say so, else the only two besides the one that names the row.</summary>
    private static (string First, string Second) Labels(string path, List<string> columns, string? id)
    {
        foreach (var (first, second) in s_names)
        {
            if (columns.Contains(first) && columns.Contains(second))
            {
                return (first, second);
            }
        }

        var rest = columns.Where(c => c != id && c is not ("id" or "row")).ToList();
        return rest is [var a, var b] ? (a, b) : throw new TableException(
            $"{path} has the columns {string.Join(", ", columns.Take(20))}, and which two are the labels cannot be told.", "Call them first and second, beside one column that names the row.");
    }
}
