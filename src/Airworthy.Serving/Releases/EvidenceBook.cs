using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Releases;

/// <summary>Gathers what this process sees of one candidate during one step of its release.</summary>
/// <param name="release">Its number.</param>
/// <param name="generation">The generation that began the step.</param>
public sealed class EvidenceBook(long release, long generation, TimeProvider clock)
{
    /// <summary>Candidate answers that wait for a live one to be paired with.</summary>
    private const int MostWaiting = 4096;

    private readonly Lock _one = new();
    private readonly Queue<(long Minute, bool? Failed, bool Slow, bool? Abstained)> _waiting = new();
    private Evidence _seen = new();
    private volatile bool _hasAlarm;

    public long Release { get; } = release;

    public long Generation { get; } = generation;

    /// <summary>Rows of the whole release that wait for their truth: it comes later than a step lasts.</summary>
    internal ShadowDecisions Decisions { get; init; } = new();

    public Evidence Now
    {
        get
        {
            lock (_one)
            {
                return _seen;
            }
        }
    }

    /// <summary>Something happened here that ends the release at once: the candidate answers no caller of this process any more, whenever the store is told.</summary>
    public bool HasAlarm => _hasAlarm;

    /// <summary>A request came, whoever answers it.</summary>
    public void Came()
    {
        lock (_one)
        {
            _seen = _seen with { Seen = _seen.Seen + 1 };
        }
    }

    /// <summary>Something happened that ends the release at once.</summary>
    /// <param name="what">In words that end a sentence.</param>
    public void Alarm(string what)
    {
        lock (_one)
        {
            _seen = _seen with { Alarm = _seen.Alarm ?? what };
            _hasAlarm = true;
        }
    }

    /// <summary>A copy was not handed over.</summary>
    public void Dropped()
    {
        lock (_one)
        {
            _seen = _seen with { Dropped = _seen.Dropped + 1 };
        }
    }

    /// <summary>The same request was answered by both.</summary>
    /// <param name="threshold">A score of at least this is a yes.</param>
    /// <param name="id">Of the request.</param>
    /// <param name="of">Which rows of the request these are; null: all.</param>
    /// <returns>Of each row whether it was decided differently; null where none was.</returns>
    internal bool[]? Both(Attempt live, Attempt candidate, double threshold, string? id = null, int[]? of = null)
    {
        if (id is not null && (live, candidate) is ({ Failure: Failure.None, Outputs: { } now }, { Failure: Failure.None, Outputs: { } then }))
        {
            Remember(now, then, threshold, id, of);
        }

        var (rows, differ, sum, largest) = (live, candidate) is ({ Failure: Failure.None, Outputs: { } one }, { Failure: Failure.None, Outputs: { } other }) ? Compare(one, other, threshold) : (0, [], 0, 0);
        var differs = differ.Count(static d => d);
        lock (_one)
        {
            _seen = _seen with
            {
                Answered = _seen.Answered + 1,
                Failed = _seen.Failed + (candidate.Failure == Failure.None ? 0 : 1),
                Errors = _seen.Errors.With(candidate.Failure != Failure.None, live.Failure != Failure.None),
                Compared = _seen.Compared + rows,
                Disagreed = _seen.Disagreed + differs,
                Differences = _seen.Differences + sum,
                LargestDifference = Math.Max(_seen.LargestDifference, largest),
                Alarm = _seen.Alarm ?? AlarmOf(candidate),
            };
            _hasAlarm = _seen.Alarm is not null;
        }

        return differs == 0 ? null : differ;
    }

    /// <summary>The truth of a row came: where both have decided it, their errors are counted.</summary>
    internal void Labelled(string id, int row, string label)
    {
        if (ShadowDecisions.Truth(label) is not { } truth || Decisions.Take(id, row) is not { } decided)
        {
            return;
        }

        lock (_one)
        {
            _seen = _seen with { Missed = _seen.Missed.With(truth && !decided.Candidate, truth && !decided.Live), FalseAlarms = _seen.FalseAlarms.With(!truth && decided.Candidate, !truth && decided.Live) };
        }
    }

