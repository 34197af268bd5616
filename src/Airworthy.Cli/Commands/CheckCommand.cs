using System.CommandLine;

using Airworthy.Cli.Publishing;
using Airworthy.Cli.Reports;
using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Reporting;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy check</c>: looks, judges, keeps records, reports.</summary>
internal sealed class CheckCommand : ICommand
{
    private static readonly Argument<string[]> s_what = new("what")
    {
        Description = "A project's folder (the current one by default), and items or parts to judge again (all by default).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> s_fast = new("--fast") { Description = "Leave out what takes long or asks another machine; its newest record counts." };
    private static readonly Option<string?> s_section = new("--section") { Description = "Judge the items of one section: project, problem, data, modelling, deployment, testscore/…" };
    private static readonly Option<Stop?> s_gate = new("--gate") { Description = "Answer for a stop, P1 to P5: 1 when a starred item up to it is failing, 2 when one is open." };
    private static readonly Option<bool> s_strict = new("--strict") { Description = "End with 2 when anything due is unanswered or stale." };
    private static readonly Option<string?> s_base = new("--base") { Description = "A branch, tag or commit to compare with: what is better, worse, loosened." };
    private static readonly Option<bool> s_newOnly = new("--new-only") { Description = "With --base: only what became worse or was loosened decides the exit code and is reported." };
    private static readonly Option<ReportFormat> s_format = new("--format") { Description = "The form of the report.", DefaultValueFactory = _ => ReportFormat.Text };
    private static readonly Option<string?> s_out = new("--out") { Description = "Write the report into a file." };
    private static readonly Option<DateTimeOffset?> s_now = new("--now") { Description = "The time that counts as now, such as 2026-01-05T10:00:00Z." };
    private static readonly Option<string?> s_as = new("--as") { Description = "Who runs it: ci or scheduler. Detected in the common CIs." };
    private static readonly Option<bool> s_all = new("--all") { Description = "Text: every item with its parts." };

    private static readonly Option<bool> s_packCommands = new("--pack-commands") { Description = "Run the commands of .airworthy/packs. They are the project's own code: leave it out for changes of strangers." };

    private static readonly Option<bool> s_here = new("--here") { Description = "Run the test commands of the contract, and its pipeline on a small table, first (with --fast not the pipeline). They are the project's own code: leave it out for changes of strangers." };

    private static readonly Option<string?> s_publish = new("--publish")
    {
        Description = "Bring the report and the records to a server. Without an address: AIRWORTHY_SERVER, or MLFLOW_TRACKING_URI.",
        HelpName = "address",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Command Build()
    {
        var command = new Command("check", "Look at the project and answer its checklist.")
        {
            s_what, s_fast, s_section, s_gate, s_strict, s_base, s_newOnly, s_format, s_out, s_now, s_as, s_all, s_packCommands, s_here, s_publish,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var what = What.Read(parsed.GetValue(s_what) ?? []);
        var project = Project.Open(what.Folder);
        var section = parsed.GetValue(s_section);
        if (section is not null && !project.Items.Any(i => IsIn(i, section)))
        {
            throw new Refusal(64, $"There is no section {section}. Sections: {string.Join(", ", project.Items.Select(i => i.Section.ToLowerInvariant()).Distinct())}.");
        }

        // Where it goes is known before anything is run.
        using var publisher = parsed.GetResult(s_publish) is null ? null : Publisher.Of(parsed.GetValue(s_publish), Environment.GetEnvironmentVariable);
        var order = new CheckupOrder(
            part => what.Includes(part) && (section is null || IsIn(project.Find(part.Id.Item)!, section)),
            parsed.GetValue(s_fast),
            RunBy.Of(parsed.GetValue(s_as)))
        {
            PackCommands = parsed.GetValue(s_packCommands),
            Here = parsed.GetValue(s_here),
            Clock = parsed.GetValue(s_now) is { } now ? new FixedClock(now) : TimeProvider.System,
        };

        var result = await Terminal.WithProgressAsync("Checking", (progress, doing) =>
            Checkup.RunAsync(project, order with { Progress = (part, of) => progress(part.Id.ToString(), of), Doing = doing }, cancel));
        var report = result.Report with
        {
            Changes = parsed.GetValue(s_base) is { } reference ? await CompareAsync(project, reference, order, result, cancel) : null,
        };
        var newOnly = parsed.GetValue(s_newOnly) && report.Changes is not null;
        await ReportFormats.PutAsync(report, parsed.GetValue(s_format), parsed.GetValue(s_all), parsed.GetValue(s_out), cancel);
        foreach (var crash in result.Crashed)
        {
            Terminal.Note($"{crash.Id} could not be looked at: {(parsed.GetValue(Terminal.Verbose) ? crash.Crash : crash.Verdict.Says)}");
        }

        if (publisher is not null)
        {
            Terminal.Note($"Published: {await publisher.PublishAsync(project, report, cancel)}");
        }

        return ExitCode(report, result, newOnly, parsed);
    }

    private static int ExitCode(Report report, CheckupResult result, bool newOnly, ParseResult parsed)
    {
        var worse = report.Changes?.All.Where(c => c.Direction == Core.Reporting.Direction.Worse).Select(c => c.What).ToHashSet();
        var due = report.Due.Where(s => !newOnly || worse!.Contains(s.Item.Id)).ToList();
        GateAnswer? gate = null;
        if (parsed.GetValue(s_gate) is { } stop)
        {
            gate = Gate.Of(stop, report.ItemsAt(stop));
            Terminal.Note(gate.IsGo
                ? $"{WordAttribute.Of(stop)}: go. All {gate.Starred} starred items are done, not applicable or waived."
                : $"{WordAttribute.Of(stop)}: no-go. {gate.Failing.Count} failing, {gate.Open.Count} open of {gate.Starred} starred: {string.Join(", ", gate.Failing.Concat(gate.Open).Select(s => s.Item.Id))}.");
        }
        else if (due.Where(s => s.Status == Status.Failing).ToList() is { Count: > 0 } failing && failing.All(s => s.Waived is not null))
        {
            Terminal.Note($"Ends with 1: {string.Join(", ", failing.Select(s => s.Item.Id))} {(failing.Count == 1 ? "is" : "are")} failing. A waiver lets a stop pass (--gate); it does not make red green.");
        }

        return ExitCode(due, result.Crashed.Count > 0, gate, parsed.GetValue(s_strict));
    }

    /// <summary>
    /// 4 when a probe crashed; with a gate, what the gate says; else 1 when anything due is failing, waived or not; 2 only when strict and
    /// anything due is unanswered or stale; else 0.
    /// </summary>
    /// <param name="due">The items that decide.</param>
    internal static int ExitCode(IReadOnlyList<ItemState> due, bool hasCrashed, GateAnswer? gate, bool isStrict) =>
        hasCrashed ? 4
        : gate is not null ? gate.ExitCode
        : due.Any(s => s.Status == Status.Failing) ? 1
        : isStrict && due.Any(s => s.Status is Status.Unanswered or Status.Stale) ? 2
        : 0;

    private static async Task<Changes> CompareAsync(Project project, string reference, CheckupOrder order, CheckupResult now, CancellationToken cancel)
    {
        using var earlier = await BaseCheckout.OpenAsync(project, reference, cancel);
        var then = await Checkup.RunAsync(Project.Open(earlier.Root), order with { Stage = now.Settled, Keep = false, PackCommands = false, Here = false, Progress = null }, cancel);
        return Comparison.Of(reference, then.Evidence, then.States, now.Evidence, now.States);
    }

    private static bool IsIn(Item item, string section) => item.Section.Equals(section, StringComparison.OrdinalIgnoreCase)
        || item.Section.StartsWith(section + "/", StringComparison.OrdinalIgnoreCase);
}
