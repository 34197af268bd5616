using System.Diagnostics;

using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Routing;

/// <summary>What answered some rows of a request.</summary>
/// <param name="Rows">In the order of the outputs.</param>
/// <param name="Outputs">Null where a person will answer.</param>
internal sealed record ServedRows(FallbackStep Step, int[] Rows, IReadOnlyList<Tensor>? Outputs)
{
    /// <summary>As an answer names it.</summary>
    public string ServedBy => Step is { Name: "previous", Loaded: { } loaded } ? loaded.Slot.Model : Step.Name;
}

/// <summary>Goes down the fallback chain with the rows that the model should not answer, each step within its share of the time.</summary>
/// <param name="limit">Of the whole request, since it came.</param>
internal sealed class FallbackChain(IReadOnlyList<FallbackStep> steps, InferRequest request, RowMarks marks, Doubt falls, long started, TimeSpan limit)
{
    /// <summary>Of the time left, what the steps behind a model get where they answer at once, and where one of them is a model too.</summary>
    private const double Reserve = 0.1, Half = 0.5;

    /// <summary>How much of the time left a step may take, when others stand behind it.</summary>
    public static TimeSpan Share(TimeSpan left, IEnumerable<FallbackStep> behind)
    {
        var (any, slow) = (false, false);
        foreach (var step in behind)
        {
            any |= step.Loaded is not null || step.Name == "human";
            slow |= !step.TakesNoTime;
        }

        return !any ? left : left * (slow ? Half : 1 - Reserve);
    }

    /// <summary>Asks step after step until every row is answered.</summary>
    /// <param name="rows">The rows that need an answer.</param>
    /// <param name="ask">Asks one model.</param>
    /// <param name="human">Leaves rows to a person; false: there is no room for them.</param>
    /// <returns>What was answered, and the rows that nothing answered.</returns>
    public async ValueTask<(List<ServedRows> Served, int[] Unanswered)> AnswerAsync(
        int[] rows, Func<Loaded, IReadOnlyList<Tensor>, TimeSpan, CancellationToken, ValueTask<Attempt>> ask, Func<int[], CancellationToken, ValueTask<bool>> human, CancellationToken cancel)
    {
        var served = new List<ServedRows>();
        var isReadable = request.Spoilt == Doubt.None;
        var canSplit = RowParts.CanSplit(request.Inputs, request.Rows);
        for (var s = 0; s < steps.Count && rows.Length > 0; s++)
        {
            var step = steps[s];
            if (step.Loaded is null)
            {
                if (step.Name == "human" && await human(rows, cancel))
                {
                    served.Add(new ServedRows(step, rows, null));
                    rows = [];
                }

                if (step.Name == "refuse")
                {
                    break;
                }

                continue;
            }

            var left = limit - Stopwatch.GetElapsedTime(started);
            if ((!isReadable && !step.AnswersAnything) || (left <= TimeSpan.Zero && !step.TakesNoTime))
            {
                continue;
            }

            var asked = step.Guards is { } guards ? Trusted(rows, guards) : rows;
            if (asked.Length == 0)
            {
                continue;
            }

            var share = step.TakesNoTime ? TimeSpan.FromSeconds(1) : Share(left, steps.Skip(s + 1));
            var inputs = asked.Length == request.Rows || !canSplit ? request.Inputs : RowParts.Take(request.Inputs, asked);
            var attempt = await ask(step.Loaded, inputs, share, cancel);
            if (attempt.Failure == Failure.None)
            {
                var answered = step.Guards is null ? asked : Sure(asked, step.Guards, attempt.Outputs!);
                if (answered.Length > 0)
                {
                    served.Add(new ServedRows(step, answered, answered.Length == asked.Length ? attempt.Outputs : RowParts.Take(attempt.Outputs!, [.. answered.Select(r => Array.IndexOf(asked, r))])));
                    rows = [.. rows.Except(answered)];
                }
            }
        }

        return (served, rows);
    }

    /// <summary>Rows that this step's own guards let pass: what one version does not know, the one before may not know either.</summary>
    private int[] Trusted(int[] rows, RowGuards guards) => [.. rows.Where(row => (guards.Before(request.Inputs, row, out _, s_uncounted) & falls) == 0)];

    private int[] Sure(int[] rows, RowGuards guards, IReadOnlyList<Tensor> outputs)
    {
        var deciding = Scores.Deciding(outputs);
        return [.. rows.Where((_, at) => (guards.After(deciding, at) & falls) == 0)];
    }

    /// <summary>Why a row went down the chain.</summary>
    public string ReasonOf(int row) => Doubts.First(marks.Doubts[row] & falls);

    private static readonly Monitoring.Tally s_uncounted = new();
}
