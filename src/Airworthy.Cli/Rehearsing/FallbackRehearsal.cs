using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Guards;
using Airworthy.Serving.Trial;

namespace Airworthy.Cli.Rehearsing;

/// <summary>How one reason of <c>fallback.when</c> went.</summary>
/// <param name="Outcome">Met: something else answered in time, marked in answer and log. Unknown: nothing could be made that triggers it.</param>
internal sealed record Triggered(string Word, Answer Outcome, double Milliseconds, string Says);

/// <summary>Sends a request for every reason of <c>fallback.when</c> through a gateway of its own, and one while the model has ended.</summary>
/// <param name="limitMs">So long an answer may take.</param>
internal sealed class FallbackRehearsal(FallbackTrial trial, DoubtedRows rows, FloatMatrix scores, InputSchema? schema, FittedGuards? fitted, double below, double threshold, double limitMs, IReadOnlyList<string> chain) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = trial.Url, Timeout = TimeSpan.FromSeconds(30) };
    private int _no;

    /// <summary>Rows that are asked until one is found that nothing doubts.</summary>
    private const int MostLookedAt = 200;

    /// <summary>The model's process has ended, and something must answer all the same.</summary>
    public const string ModelEnded = "model_ended";

    public async Task<IReadOnlyList<Triggered>> RunAsync(IReadOnlyList<FallbackTrigger> when, CancellationToken cancel)
    {
        // The first request of a process compiles the way it goes; nobody waits for that in service.
        for (var i = 0; i < 20; i++)
        {
            await AskAsync(rows.Of(rows.Usual), cancel);
        }

        // A row that the guards doubt by itself would be answered for another reason than the one that is rehearsed.
        for (var row = 0; row < Math.Min(MostLookedAt, rows.Count); row++)
        {
            rows.Usual = row;
            if ((bool?)(await AskAsync(rows.Of(row), cancel)).Answer?["degraded"] == false)
            {
                break;
            }
        }

        var all = new List<Triggered>();
        foreach (var trigger in when.Distinct())
        {
            all.Add(await TriggerAsync(trigger, cancel));
        }

        trial.Fault = Fault.Ended;
        all.Add(await OneAsync(ModelEnded, "model_error", rows.Of(rows.Usual), cancel));
        return all;
    }

    private async Task<Triggered> TriggerAsync(FallbackTrigger trigger, CancellationToken cancel)
    {
        var word = WordAttribute.Of(trigger);
        trial.Fault = trigger switch { FallbackTrigger.Timeout or FallbackTrigger.Overload => Fault.Hangs, FallbackTrigger.ModelError => Fault.Ended, FallbackTrigger.NonFinite => Fault.NotFinite, _ => Fault.None };
        try
        {
            switch (trigger)
            {
                case FallbackTrigger.SchemaError:
                    return await OneAsync(word, word, rows.Unreadable(), cancel);
                case FallbackTrigger.MissingRequired:
                    return await OneAsync(word, word, rows.Missing(schema), cancel);
                case FallbackTrigger.OutOfRange:
                    return rows.Outside(schema) is { } outside ? await OneAsync(word, word, outside, cancel) : Nothing(word, "no approved schema promises a range, a list of values or a pattern of what the model takes");
                case FallbackTrigger.Ood:
                    return await StrangeAsync(word, cancel);
                case FallbackTrigger.LowConfidence:
                    return Unsure() is { } row ? await OneAsync(word, word, rows.Of(row), cancel) : Nothing(word, $"no row of {scores.Rows:N0} is less sure than fallback.low_confidence_below");
                case FallbackTrigger.Overload:
                    return await OverloadAsync(word, cancel);
                default:
                    return await OneAsync(word, word, rows.Of(rows.Usual), cancel);
            }
        }
        finally
        {
            trial.Fault = Fault.None;
        }
    }

    private async Task<Triggered> StrangeAsync(string word, CancellationToken cancel)
    {
        if (fitted?.Profile.Distance is not { } profile)
        {
            return Nothing(word, "no guards were fitted to the model: airworthy guard fit");
        }

        Triggered? last = null;
        foreach (var row in rows.Strange(profile, schema))
        {
            last = await OneAsync(word, word, row, cancel);
            if (last.Outcome == Answer.Met)
            {
                return last;
            }
        }

        return last!;
    }

    private int? Unsure()
    {
        var (from, to) = Sureness.Unsure(threshold, below);
        for (var row = 0; row < scores.Rows; row++)
        {
            var most = scores.Row(row).ToArray().Max();
            if (scores.Columns == 1 ? scores[row, 0] > from && scores[row, 0] < to : most < below)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>Fills every place at the model with requests that hang, so that one more has to wait.</summary>
    private async Task<Triggered> OverloadAsync(string word, CancellationToken cancel)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        List<Task> hanging = [.. Enumerable.Range(0, FallbackTrial.AtOnce).Select(_ => PostAsync(DoubtedRows.Body($"busy{_no++}", rows.Of(rows.Usual)), limitMs * 2, others.Token))];
        await Task.Delay(20, cancel);
        var one = await OneAsync(word, word, rows.Of(rows.Usual), cancel, limitMs / 4);
        await others.CancelAsync();
        await Task.WhenAll(hanging.Select(h => h.ContinueWith(static _ => { }, TaskScheduler.Default)));
        return one;
    }

    private async Task<Triggered> OneAsync(string word, string reason, JsonObject row, CancellationToken cancel, double? deadline = null)
    {
        var id = $"{word}-{_no++}";
        var began = Stopwatch.GetTimestamp();
        var (status, answer) = await PostAsync(DoubtedRows.Body(id, row), deadline, cancel);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var by = (string?)answer?["served_by"];
        var said = (string?)answer?["fallback_reason"];
        var logged = (await trial.LoggedAsync(cancel)).GetValueOrDefault(id);
        var isLogged = logged.Reason == reason && logged.ServedBy != "primary";
        var wrong = status is 422 or 500 or 503 or 504 && isLogged && chain is ["refuse", ..] ? null
            : status != 200 ? $"the answer is {status}: {Problem.Cut((string?)answer?["error"] ?? "")}"
            : (bool?)answer?["degraded"] != true ? "the model answered, and no doubt is marked"
            : said != reason ? $"the answer is marked {said}"
            : !isLogged ? "the prediction log does not say so"
            : took > limitMs ? $"it took {DoubtedRows.Word(took)} ms of {DoubtedRows.Word(limitMs)} ms"
            : null;
        return new Triggered(word, wrong is null ? Answer.Met : Answer.Unmet, took, wrong ?? $"{by ?? "a refusal"} answered in {DoubtedRows.Word(took)} ms");
    }

    private Task<(int Status, JsonNode? Answer)> AskAsync(JsonObject row, CancellationToken cancel) => PostAsync(DoubtedRows.Body($"warm{_no++}", row), null, cancel);

    private async Task<(int Status, JsonNode? Answer)> PostAsync(string body, double? deadline, CancellationToken cancel)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Post, $"/models/{FallbackTrial.Endpoint}/predict") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (deadline is { } milliseconds)
        {
            ask.Headers.Add("X-Deadline-Ms", milliseconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture));
        }

        using var response = await _http.SendAsync(ask, cancel);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel)));
    }

    public void Dispose() => _http.Dispose();

    private static Triggered Nothing(string word, string because) => new(word, Answer.Unknown, 0, because);
}
