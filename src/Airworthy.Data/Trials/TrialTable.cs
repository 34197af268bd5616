using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Metrics;

using DuckDB.NET.Data;

namespace Airworthy.Data.Trials;

/// <summary>A small table cut from the project's own, on which its pipeline is tried.</summary>
/// <param name="Train">The file to train on: rows of the train split, as the project's own files have them.</param>
/// <param name="Asked">The file to predict: rows of dev, in which what the label is made from is empty.</param>
/// <param name="Truth">The same rows of dev with their labels, for who scores.</param>
/// <param name="TrainRows">Rows of <paramref name="Train"/>.</param>
/// <param name="AskedRows">Rows of <paramref name="Asked"/>.</param>
/// <param name="Newest">The newest time of the whole table; null where it has none.</param>
public sealed record TrialRows(string Train, string Asked, string Truth, long TrainRows, long AskedRows, DateTime? Newest)
{
    /// <summary>Tables that show leaks; null where nobody asked for them.</summary>
    public LeakRows? Leaks { get; init; }
}

/// <summary>Tables that show whether anything of dev reaches training.</summary>
/// <param name="Both">The rows to train on, then those to predict, with their labels.</param>
/// <param name="Train">The rows to train on, each with the label of another.</param>
/// <param name="Asked">The rows to predict, each with the label of another, which is not taken away.</param>
/// <param name="Truth">The same, for who scores.</param>
public sealed record LeakRows(string Both, string Train, string Asked, string Truth);

/// <summary>What a trial's predictions are worth.</summary>
/// <param name="Estimate">The contract's metric with its interval.</param>
/// <param name="Constant">What the best answer gets that is the same for every row.</param>
/// <param name="IsUp">Whether more is better.</param>
public sealed record TrialScore(Estimate Estimate, double Constant, bool IsUp, long Rows);

/// <summary>Cuts small tables for a trial of the team's own commands, and scores what they predicted.</summary>
public static class TrialTable
{
    private const string Split = "dev";

