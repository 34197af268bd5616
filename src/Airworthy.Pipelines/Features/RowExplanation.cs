using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics;
using Airworthy.Models.Explaining;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Learning;

namespace Airworthy.Pipelines.Features;

/// <summary>Follows one row through a model: what it reads of the row, what each column moves the answer by, which rows of train are near.</summary>
/// <param name="train">Rows of train with their ids.</param>
public sealed class RowExplanation(ProjectContract contract, LearningTask task, OnnxRows model, LearningRows train)
{
    /// <summary>Rows of train that an answer is compared with.</summary>
    private const int Others = 200;

    /// <summary>Orders that are drawn for a model that cannot be taken apart exactly.</summary>
    private const int Orders = 200;

    private const int Nearest = 5;

    private readonly RawRows _train = new(train.Rows.Rows, [.. model.Columns.Select(c => train.Rows[c])]);
    private readonly Encoder _encoder = model.Own?.Encoder ?? Encoder.Learn(new RawRows(train.Rows.Rows, [.. model.Columns.Select(c => train.Rows[c])]), train.Target, 20).Encoder;
    private FloatMatrix? _encoded;

    /// <summary>Follows a row.</summary>
    /// <param name="name">The model's, for a person.</param>
    /// <param name="row">Rows with one row.</param>
    /// <param name="written">The row's columns as the table writes them.</param>
    /// <exception cref="NotAskedException">The model does not answer.</exception>
    public ExplainedRow Of(string name, LearningRows row, string? split, IReadOnlyDictionary<string, string> written, IReadOnlyList<double>? stored, CancellationToken cancel)
    {
        var own = new RawRows(1, [.. model.Columns.Select(c => row.Rows[c])]);
        var said = model.Answer(own, cancel);
        double[] answer = [.. said.Row(0).ToArray().Select(v => (double)v)];
        var taken = answer.Length == 1 ? 0 : answer.Index().MaxBy(a => a.Item).Index;
        var threshold = DecisionThreshold.Of(contract);
        int[] others = [.. Drawn(Others)];
        var (parts, errors, apart) = Parts(own, others, taken, answer, cancel);
        var encoded = _encoder.Encode(own);
        var at = 0;
        var columns = new List<(ExplainedColumn Column, int Index)>();
        foreach (var (i, encoding) in _encoder.Encodings.Index())
        {
            var from = at;
            MadeNumber[] made = model.Own is null ? [] : [.. encoding.Made.Select((m, k) => new MadeNumber(m, encoded[0, from + k]))];
            columns.Add((new ExplainedColumn(encoding.Column, written.GetValueOrDefault(encoding.Column) ?? Written(own[encoding.Column], 0), made, Place(own[encoding.Column], _train[encoding.Column]), parts.Of[i][taken], errors?[i][taken]), i));
            at += encoding.Made.Count;
        }

        columns = [.. columns.OrderByDescending(c => Math.Abs(c.Column.Part))];
        return new ExplainedRow(name, row.Ids[0], split, row.Labels[0].Length == 0 ? null : row.Labels[0], [.. columns.Select(c => c.Column)], task.AnswerColumns, answer)
        {
            Taken = taken,
            Threshold = task.Scale == AnswerScale.TwoClasses ? threshold.From : null,
            Decision = task.Scale switch
            {
                AnswerScale.TwoClasses => string.Create(CultureInfo.InvariantCulture, $"{task.Classes[answer[0] >= threshold.From ? 1 : 0]}, because {(answer[0] >= threshold.From ? "it is from" : "it is below")} {threshold.From:0.####} ({threshold.How})"),
                AnswerScale.Classes => $"{task.Classes[taken]}, which is likeliest",
                _ => null,
            },
            How = model.Own is null ? string.Create(CultureInfo.InvariantCulture, $"Estimated by asking the model {2 * Orders} times with columns of other rows.") : model.Own.Formula switch
            {
                Formula.Trees => "Shapley values of its trees, exact.",
                Formula.Linear => "Shapley values of its weights, exact.",
                _ => "It says the same of every row.",
            },
            Unit = (model.Own?.Formula switch { Formula.Trees trees => trees.Link, Formula.Linear linear => linear.Link, _ => Link.None }) switch
            {
                Link.Sigmoid => "log-odds",
                Link.SigmoidShares => $"log-odds of {task.Classes[taken]} against the rest",
                Link.Softmax => $"log of {task.Classes[taken]}'s weight",
                _ => task.AnswerColumns[taken],
            },
            Base = parts.Base[taken],
            Sum = parts.Sum[taken],
            Apart = apart,
            Others = others.Length,
            Near = Near(row.Ids[0], encoded, [.. columns.Select(c => c.Column.Name)]),
            Stored = stored,
        };
    }

