using System.Text.RegularExpressions;

using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.FirstLook;

/// <summary>A guess at what a column is for.</summary>
/// <param name="Confidence">In [0, 1]; 1 when somebody said so.</param>
/// <param name="Because">What the guess rests on, in words.</param>
public sealed record ColumnRole(string Column, double Confidence, string Because);

/// <summary>What the columns of an unknown table are probably for, by name, place, kind and number of values.</summary>
public sealed partial record ColumnRoles(ColumnRole? Label, ColumnRole? Time, ColumnRole? Id, ColumnRole? Entity)
{
    /// <summary>Below this nothing is guessed.</summary>
    public const double Least = 0.4;

    /// <param name="labelSaid">The label's name when somebody gave it.</param>
    /// <param name="onlyInTrain">Columns that the test file lacks.</param>
    public static ColumnRoles Guess(ColumnProfiles profiles, IReadOnlyList<Column> columns, string? labelSaid, IReadOnlyList<string> onlyInTrain)
    {
        var id = profiles.Columns.FirstOrDefault(p => p.Distinct == profiles.Rows && profiles.Rows >= 10 && IdName().IsMatch(p.Name));
        var label = labelSaid is not null
            ? new ColumnRole(labelSaid, 1, "as given")
            : profiles.Columns.Select((p, i) => LabelGuess(p, i, profiles, columns.First(c => c.Name == p.Name), onlyInTrain)).MaxBy(g => g.Confidence) is { } best && best.Confidence >= Least && best.Column != id?.Name
                ? best
                : null;
        var times = profiles.Columns.Where(p => columns.First(c => c.Name == p.Name) is { Kind: ColumnKind.Time, Type: not "TIME" } && p.Distinct > 1 && p.Name != label?.Column).ToList();
        var time = times.FirstOrDefault(t => TimeName().IsMatch(t.Name)) ?? (times.Count > 0 ? times[0] : null);
        var entity = profiles.Columns.FirstOrDefault(p => EntityName().IsMatch(p.Name) && p.Distinct > 1 && p.Distinct < 0.9 * (profiles.Rows - p.Missing) && p.Name != label?.Column && p != id);
        return new ColumnRoles(
            label,
            time is null ? null : new ColumnRole(time.Name, times.Count == 1 ? 0.9 : 0.6, times.Count == 1 ? "the only column of times" : $"one of {times.Count} columns of times"),
            id is null ? null : new ColumnRole(id.Name, 0.9, "different in every row"),
            entity is null ? null : new ColumnRole(entity.Name, 0.6, $"its name, and {entity.Distinct:N0} values in {profiles.Rows:N0} rows"));
    }

    private static ColumnRole LabelGuess(ColumnProfile p, int place, ColumnProfiles all, Column column, IReadOnlyList<string> onlyInTrain)
    {
        var last = place == all.Columns.Count - 1;
        var isQuantity = column.Kind == ColumnKind.Number && p.Distinct > 20;
        var impossible = p.Distinct < 2 || column.Kind is ColumnKind.Time or ColumnKind.Other || (column.Kind == ColumnKind.Text && p.Distinct > Math.Max(20, all.Rows / 20));
        if (impossible)
        {
            return new ColumnRole(p.Name, 0, "");
        }

        var reasons = new List<string>();
        var score = 0.0;
        void Add(bool holds, double weight, string reason)
        {
            if (holds)
            {
                score += weight;
                reasons.Add(reason);
            }
        }

        Add(onlyInTrain.Count <= 2 && onlyInTrain.Contains(p.Name), 0.8, "absent from the test file");
        Add(TargetName().IsMatch(p.Name), 0.6, "its name");
        Add(!TargetName().IsMatch(p.Name) && PerhapsName().IsMatch(p.Name), 0.35, "its name");
        Add(last && all.Columns.Count > 1, 0.25, "the last column");
        Add(place == 0 && all.Columns.Count > 1, 0.15, "the first column");
        Add(p.Distinct == 2, 0.15, "two values");
        Add(p.Distinct is > 2 and <= 20 && !isQuantity, 0.1, $"{p.Distinct} values");
        return new ColumnRole(p.Name, Math.Min(0.95, score), string.Join(", ", reasons));
    }

    [GeneratedRegex("^(label|labels|target|y|y_true|ground_truth|outcome|response|survived|churn|churned|exited|fraud|is_fraud|income|diagnosis|species|quality|converted|clicked|defaulted|diabetes|late|is_late|cnt|saleprice|median_house_value|medv)$|(_|\\b)(label|target)$", RegexOptions.IgnoreCase)]
    private static partial Regex TargetName();

    [GeneratedRegex("^(class|default|price|sales|demand|status|approved|rating|salary|result|score|value|amount|cost|type|event)$|^(is|has|was|will)_", RegexOptions.IgnoreCase)]
    private static partial Regex PerhapsName();

    [GeneratedRegex("(^|_|\\b)(id|no|nr|index|idx|instant|key|uuid|guid|rowid|row)$|^unnamed", RegexOptions.IgnoreCase)]
    private static partial Regex IdName();

    [GeneratedRegex("^(user|customer|client|patient|person|account|household|subject|driver|store|shop|device|group|family|provider|machine|vehicle|session)(_?(id|no|nr|number|key|code))?$", RegexOptions.IgnoreCase)]
    private static partial Regex EntityName();

    [GeneratedRegex("date|time|day|_at$|^at$|when|stamp", RegexOptions.IgnoreCase)]
    private static partial Regex TimeName();
}
