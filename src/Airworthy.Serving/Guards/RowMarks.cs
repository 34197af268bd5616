using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Guards;

/// <summary>What the guards say of the rows of one request, before and after the model.</summary>
internal sealed class RowMarks(int rows)
{
    /// <summary>What speaks against the model's answer.</summary>
    public Doubt[] Doubts { get; } = new Doubt[rows];

    /// <summary>To the training rows; NaN where it was not measured.</summary>
    public double[] Distances { get; } = Filled(rows);

    public int Rows => Doubts.Length;

    /// <summary>Looks at rows before the model is asked.</summary>
    /// <exception cref="InferenceRefusedException">A row is wrong, and the contract does not send it down the chain.</exception>
    public static RowMarks Before(RowGuards? guards, InferRequest request, Doubt falls, Tally tally)
    {
        var marks = new RowMarks(request.Rows);
        if (request.Spoilt != Doubt.None)
        {
            Array.Fill(marks.Doubts, request.Spoilt);
            tally.Add(Event.BadRows, marks.Rows);
            tally.Add(request.Spoilt == Doubt.MissingRequired ? Event.MissingRequired : Event.SchemaErrors, marks.Rows);
            return marks;
        }

        if (guards is null)
        {
            return marks;
        }

        List<string>? wrong = null;
        for (var row = 0; row < marks.Rows; row++)
        {
            var doubts = marks.Doubts[row] = guards.Before(request.Inputs, row, out marks.Distances[row], tally);
            if (doubts == Doubt.None)
            {
                continue;
            }

            Count(doubts, tally);
            if ((doubts & Guards.Doubts.WrongInput) != 0)
            {
                Tell(guards, request, row, falls, tally, ref wrong);
            }
        }

        if (wrong is not null)
        {
            tally.Add(Event.Rows, marks.Rows);
            throw InferenceRefusedException.Invalid(wrong);
        }

        return marks;
    }

    /// <summary>Looks at the answers.</summary>
    /// <param name="asked">The rows that were asked, in the order of the outputs; null for all.</param>
    public void After(RowGuards guards, IReadOnlyList<Tensor> outputs, int[]? asked, Tally tally)
    {
        var deciding = Scores.Deciding(outputs);
        var answered = asked?.Length ?? Rows;
        for (var at = 0; at < answered; at++)
        {
            if (guards.After(deciding, at) is not Doubt.None and var doubt)
            {
                Doubts[asked?[at] ?? at] |= doubt;
                tally.Add(Event.LowConfidence);
            }
        }
    }

    /// <summary>Whether a row has one of these doubts.</summary>
    public bool Has(Doubt doubts)
    {
        foreach (var doubt in Doubts)
        {
            if ((doubt & doubts) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Rows with one of these doubts; null where there is none.</summary>
    public int[]? With(Doubt doubts)
    {
        var count = 0;
        foreach (var doubt in Doubts)
        {
            count += (doubt & doubts) != 0 ? 1 : 0;
        }

        if (count == 0)
        {
            return null;
        }

        var (with, at) = (new int[count], 0);
        for (var row = 0; row < Doubts.Length; row++)
        {
            if ((Doubts[row] & doubts) != 0)
            {
                with[at++] = row;
            }
        }

        return with;
    }

    private static void Tell(RowGuards guards, InferRequest request, int row, Doubt falls, Tally tally, ref List<string>? wrong)
    {
        var told = wrong;
        guards.Inputs!.Look(request.Inputs, row, (column, doubt) =>
        {
            tally.Broke(column);
            if ((falls & doubt) == 0)
            {
                (told ??= []).Add($"Row {row}: {column} {(doubt == Doubt.MissingRequired ? "is missing, and must be there" : $"lies outside of what the approved schema allows: {guards.Inputs.Expected(column)}")}.");
            }
        });
        wrong = told;
    }

    private static void Count(Doubt doubts, Tally tally)
    {
        if ((doubts & Guards.Doubts.WrongInput) != 0)
        {
            tally.Add(Event.BadRows);
        }

        if ((doubts & Doubt.MissingRequired) != 0)
        {
            tally.Add(Event.MissingRequired);
        }

        if ((doubts & Doubt.OutOfRange) != 0)
        {
            tally.Add(Event.OutOfRange);
        }

        if ((doubts & Doubt.Ood) != 0)
        {
            tally.Add(Event.Ood);
        }
    }

    private static double[] Filled(int rows)
    {
        var distances = new double[rows];
        Array.Fill(distances, double.NaN);
        return distances;
    }
}