    /// <summary>How far the parts of a row's answer are from it; null where it cannot be taken apart exactly.</summary>
    public double? Apart(RawRows rows, int row, CancellationToken cancel)
    {
        var own = new RawRows(1, [.. model.Columns.Select(c => rows[c].Of([row]))]);
        return Parts(own, [.. Drawn(20)], 0, [.. model.Answer(own, cancel).Row(0).ToArray().Select(v => (double)v)], cancel).Apart;
    }

    private (Parts Parts, IReadOnlyList<double[]>? Errors, double? Apart) Parts(RawRows own, int[] others, int taken, double[] answer, CancellationToken cancel)
    {
        if (model.Own is not { } inside)
        {
            var together = new RawRows(others.Length + 1, [.. own.Columns.Select(c => Joined(_train[c.Name].Of(others), c))]);
            var (sampled, errors) = SampledParts.Of(together, rows => model.Answer(rows, cancel), Orders, 7);
            return (sampled, errors, null);
        }

        int[] column = [.. inside.Encoder.Encodings.SelectMany((e, i) => e.Made.Select(_ => i))];
        var parts = ShapleyParts.Of(inside.Formula, column, inside.Encoder.Encode(own).Row(0), Encoded().Of(others));
        var sums = inside.Formula is Formula.Constant ? answer : ShapleyParts.Linked(parts.Sum, inside.Formula);
        return (parts, null, sums.Zip(answer, (s, a) => Math.Abs(s - a) / Math.Max(1, Math.Abs(a))).Max());
    }

    private FloatMatrix Encoded() => _encoded ??= _encoder.Encode(_train);

    private IEnumerable<int> Drawn(int count)
    {
        var step = Math.Max(1, _train.Rows / (double)count);
        return Enumerable.Range(0, Math.Min(count, _train.Rows)).Select(i => (int)(i * step));
    }

    private List<NearRow> Near(string id, FloatMatrix row, IReadOnlyList<string> columns)
    {
        if (_train.Rows < NearestRows.Neighbours)
        {
            return [];
        }

        var known = new NearestRows(Encoded(), new bool[Encoded().Columns]);
        return [.. known.To(row.Row(0), Nearest + 1).Where(n => train.Ids[n.Row] != id).Take(Nearest).Select(n => new NearRow(train.Ids[n.Row], train.Labels[n.Row], n.Distance, [.. columns.Select(c => Written(_train[c], n.Row))]))];
    }

    /// <summary>Where a value lies among those of train.</summary>
    private static string Place(RawColumn own, RawColumn train)
    {
        static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
        if (own is RawColumn.Texts { Words: var words, Codes: [var code] } && train is RawColumn.Texts known)
        {
            var there = known.Words.Index().Where(w => w.Item == words[code]).Select(w => w.Index).FirstOrDefault(-1);
            var rows = there < 0 ? 0 : known.Codes.Count(c => c == there);
            return rows == 0 ? "never there" : $"{Percent(rows / (double)known.Codes.Length)} have it";
        }

        double[] all = train switch { RawColumn.Numbers n => [.. n.Values.Select(v => (double)v)], RawColumn.Times t => t.Seconds, _ => [] };
        var value = own switch { RawColumn.Numbers n => n.Values[0], RawColumn.Times t => t.Seconds[0], _ => double.NaN };
        if (double.IsNaN(value))
        {
            return $"{Percent(all.Count(double.IsNaN) / (double)Math.Max(1, all.Length))} miss it";
        }

        var numbers = all.Count(v => !double.IsNaN(v));
        var (below, same) = (all.Count(v => v < value), all.Count(v => v == value));
        return numbers == 0 ? "never there"
            : below == numbers ? "above all"
            : below == 0 && same == 0 ? "below all"
            : $"percentile {(100 * (below + (0.5 * same)) / numbers).ToString("0.#", CultureInfo.InvariantCulture)}";
    }

    private static string Written(RawColumn column, int row) => column switch
    {
        RawColumn.Numbers numbers => float.IsNaN(numbers.Values[row]) ? "" : numbers.Values[row].ToString("G6", CultureInfo.InvariantCulture),
        RawColumn.Times times => double.IsNaN(times.Seconds[row]) ? "" : DateTimeOffset.UnixEpoch.AddSeconds(times.Seconds[row]).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        RawColumn.Texts texts => texts.Words[texts.Codes[row]],
        _ => "",
    };

    private static RawColumn Joined(RawColumn first, RawColumn second) => (first, second) switch
    {
        (RawColumn.Numbers a, RawColumn.Numbers b) => a with { Values = [.. a.Values, .. b.Values] },
        (RawColumn.Times a, RawColumn.Times b) => a with { Seconds = [.. a.Seconds, .. b.Seconds] },
        (RawColumn.Texts a, RawColumn.Texts b) => new RawColumn.Texts(a.Name, [.. a.Codes, .. b.Codes.Select(c => c + a.Words.Count)], [.. a.Words, .. b.Words]),
        _ => throw new System.Diagnostics.UnreachableException(first.GetType().Name),
    };
}
