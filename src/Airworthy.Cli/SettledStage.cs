using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Records;
using Airworthy.Probes;
using Airworthy.Probes.Serving;

namespace Airworthy.Cli;

/// <summary>How far a project is: the stage that its contract declares, or live, where it answers callers.</summary>
/// <param name="Project">As it counts: its contract at that stage, and no day of its own once it is live.</param>
/// <param name="Fact">What makes it live although the contract says otherwise.</param>
/// <param name="Saw">What was seen just now, and is worth a record.</param>
internal sealed record SettledStage(Project Project, LiveByFact? Fact, LiveByFact? Saw)
{
    /// <summary>Asks the gateway, where this run asks other machines at all; else the newest record that still holds counts.</summary>
    /// <param name="ask">Whether it is asked. One that cannot be reached changes nothing, which is said.</param>
    public static async Task<SettledStage> OfAsync(Project project, Surroundings around, bool ask, CancellationToken cancel)
    {
        var known = LiveByFact.Newest(around.Records, around.Clock.GetUtcNow());
        if (!ask)
        {
            return Of(project, known);
        }

        var (saw, couldNot) = await LiveTraffic.LookAsync(around, cancel);
        var settled = Of(project, couldNot is null ? saw : known) with { Saw = saw };
        return couldNot is null ? settled : settled with
        {
            Project = settled.Project.Saying(new Problem(project.Contract.Source.At("stage"),
                $"stage: whether the project answers callers could not be seen. {couldNot} It counts as {Core.Reporting.Wording.Word(settled.Project.Contract.StageOrIdea)}, as {(settled.Fact is null ? "declared" : "seen before")}.")),
        };
    }

    /// <summary>By what is known.</summary>
    public static SettledStage Of(Project project, LiveByFact? fact) => fact is null
        ? new SettledStage(project, null, null)
        : new SettledStage(project.Live(fact.Says), project.Contract.Stage == Stage.Live ? null : fact, null);

    /// <summary>The record of what was seen, once a day.</summary>
    public IEnumerable<CheckRecord> Record(Writer by, DateTimeOffset at, IEnumerable<CheckRecord> stored) =>
        Saw is { } saw && (LiveByFact.Newest(stored, at) is not { } last || last.Endpoint != saw.Endpoint || last.LastAt.UtcDateTime.Date != saw.LastAt.UtcDateTime.Date) ? [saw.Record(by, at)] : [];
}