    /// <summary>Cuts them: as many rows as are asked for, drawn by a digest of their positions, so that the same table gives the same rows.</summary>
    /// <param name="folder">Where the files go; it is there.</param>
    /// <param name="leaks">Whether <see cref="TrialRows.Leaks"/> are cut too.</param>
    /// <exception cref="TableException">The table cannot be read, or has no train or dev split.</exception>
    public static async Task<TrialRows> CutAsync(ProjectContract contract, string root, string folder, long train, long asked, CancellationToken cancel, bool leaks = false)
    {
        if (contract.Data?.Media is not null)
        {
            throw new TableException("The table names images or texts, and a trial of the pipeline cuts tables only.", "Let the tests of the pipeline bring a folder of their own.");
        }

        var isText = contract.Data?.Files is { Count: > 0 } files ? !files[0].EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)
            : contract.Data?.Split?.Files?.Values.FirstOrDefault()?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) != true;
        var (end, form) = isText ? ("csv", "format csv, header") : ("parquet", "format parquet");
        string[] paths = [Path.Combine(folder, $"train.{end}"), Path.Combine(folder, $"asked.{end}"), Path.Combine(folder, "truth.parquet"),
            Path.Combine(folder, $"both.{end}"), Path.Combine(folder, $"shuffled-train.{end}"), Path.Combine(folder, $"shuffled-asked.{end}"), Path.Combine(folder, "shuffled.parquet")];
        await using var table = await Table.OpenAsync(contract with { Predictions = null, Baselines = null }, root, cancel, writable: paths);
        foreach (var split in (string[])["train", Split])
        {
            if (!table.Splits.Contains(split))
            {
                throw new TableException($"There is no split {split} to try the pipeline on. {table.WhyNoSplits}", "Set data.split in airworthy.yaml.");
            }
        }

        if (!table.HasLabel)
        {
            throw new TableException("The contract names no label.", "Set data.label in airworthy.yaml.");
        }

        var label = contract.Data!.Label!;
        bool IsLabel(Column c) => c.Name == label.Name || FeatureChoice.Mentions(label.From ?? "", c.Name);
        var plain = string.Join(", ", table.Columns.Select(c => c.Quoted));
        var empty = string.Join(", ", table.Columns.Select(c => IsLabel(c) && c.Name != contract.Data.Id ? $"cast(null as {c.Type}) as {c.Quoted}" : c.Quoted));
        await table.RunAsync($"""
            create table trial_train as select {plain} from (select *, row_number() over (order by {Sql.RowHash(["__row"])}, __row) as __turn from parted where __train and __label is not null) where __turn <= {train} order by __row;
            create table trial_dev as select {plain} from (select *, row_number() over (order by {Sql.RowHash(["__row"])}, __row) as __turn from parted where __{Split} and __label is not null) where __turn <= {asked} order by __row;
            copy trial_train to {paths[0].Literal} ({form}, use_tmp_file false);
            copy (select {empty} from trial_dev) to {paths[1].Literal} ({form}, use_tmp_file false);
            copy trial_dev to {paths[2].Literal} (format parquet, use_tmp_file false);
            """, cancel);
        if (leaks)
        {
            var names = table.Columns.Where(c => IsLabel(c) && c.Name != contract.Data.Id).Select(c => c.Quoted).ToHashSet();
            await table.RunAsync($"""
                create table mixed_train as {Mixed("trial_train", table.Columns, names)};
                create table mixed_dev as {Mixed("trial_dev", table.Columns, names)};
                copy (select * from trial_train union all select * from trial_dev) to {paths[3].Literal} ({form}, use_tmp_file false);
                copy mixed_train to {paths[4].Literal} ({form}, use_tmp_file false);
                copy mixed_dev to {paths[5].Literal} ({form}, use_tmp_file false);
                copy mixed_dev to {paths[6].Literal} (format parquet, use_tmp_file false);
                """, cancel);
        }

        DateTime? newest = null;
        if (table.TimeOf(contract.Data.Time) is { } time && table[contract.Data.Time]!.Kind != ColumnKind.Number)
        {
            await foreach (var row in table.ReadAsync($"select cast(max({time}) as timestamp) from data", cancel))
            {
                newest = row.IsDBNull(0) ? null : row.GetDateTime(0);
            }
        }

        return new TrialRows(paths[0], paths[1], paths[2],
            await table.NumberAsync("select count(*) from trial_train", cancel), await table.NumberAsync("select count(*) from trial_dev", cancel), newest)
        {
            Leaks = leaks ? new LeakRows(paths[3], paths[4], paths[5], paths[6]) : null,
        };
    }

    /// <summary>The rows of a table, each with what makes the label of another one, by a fixed permutation.</summary>
    private static string Mixed(string relation, IReadOnlyList<Column> columns, HashSet<string> labels) =>
        $"select {string.Join(", ", columns.Select(c => $"{(labels.Contains(c.Quoted) ? "b" : "a")}.{c.Quoted}"))} from (select *, row_number() over (order by rowid) as __turn from {relation}) as a "
        + $"join (select {string.Join(", ", labels)}, row_number() over (order by {Sql.RowHash(["(rowid + 7919)"])}, rowid) as __turn from {relation}) as b on a.__turn = b.__turn order by a.__turn";

    /// <summary>Scores predictions of the rows asked for, by the contract's metric.</summary>
    /// <param name="predictions">A CSV or Parquet file with id and what is predicted; a label in it is not read.</param>
    /// <param name="truth">The rows with their labels, as cut here.</param>
    /// <param name="confidence">Of the interval, a share; null: the contract's.</param>
    /// <exception cref="TableException">The file is no table of predictions, or does not answer every row.</exception>
    public static async Task<TrialScore> ScoreAsync(ProjectContract contract, string truth, string predictions, CancellationToken cancel, double? confidence = null)
    {
        var metric = PredictionMetric.Of(contract.Metric?.Name) is { Scale: not MetricScale.Ranking } known ? known
            : throw new TableException($"metric.name is {contract.Metric?.Name ?? "not set"}, and no constant can be scored by it.", $"Name one of {string.Join(", ", PredictionMetric.Names.Take(6))}, …");
        var folder = Path.GetDirectoryName(truth)!;
        const string Labelled = "labelled.parquet";
        await LabelAsync(contract, truth, predictions, Path.Combine(folder, Labelled), cancel);
        var trial = contract with
        {
            Predictions = new Dictionary<string, string> { [Split] = Labelled },
            Baselines = null,
            Slices = null,
            Data = contract.Data! with { Files = null, Dataset = null, Schema = null, Represents = null, Split = new Split { Method = SplitMethod.Given, Files = new Dictionary<string, string> { [Split] = Path.GetFileName(truth) } } },
        };
        await using var table = await Table.OpenAsync(trial, folder, cancel, remembers: false);
        var set = await table.PredictionsAsync(table.PredictionsFor(Split).First(), Split, cancel);
        var read = await PairedRows.ReadAsync(table, Split, metric, [set], [], cancel);
        var isUp = contract.Metric?.Direction is { } direction ? direction == Direction.Up : metric.IsUp;
        return new TrialScore(Estimate.Of(metric, read.Truth, read.Sets[0], RowUnits.None, confidence ?? contract.Metric?.Confidence ?? 0.95), metric.Measure(read.Truth, Constant(read.Truth, metric, table.Contract)).Value, isUp, read.Rows);
    }

    /// <summary>Puts the labels beside the predictions, by id, as the form of stored predictions has them.</summary>
    private static async Task LabelAsync(ProjectContract contract, string truth, string predictions, string target, CancellationToken cancel)
    {
        var id = contract.Data?.Id ?? throw new TableException("data.id is not set, so predictions cannot be joined to rows.", "Set data.id to the column that names a row, or to `row` for its position from 0.");
        var relation = DataFiles.Relation(Path.GetDirectoryName(predictions)!, Path.GetFileName(predictions), DataFiles.AllRows);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        try
        {
            command.CommandText = $"""
                create table said as select columns(c -> lower(c) <> 'label') from {relation};
                create table truth as select * from (select *, {(id == "row" ? "cast(row_number() over () - 1 as varchar)" : $"cast({id.Quoted} as varchar)")} as __id from read_parquet({truth.Literal}));
                """;
            await command.ExecuteNonQueryAsync(cancel);
            // What makes the label is SQL of the contract: it reads no file.
            command.CommandText = $"""
                set allowed_paths = [{target.Literal}]; set enable_external_access = false; set lock_configuration = true;
                create table labels as select __id, {contract.Data!.Label!.From ?? contract.Data.Label.Name.Quoted} as label from truth;
                copy (select said.*, labels.label from labels join said on cast(said.id as varchar) = labels.__id) to {target.Literal} (format parquet, use_tmp_file false)
                """;
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (DuckDBException e)
        {
            throw new TableException($"The predictions cannot be read: {e.Message.Split('\n')[0]}", "Let commands.predict write the columns id, and score, score_<class> or value.");
        }
    }

    /// <summary>The answer that is the same for every row and the best such on these: the share of each class, the mean, or the median where distances count.</summary>
    private static Answers Constant(Truth truth, PredictionMetric metric, ProjectContract contract)
    {
        var n = truth.Rows;
        if (truth.Classes == 2)
        {
            return Answers.OfScores([.. Enumerable.Repeat(truth.Values.Average(), n)], truth, DecisionThreshold.Of(contract).From);
        }

        if (truth.Classes > 2)
        {
            var shares = Enumerable.Range(0, truth.Classes).Select(k => truth.Values.Count(v => v == k) / (double)n).ToArray();
            var (most, square) = (Array.IndexOf(shares, shares.Max()), shares.Sum(s => s * s));
            return new Answers([.. Enumerable.Repeat(shares[most], n)], [.. Enumerable.Repeat((double)most, n)],
                [.. truth.Values.Select(v => shares[(int)v])], [.. truth.Values.Select(v => square - (2 * shares[(int)v]) + 1)]);
        }

        var sorted = truth.Values.Order().ToArray();
        var constant = n == 0 ? double.NaN : metric.Name is "mae" or "mape" or "wape" or "smape" ? sorted[n / 2] : truth.Values.Average();
        return new Answers([.. Enumerable.Repeat(constant, n)]);
    }
}
