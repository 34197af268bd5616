using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Data;
using Airworthy.Pipelines.Records;
using Airworthy.Pipelines.Testing;

namespace Airworthy.Cli;

/// <summary>What <c>check --here</c> runs of a project's own code before anything is looked at: the test commands that the parts to be judged read the reports of, and a trial of the pipeline.</summary>
internal static class RunningHere
{
    public static async Task RunAsync(Project project, IEnumerable<ICheck> checks, CheckupOrder order, CancellationToken cancel)
    {
        var read = checks.SelectMany(Checks.Reads).ToHashSet();
        var commands = project.Contract.Commands;
        (string Kind, string? Command, Type Report)[] all =
        [
            (TestRun.UnitTests, commands?.UnitTests, typeof(TestReport)),
            (TestRun.FunctionalityTests, commands?.FunctionalityTests, typeof(FunctionalityReport)),
        ];
        foreach (var (kind, command, report) in all)
        {
            if (command is not null && read.Contains(report))
            {
                order.Doing?.Invoke($"running {kind.Replace('-', ' ')}: {command}");
                await TestCommand.RunAsync(project.Root, kind, command, TestCommand.Longest, TimeProvider.System, cancel);
            }
        }

        if (order.Fast || commands is not { Features: not null, Train: not null, Predict: not null })
        {
            return;
        }

        var pipeline = new PipelineTry(project.Contract, project.Root, TimeProvider.System);
        if (read.Contains(typeof(PipelineTrial)))
        {
            await TryAsync(() => pipeline.RunAsync(order.Doing, cancel));
        }

        if (read.Contains(typeof(LeakTrial)))
        {
            await TryAsync(() => pipeline.LeaksAsync(order.Doing, cancel));
        }
    }

    private static async Task TryAsync(Func<Task> trial)
    {
        try
        {
            await trial();
        }
        catch (TableException e)
        {
            Terminal.Note($"The pipeline was not tried: {e.Message} {e.Next}");
        }
        catch (RecordsRefusedException e)
        {
            Terminal.Note($"The pipeline was not tried: {string.Join(' ', e.Lines)}");
        }
    }
}
