using System.Data.Common;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data.Versions;

namespace Airworthy.Data;

/// <summary>The labels of a split's rows with what several models said of them, as plain numbers.</summary>
/// <param name="Truth">The labels.</param>
/// <param name="Sets">What each model said; in the order asked.</param>
/// <param name="Entity">For each row the number of its entity; null without one.</param>
/// <param name="Day">For each row the number of its day; null without a time in days.</param>
/// <param name="Rows">Labelled rows of the split.</param>
/// <param name="Classes">The classes in order, where the metric is about classes; of two the later one is the positive one.</param>
public sealed record PairedRows(Truth Truth, IReadOnlyList<Answers> Sets, int[]? Entity, int[]? Day, long Rows, IReadOnlyList<string> Classes)
{
    /// <summary>Classes of a label that are told apart.</summary>
    public const int MostClasses = 20;

    private PackedBits Packed { get; init; } = PackedBits.None;

    /// <summary>Of two classes the positive one.</summary>
    public string? Positive => Classes.Count == 2 ? Classes[1] : null;

    /// <summary>What rows belong together.</summary>
    public RowUnits Units => new(Entity, Day);

    /// <summary>For each row, whether one of the conditions asked holds.</summary>
    public bool[] Marked(int condition) => Packed.Truths(condition);

    /// <summary>For each row, one of the codes asked.</summary>
    public byte[] Coded(int code) => Packed.Codes(code);

    /// <summary>Rows that are read at most, where nobody asks for more; of more a part is drawn by their ids.</summary>
    public const long Most = 400_000;

    /// <summary>Reads them.</summary>
    /// <param name="conditions">SQL over the columns of the table.</param>
    /// <param name="codes">SQL over the columns of the table that gives a whole number from 0 to 31.</param>
    /// <param name="most">Rows that are read at most.</param>
    /// <exception cref="TableException">The predictions are not of the form that the metric needs.</exception>
    public static async Task<PairedRows> ReadAsync(Table table, string split, PredictionMetric metric, IReadOnlyList<Predictions> sets, IReadOnlyList<string> conditions, CancellationToken cancel, long most = Most, IReadOnlyList<string>? codes = null)
    {
        var classes = metric.Scale is MetricScale.TwoClasses or MetricScale.Classes ? await ClassesAsync(table, metric, cancel) : [];
        var said = sets.Select((s, i) => Said(s, $"p{i}", metric, classes, Label(table, classes))).ToList();
        var entity = table[table.Contract.Data?.Entity];
        var day = table[table.Contract.Data?.Time] is { Kind: not ColumnKind.Number } && table.TimeOf(table.Contract.Data?.Time) is { } time ? $"cast({time} as date)" : null;
        var packing = new Packing(conditions, codes ?? []);
        string[] rows =
        [
            "__row", "__label",
            entity is null ? "0 as __entity" : $"case when {entity.Quoted} is null then {Sql.RowHash(["__row"])} else {Sql.RowHash([entity.Quoted])} end as __entity",
            day is null ? "0 as __day" : $"{Sql.RowHash([day])} as __day",
            .. packing.Columns,
        ];
        var all = await table.NumberAsync($"select count(*) from parted where __{split} and __label is not null", cancel);
        var drawn = all <= most ? "true" : $"{Sql.RowHash([metric.Scale == MetricScale.Ranking ? "p0.query" : "t.__id"])} % {all} < {most}";
        var query = metric.Scale == MetricScale.Ranking ? Sql.RowHash(["p0.query"]) : "0";
        var read = new Reading([.. said], packing.Names.Count, entity is not null, day is not null, metric.Scale == MetricScale.Ranking);
        var sql = Sql.Fill(SqlFile.Load("PairedRows"),
            ("joined", table.Joined(split, string.Join(", ", rows), sets)), ("label", $"cast({Label(table, classes)} as double)"), ("query", query), ("where", drawn),
            ("conditions", Filling.Each("marked", packing.Names)),
            ("sets", Filling.Each(said, s => [("score", s.Score), ("answer", s.Answer), ("of_label", s.OfLabel), ("square", s.Square)])));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            read.Add(row);
        }

