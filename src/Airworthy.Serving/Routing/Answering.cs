using System.Diagnostics;

using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Routing;

/// <summary>The rest of a request in which a guard was asked or something failed: the chain for the rows that need it, and one answer of it all.</summary>
internal sealed class Answering(Gateway gateway, RequestLog requests, Route route, bool isCandidate, InferRequest request, string id, RowMarks marks, Tally tally, long started, TimeSpan limit)
{
    private readonly string _arm = isCandidate ? "candidate" : "live";
    private readonly Loaded _asked = isCandidate ? route.Other! : route.Live;
    private readonly RowGuards? _guards = isCandidate ? route.OtherGuards : route.LiveGuards;

    /// <param name="attempt">What came of asking the model; null where it was not asked.</param>
    /// <param name="kept">The rows that it was asked; null for all.</param>
    /// <param name="away">The rows that something else must answer.</param>
    /// <exception cref="InferenceRefusedException">A row has no answer, or the model has none and the contract sends that nowhere.</exception>
    public async ValueTask<Answered> AnswerAsync(Attempt? attempt, int[]? kept, int[] away, CancellationToken cancel)
    {
        if (attempt is { Failure: not Failure.None } failed && (failed.Failure != Failure.NonFinite || away.Length == 0) && kept is not { Length: 0 } && (marks.Doubts[kept?[0] ?? 0] & route.Falls) == 0)
        {
            throw Refuse(Gateway.Refused(route, failed, _asked), Gateway.Word(failed.Failure));
        }

        var chain = new FallbackChain([.. Gateway.Behind(route, isCandidate)], request, marks, route.Falls, started, limit);
        var (served, unanswered) = away.Length == 0 ? ([], []) : await chain.AnswerAsync(away, Gateway.AskAsync, HumanAsync, cancel);
        if (unanswered.Length > 0)
        {
            throw Refuse(attempt is { Failure: not (Failure.None or Failure.NonFinite) } at ? Gateway.Refused(route, at, _asked) : Unanswered(chain, unanswered, attempt), chain.ReasonOf(unanswered[0]));
        }

        return Whole(chain, attempt, kept, away, served);
    }

    private ValueTask<bool> HumanAsync(int[] rows, CancellationToken cancel) => gateway.LeaveAsync(route, request, id, rows, marks, cancel);

    private Answered Whole(FallbackChain chain, Attempt? attempt, int[]? kept, int[] away, List<ServedRows> served)
    {
        var rows = new RowAnswer[request.Rows];
        var outputs = attempt?.Outputs;
        var isAll = away.Length == request.Rows;
        if (away.Length > 0)
        {
            tally.Add(Event.Fallbacks);
            tally.Add(Event.FallbackRows, away.Length);
        }

        IReadOnlyList<Tensor>? put = isAll && served is [{ Outputs: not null }] ? served[0].Outputs
            : away.Length == 0 ? outputs
            : RowParts.Like(outputs ?? served.FirstOrDefault(s => s.Outputs is not null)?.Outputs ?? Blank(), request.Rows);
        var isPut = ReferenceEquals(put, outputs) || (isAll && served is [{ Outputs: not null }]);
        foreach (var part in served)
        {
            for (var at = 0; at < part.Rows.Length; at++)
            {
                var row = part.Rows[at];
                rows[row] = new RowAnswer(part.ServedBy, chain.ReasonOf(row), marks.Doubts[row], null, marks.Distances[row]) { Step = part.Step.Name };
                if (!isPut && part.Outputs is { } answers && !RowParts.Put(put!, row, answers, at, route.Table.Threshold))
                {
                    throw Refuse(new InferenceRefusedException(500, $"{part.ServedBy} answers in another form than {_asked.Slot.Model}, so rows of both do not fit into one answer. Send the rows one by one, or let something else stand in fallback.chain."), chain.ReasonOf(row));
                }
            }
        }

        var (coverage, deciding) = (Promised(), outputs is null ? null : Scores.Deciding(outputs));
        for (var at = 0; at < (kept?.Length ?? request.Rows) && outputs is not null; at++)
        {
            var row = kept?[at] ?? at;
            if (rows[row] is null)
            {
                rows[row] = new RowAnswer(_asked.Slot.Model, null, marks.Doubts[row], coverage is null || deciding is null ? null : RowSets.Of(coverage, _guards!.Fitted!.Kind, deciding, at), marks.Distances[row]);
                if (rows[row].Set is { } set)
                {
                    gateway.Gave(route.Table.Endpoint, id, row, set, _guards!);
                }

                if (!isPut)
                {
                    RowParts.Put(put!, row, outputs, at, route.Table.Threshold);
                }
            }
        }

        var first = away.Length == 0 ? null : rows[away[0]];
        var whole = isAll ? served[0] : null;
        requests.Answered(route.Table, _arm, id, request.Inputs, whole?.Step.Loaded ?? _asked, put!, "primary", null, Stopwatch.GetElapsedTime(started), rows: rows, isReadable: request.Spoilt == Doubt.None, subjects: request.Subjects);
        return new Answered(id, route.Table.Endpoint, whole is null ? _asked.Version : whole.Step.Loaded?.Version ?? "0", _arm, route.Table.Generation, whole?.ServedBy ?? _asked.Slot.Model, first?.Reason, put!, rows)
        {
            Coverage = coverage?.Coverage,
            IsInterval = _guards?.Fitted?.Kind == AnswerKind.Number,
        };
    }

    /// <summary>The promise of sets, while it is kept.</summary>
    private ConformalProfile? Promised() => _guards?.Kept?.Now.IsBroken == false ? _guards.Coverage : null;

    /// <summary>An answer of the model's form in which nothing stands: all rows wait for a person.</summary>
    private IReadOnlyList<Tensor> Blank() => [.. _asked.Model.Signature.Outputs.Where(o => o.Shape.Skip(1).All(l => l >= 0)).Select(o => new Tensor(o.Name, o.Type, [1, .. o.Shape.Skip(1)], Elements.Of(o.Type).New((int)o.Shape.Skip(1).Aggregate(1L, (a, b) => a * b))))];

    private InferenceRefusedException Unanswered(FallbackChain chain, int[] rows, Attempt? attempt) =>
        attempt is { Failure: Failure.NonFinite } odd && rows.Length == request.Rows
            ? Gateway.Refused(route, odd, _asked)
            : new InferenceRefusedException(422, $"{string.Join(" ", rows.Take(InferenceRefusedException.MostTold).Select(row => $"Row {row}: {Says(chain.ReasonOf(row))}"))}{(rows.Length > InferenceRefusedException.MostTold ? " And more." : "")} {_asked.Slot.Model} is not to be trusted with that, and nothing else may answer for it.");

    private static string Says(string reason) => reason switch
    {
        "ood" => "it is unlike the rows that the model has learnt from (ood).",
        "low_confidence" => "the model is not sure (low_confidence).",
        "out_of_range" => "a value lies outside of the approved schema (out_of_range).",
        "missing_required" => "a value is missing that must be there (missing_required).",
        "non_finite" => "the answer is NaN or infinite (non_finite).",
        _ => $"{reason}.",
    };

    private InferenceRefusedException Refuse(InferenceRefusedException refused, string reason)
    {
        tally.Add(Event.Unanswered);
        requests.Refused(route.Table, _arm, id, request.Spoilt == Doubt.None ? request.Inputs : [], _asked, reason, refused.Status, Stopwatch.GetElapsedTime(started), request.Subjects);
        return refused;
    }
}