    /// <summary>Of a yes or no alone: of classes and of numbers nobody has said what a wrong one costs.</summary>
    private void Remember(IReadOnlyList<Tensor> live, IReadOnlyList<Tensor> candidate, double threshold, string id, int[]? of)
    {
        if (Scores.Deciding(live) is { Width: 1 } one && Scores.Deciding(candidate) is { Width: 1 } other && one.Rows == other.Rows)
        {
            for (var row = 0; row < one.Rows; row++)
            {
                Decisions.Add(id, of?[row] ?? row, Scores.Decision(other, row, threshold) == 1, Scores.Decision(one, row, threshold) == 1);
            }
        }
    }

    /// <summary>The candidate had a request of its own.</summary>
    /// <param name="candidate">Null where its guards sent all rows elsewhere.</param>
    /// <param name="abstained">Whether they sent any; null where it has none.</param>
    internal void Candidate(Attempt? candidate, bool slow, bool? abstained)
    {
        lock (_one)
        {
            if (_waiting.Count == MostWaiting)
            {
                _waiting.Dequeue();
            }

            _waiting.Enqueue((Minute, candidate?.Failure is { } failure ? failure != Failure.None : null, slow, abstained));
            if (candidate is { } asked)
            {
                Count(asked);
            }
        }
    }

    /// <summary>The candidate answers everything, and is watched.</summary>
    internal void Watched(Attempt candidate)
    {
        lock (_one)
        {
            Count(candidate);
        }
    }

    private void Count(Attempt candidate)
    {
        _seen = _seen with { Answered = _seen.Answered + 1, Failed = _seen.Failed + (candidate.Failure == Failure.None ? 0 : 1), Alarm = _seen.Alarm ?? AlarmOf(candidate) };
        _hasAlarm = _seen.Alarm is not null;
    }

    /// <summary>The live version had a request: the oldest one of the candidate in the same minute that has no partner yet is paired with it.</summary>
    /// <inheritdoc cref="Candidate"/>
    internal void Live(Attempt? live, bool slow, bool? abstained)
    {
        lock (_one)
        {
            while (_waiting.TryPeek(out var old) && old.Minute != Minute)
            {
                _waiting.Dequeue();
            }

            if (_waiting.TryDequeue(out var candidate))
            {
                if (candidate.Failed is { } failed && live is { } answered)
                {
                    _seen = _seen with { Errors = _seen.Errors.With(failed, answered.Failure != Failure.None), Slow = _seen.Slow.With(candidate.Slow, slow) };
                }

                if ((candidate.Abstained ?? abstained) is not null)
                {
                    _seen = _seen with { Abstained = _seen.Abstained.With(candidate.Abstained == true, abstained == true) };
                }
            }
        }
    }

    private long Minute => clock.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>What may not happen once: an answer that is no number, or a model that fails so often that it is not asked any more.</summary>
    private static string? AlarmOf(Attempt candidate) => candidate.Failure switch
    {
        Failure.NonFinite when !candidate.IsOfInput => "it answered NaN or infinity",
        Failure.Open => "it failed on half of its requests within 10 s",
        _ => null,
    };

    private static (int Rows, bool[] Differ, double Sum, double Largest) Compare(IReadOnlyList<Tensor> live, IReadOnlyList<Tensor> candidate, double threshold)
    {
        if (Scores.Deciding(live) is not { } one || Scores.Deciding(candidate) is not { } other || one.Rows != other.Rows)
        {
            return (0, [], 0, 0);
        }

        var (differ, sum, largest) = (new bool[one.Rows], 0.0, 0.0);
        for (var row = 0; row < one.Rows; row++)
        {
            differ[row] = Scores.Decision(one, row, threshold) != Scores.Decision(other, row, threshold);
            if (one.Width == other.Width)
            {
                var apart = 0.0;
                for (var k = 0; k < one.Width; k++)
                {
                    apart = Math.Max(apart, Math.Abs(Scores.At(one, (row * one.Width) + k) - Scores.At(other, (row * one.Width) + k)));
                }

                (sum, largest) = (sum + apart, Math.Max(largest, apart));
            }
        }

        return (one.Rows, differ, sum, largest);
    }
}