        var threshold = DecisionThreshold.Of(table.Contract).From;
        var truth = new Truth([.. read.Labels], classes.Count, metric.Scale == MetricScale.Ranking ? [.. read.Queries] : null);
        return new PairedRows(truth,
            [.. read.Sets.Select(s => classes.Count == 2 ? Answers.OfScores([.. s.Score], truth, threshold) : new Answers([.. s.Score], [.. s.Answer], [.. s.OfLabel], [.. s.Square]))],
            entity is null ? null : [.. read.Entities], day is null ? null : [.. read.Days], all, classes)
        { Packed = new PackedBits(conditions.Count, [.. read.Packed.Select(m => m.ToArray())]) };
    }

    /// <summary>The rows for which something holds; of rows that were drawn as many times more are there.</summary>
    public PairedRows Only(bool[] holds)
    {
        var kept = PackedBits.Rows(holds);
        return At(kept) with { Rows = Standing(kept.Length) };
    }

    /// <summary>How many rows some that were read stand for.</summary>
    public long Standing(int read) => (long)Math.Round((double)read * Rows / Math.Max(1, Truth.Rows));

    /// <summary>What a metric needs of the rows for which a condition holds; see the other.</summary>
    public (Truth Truth, Answers Answers, RowUnits Units) Part(int condition, PredictionMetric metric) => Part(Packed.Rows(condition), metric);

    /// <summary>What a metric needs of the rows for which something holds; see the other.</summary>
    public (Truth Truth, Answers Answers, RowUnits Units) Part(bool[] holds, PredictionMetric metric) => Part(PackedBits.Rows(holds), metric);

    /// <summary>What a metric needs of some rows, and nothing else: many parts of many rows are taken at once.</summary>
    /// <param name="kept">Their numbers.</param>
    /// <param name="metric">Of the first set.</param>
    private (Truth Truth, Answers Answers, RowUnits Units) Part(int[] kept, PredictionMetric metric)
    {
        double[]? Take(double[]? all, bool isNeeded)
        {
            if (!isNeeded || all is not { Length: > 0 })
            {
                return [];
            }

            var some = GC.AllocateUninitializedArray<double>(kept.Length); // written whole: clearing it first would take as long
            for (var i = 0; i < some.Length; i++)
            {
                some[i] = all[kept[i]];
            }

            return some;
        }

        var set = Sets[0];
        var ofClasses = Truth.Classes > 0 && metric.Name is not ("roc_auc" or "average_precision");
        return (new Truth(Take(Truth.Values, true)!, Truth.Classes, new RowUnits(Truth.Queries).Only(kept).Entity),
            new Answers(Take(set.Score, !ofClasses)!, Take(set.Answer, metric.IsDecided), Take(set.OfLabel, ofClasses && metric.IsProbabilistic), Take(set.Square, ofClasses && metric.IsProbabilistic)),
            Units.Only(kept));
    }

    /// <summary>The same rows, those of lower score first, so that every part of them is in that order too and need not be sorted again. Of several sets the first decides.</summary>
    public PairedRows ByScore() => At(RankMetrics.Sorted(Sets[0].Score));

    /// <summary>Rows by their numbers, in that order.</summary>
    public PairedRows At(int[] kept)
    {
        T[] Take<T>(T[] all)
        {
            var some = new T[all.Length == 0 ? 0 : kept.Length];
            for (var i = 0; i < some.Length; i++)
            {
                some[i] = all[kept[i]];
            }

            return some;
        }

        var units = new RowUnits(Entity, Day).Only(kept);
        return new PairedRows(new Truth(Take(Truth.Values), Truth.Classes, new RowUnits(Truth.Queries).Only(kept).Entity),
            [.. Sets.Select(s => new Answers(Take(s.Score), Take(s.Answer!), Take(s.OfLabel!), Take(s.Square!)))],
            units.Entity, units.Day, Rows, Classes)
        { Packed = Packed.At(Take) };
    }

    /// <summary>SQL for what one set answers to a row <c>t</c>, and for how wrong that is, in [0, 1] for classes; the predictions are joined as <c>p0</c>.</summary>
    internal static async Task<(string Answer, string Error)> ErrorAsync(Table table, Predictions set, PredictionMetric metric, CancellationToken cancel)
    {
        var classes = metric.Scale is MetricScale.TwoClasses or MetricScale.Classes ? await ClassesAsync(table, metric, cancel) : [];
        var label = Label(table, classes);
        var said = Said(set, "p0", metric, classes, label);
        return classes.Count switch
        {
            0 => (said.Score, $"abs({said.Score} - {label})"),
            2 => (said.Score, $"abs({said.Score} - {label})"),
            _ => (said.Answer, set.Form == AnswerForm.ClassScores ? $"1 - {said.OfLabel}" : $"case when {said.Answer} = {label} then 0 else 1 end"),
        };
    }

    /// <summary>The classes of the whole table, in order; the later of two is the positive one.</summary>
    private static async Task<IReadOnlyList<string>> ClassesAsync(Table table, PredictionMetric metric, CancellationToken cancel)
    {
        var classes = new List<string>();
        await foreach (var row in table.ReadAsync($"select distinct __label as value from labelled where __label is not null order by value limit {MostClasses + 1}", cancel))
        {
            classes.Add(row.Text(0) ?? "");
        }

        return classes.Count > MostClasses
            ? throw new TableException($"The label has more than {MostClasses} values, and {metric.Name} needs classes.", "Correct metric.name or data.label.")
            : metric.Scale == MetricScale.TwoClasses && classes.Count != 2
                ? throw new TableException($"{metric.Name} needs a label of two classes; this one has {classes.Count} ({string.Join(", ", classes.Take(4))}).", classes.Count > 2 ? "Choose a metric of several classes, such as balanced_accuracy, f1_macro or log_loss." : "Correct data.label.")
                : classes;
    }

    private static string Label(Table table, IReadOnlyList<string> classes) => classes.Count == 0
        ? "cast(t.__label as double)"
        : $"case {TextOf("t.__label", table.LabelKind)} {string.Concat(classes.Select((c, i) => $"when {c.Literal} then {i} "))}end";

    private static string TextOf(string expression, ColumnKind kind) => kind == ColumnKind.Number
        ? $"case when {expression} = floor({expression}) then cast(cast({expression} as hugeint) as varchar) else cast({expression} as varchar) end"
        : $"cast({expression} as varchar)";

    /// <summary>What to read of one set: score, answer, probability of the label, squared distance.</summary>
    private static (string Score, string Answer, string OfLabel, string Square) Said(Predictions set, string at, PredictionMetric metric, IReadOnlyList<string> classes, string label)
    {
        string Of(Column column) => $"cast({at}.{column.Quoted} as double)";
        TableException Needs(string what) => new($"{metric.Name} needs {what} in {set.Source.Path}; it has {string.Join(", ", set.Columns.Select(c => c.Name).Take(20))}.", $"Write the predictions with {what} ({set.Source.Field}).");
        if (metric.Scale == MetricScale.Ranking)
        {
            return set.Form == AnswerForm.Rank ? (Of(set["rank"]!), "0", "0", "0") : throw Needs("the columns query and rank");
        }

        if (metric.Scale == MetricScale.Number)
        {
            return (set["value"] ?? set["score"]) is { Kind: ColumnKind.Number } number ? (Of(number), "0", "0", "0") : throw Needs("a column value of numbers");
        }

        if (set.Form == AnswerForm.Value)
        {
            if (metric.IsProbabilistic)
            {
                throw Needs("a column score, or score_<class> for each class,");
            }

            var value = TextOf($"{at}.value", set["value"]!.Kind);
            var answer = $"case {value} {string.Concat(classes.Select((c, i) => $"when {c.Literal} then {i} "))}else -1 end";
            return (answer, answer, "0", "0");
        }

        if (classes.Count == 2)
        {
            return (set.Form == AnswerForm.Score ? set["score"] : set.ScoreOf(classes[1])) is { } score ? (Of(score), "0", "0", "0") : throw Needs($"a column score, the probability of {classes[1]},");
        }

        var columns = classes.Select(set.ScoreOf).ToList();
        if (set.Form != AnswerForm.ClassScores || columns.Contains(null))
        {
            throw Needs($"a column {string.Join(", ", classes.Where(c => set.ScoreOf(c) is null).Take(4).Select(c => $"score_{c}"))}");
        }

        var largest = $"greatest({string.Join(", ", columns.Select(c => Of(c!)))})";
        var ofLabel = $"case {label} {string.Concat(columns.Select((c, i) => $"when {i} then {Of(c!)} "))}end";
        return (largest, $"case {largest} {string.Concat(columns.Select((c, i) => $"when {Of(c!)} then {i} "))}end", ofLabel,
            $"{string.Join(" + ", columns.Select(c => $"{Of(c!)} * {Of(c!)}"))} - 2 * ({ofLabel}) + 1");
    }

    /// <summary>Rows as they come, and each entity, day and query as a number from 0.</summary>
    private sealed class Reading((string Score, string Answer, string OfLabel, string Square)[] sets, int packed, bool hasEntity, bool hasDay, bool hasQuery)
    {
        /// <summary>What is asked where nothing is said: it need not be fetched.</summary>
        private const string None = "0";

        private readonly Dictionary<object, int> _entities = [], _days = [], _queries = [];

        public List<double> Labels { get; } = [];

        public List<int> Entities { get; } = [];

        public List<int> Days { get; } = [];

        public List<int> Queries { get; } = [];

        public IReadOnlyList<List<long>> Packed { get; } = [.. Enumerable.Range(0, packed).Select(_ => new List<long>())];

        public IReadOnlyList<(List<double> Score, List<double> Answer, List<double> OfLabel, List<double> Square)> Sets { get; } =
            [.. sets.Select(_ => (new List<double>(), new List<double>(), new List<double>(), new List<double>()))];

        public void Add(DbDataReader row)
        {
            Labels.Add(row.IsDBNull(0) ? 0 : row.GetDouble(0));
            if (hasEntity)
            {
                Entities.Add(Number(_entities, row.GetValue(1)));
            }

            if (hasDay)
            {
                Days.Add(Number(_days, row.GetValue(2)));
            }

            if (hasQuery)
            {
                Queries.Add(Number(_queries, row.GetValue(3)));
            }

            for (var i = 0; i < Packed.Count; i++)
            {
                Packed[i].Add(row.IsDBNull(4 + i) ? 0 : row.GetInt64(4 + i));
            }

            for (var i = 0; i < Sets.Count; i++)
            {
                var at = 4 + Packed.Count + (4 * i);
                Sets[i].Score.Add(sets[i].Score == None ? 0 : row.Number(at) ?? 0);
                Sets[i].Answer.Add(sets[i].Answer == None ? 0 : row.Number(at + 1) ?? 0);
                Sets[i].OfLabel.Add(sets[i].OfLabel == None ? 0 : row.Number(at + 2) ?? 0);
                Sets[i].Square.Add(sets[i].Square == None ? 0 : row.Number(at + 3) ?? 0);
            }
        }

        private static int Number(Dictionary<object, int> known, object value)
        {
            if (!known.TryGetValue(value, out var number))
            {
                known[value] = number = known.Count;
            }

            return number;
        }
    }
}
