using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Monitoring;
using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;

namespace Airworthy.Cli.Commands.Monitor;

/// <summary><c>airworthy monitor probe</c>: whether predictions come, as seen from outside of what serves.</summary>
internal sealed class MonitorProbeCommand : IMonitorCommand
{
    private const int MostShown = 3;

    private static readonly Option<string?> s_server = new("--server") { Description = "Where the gateway answers callers: https://ml.example.org:5000. Ask from another host than it runs on.", HelpName = "url" };
    private static readonly Option<string?> s_request = new("--request") { Description = "A file with the request: {\"rows\": [{…}], \"predictions\": [0.27]}. With predictions the answer has to be the known one.", HelpName = "file" };
    private static readonly Option<double?> s_every = new("--every") { Description = "Seconds between two probes, 1 to 60. Default: monitoring.downtime.probe_seconds, else 30.", HelpName = "seconds" };
    private static readonly Option<double> s_patience = new("--timeout") { Description = "Seconds after which no answer is an outage, 0.1 to 60.", DefaultValueFactory = _ => 10, HelpName = "seconds" };
    private static readonly Option<int?> s_times = new("--times") { Description = "End after so many probes. Default: when it is stopped.", HelpName = "count" };
    private static readonly Option<bool> s_tell = new("--tell") { Description = "Ask nothing: say what was seen in the window of serving.availability, 30 days by default." };

    public Command Build()
    {
        var command = new Command("probe", "Ask the gateway for a known prediction again and again, keep when it came and when not, and say for which time nobody asked. A dead gateway reports nothing; this does.")
        {
            MonitorCommand.Folder, s_server, s_request, s_every, s_patience, s_times, s_tell,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(MonitorCommand.Folder)!);
        if (!parsed.GetValue(s_tell))
        {
            var every = parsed.GetValue(s_every) ?? project.Contract.Monitoring?.Downtime?.ProbeSeconds ?? 30;
            if (every is not (>= 1 and <= 60) || parsed.GetValue(s_patience) is not (>= 0.1 and <= 60) || parsed.GetValue(s_times) is < 1)
            {
                throw new Refusal(64, "--every is 1 to 60 seconds, --timeout 0.1 to 60, --times 1 or more.");
            }

            var endpoint = project.Contract.Serving?.Endpoint ?? throw new Refusal(1, "serving.endpoint names no endpoint.", "Name it in airworthy.yaml.");
            var server = Uri.TryCreate(parsed.GetValue(s_server)?.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new Refusal(64, "Where the gateway answers is not said.", "Name it: --server https://HOST:PORT.");
            var file = parsed.GetValue(s_request) ?? throw new Refusal(64, "What to ask is not said.", "Name a file: --request probe.json, with {\"rows\": [{…}], \"predictions\": [0.27]}.");
            using var asker = new OutsideAsker(server, endpoint, File.Exists(file) ? await File.ReadAllTextAsync(file, cancel) : throw new Refusal(1, $"There is no file {file}.", "Write the request into it: {\"rows\": [{…}], \"predictions\": [0.27]}."), file,
                Environment.GetEnvironmentVariable("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token ? token : null, TimeSpan.FromSeconds(parsed.GetValue(s_patience)));
            using var journal = new ProbeJournal(project.Root);
            await WatchAsync(asker, journal, TimeSpan.FromSeconds(every), parsed.GetValue(s_times), TimeProvider.System, cancel);
        }

        return Tell(project, TimeProvider.System.GetUtcNow());
    }

    /// <summary>Asks when it is due, whether or not earlier answers came soon, and says each change.</summary>
    internal static async Task WatchAsync(OutsideAsker asker, ProbeJournal journal, TimeSpan every, int? times, TimeProvider clock, CancellationToken cancel)
    {
        bool? wasUp = null;
        for (var (done, due) = (0, clock.GetUtcNow()); times is null || done < times; done++)
        {
            try
            {
                if (done > 0)
                {
                    due = due + every > clock.GetUtcNow() ? due + every : clock.GetUtcNow();
                    await Task.Delay(due - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, cancel);
                }

                var probe = await asker.AskAsync(every, clock, cancel);
                journal.Add(probe);
                if (wasUp != probe.Why is null)
                {
                    Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{probe.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {(probe.Why is { } why ? $"DOWN: {why}" : $"up, answered in {probe.Ms:0} ms")}"));
                    wasUp = probe.Why is null;
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return; // what was seen so far is told
            }
        }
    }

    /// <returns>0: the promise is kept, also if all was down while nobody asked; 1: it is broken; 2: that cannot be told.</returns>
    private static int Tell(Project project, DateTimeOffset now)
    {
        var promised = project.Contract.Serving?.Availability;
        var days = promised?.WindowDays ?? 30;
        var view = OutsideView.Of(ProbeJournal.Since(project.Root, now.AddDays(-days)), now.AddDays(-days), now);
        if (view.Up is not { } up)
        {
            Console.WriteLine($"Nobody has asked from outside in {days} days.");
            return 2;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{view.Probes:N0} probes in {days} days, {view.Failed:N0} without a right answer; {view.Compared:N0} were held against a known one."));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Watched: {view.Watched / TimeSpan.FromDays(days):P2} of the time. Up for {up:P3} of that, down for {Long(view.Down)}{(promised?.Target is { } target ? $"; {target:P3} of all {days} days are promised" : "")}."));
        foreach (var (what, spans) in new[] { ("down", view.Outages), ("nobody asked", view.Unwatched) })
        {
            foreach (var span in spans.Take(MostShown))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {span.From.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {span.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {Long(span.Length)}"));
            }
        }

        var kept = promised?.Target is { } least ? view.Against(least) : Answer.Unknown;
        Console.WriteLine(kept switch { Answer.Met => "The promise is kept.", Answer.Unmet => "The promise is broken.", _ => promised?.Target is null ? "Nothing is promised in serving.availability." : "Whether the promise is kept cannot be told: nobody asked for too long." });
        return kept switch { Answer.Met => 0, Answer.Unmet => 1, _ => 2 };
    }

    private static string Long(TimeSpan time) => time.TotalMinutes < 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s")
        : time.TotalHours < 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours");
}
