using Airworthy.Cli.Evaluations;
using Airworthy.Cli.Rehearsing;
using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Data;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Records;
using Airworthy.Pipelines.Testing;
using Airworthy.Probes;
using Airworthy.Serving.Models;
using Airworthy.Serving.Trial;

namespace Airworthy.Cli;

/// <summary>What <c>check --here</c> runs of a project's own code before anything is looked at: the test commands that the parts to be judged read the reports of, and a trial of the pipeline.</summary>
internal static class RunningHere
{
    public static async Task RunAsync(Project project, IEnumerable<ICheck> checks, CheckupOrder order, CancellationToken cancel)
    {
        var read = checks.SelectMany(Checks.Reads).ToHashSet();
        var commands = project.Contract.Commands;
        if (commands?.UnitTests is { } units && read.Contains(typeof(TestReport)))
        {
            order.Doing?.Invoke($"running unit tests: {units}");
            await TestCommand.RunAsync(project.Root, TestRun.UnitTests, units, TestCommand.Longest, TimeProvider.System, cancel);
        }

        if (commands?.FunctionalityTests is { } cases && (read.Contains(typeof(FunctionalityReport)) || read.Contains(typeof(FunctionalityTeeth))))
        {
            await FunctionalityAsync(project, cases, read.Contains(typeof(FunctionalityTeeth)), order, cancel);
        }

        if (commands?.FunctionalityTests is { } own && own.Contains(TeethTrial.Place, StringComparison.Ordinal) && read.Contains(typeof(PreviousModel)))
        {
            await WithPreviousAsync(project, own, order, cancel);
        }

        if (order.Fast || commands is not { Features: not null, Train: not null, Predict: not null })
        {
            return;
        }

        var pipeline = new PipelineTry(project.Contract, project.Root, TimeProvider.System, ServeAsync);
        if (read.Contains(typeof(PipelineTrial)))
        {
            await TryAsync(() => pipeline.RunAsync(order.Doing, cancel));
        }

        if (read.Contains(typeof(LeakTrial)))
        {
            await TryAsync(() => pipeline.LeaksAsync(order.Doing, cancel));
        }
    }

    /// <summary>Runs the functionality tests, with the model where they ask for it, and once more with a broken one.</summary>
    private static async Task FunctionalityAsync(Project project, string command, bool teeth, CheckupOrder order, CancellationToken cancel)
    {
        if (!command.Contains(TeethTrial.Place, StringComparison.Ordinal))
        {
            order.Doing?.Invoke($"running functionality tests: {command}");
            await TestCommand.RunAsync(project.Root, TestRun.FunctionalityTests, command, TestCommand.Longest, TimeProvider.System, cancel);
            return;
        }

        byte[] bytes;
        string name;
        try
        {
            await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
            await using var targets = new EvaluationTargets(around, project.Contract.Metric?.On ?? "dev");
            var model = await targets.ModelAsync(null, cancel);
            (bytes, name) = model.Onnx is null ? throw new Refusal(1, $"{model.Name} kept no ONNX file.", "Keep it with the run as model/model.onnx.") : (await model.BytesAsync(cancel), model.Name);
        }
        catch (Exception e) when (e is Refusal or TrackingException or HttpRequestException)
        {
            Terminal.Note($"The functionality tests were not run: commands.functionality_tests asks for {TeethTrial.Place}, and {e.Message.Split('\n')[0]}");
            return;
        }

        await FunctionalityAsync(project, command, bytes, name, teeth, order.Doing, cancel);
    }

    /// <summary>Runs the functionality tests with a model's file, and, where asked for, once more with a broken one.</summary>
    internal static async Task FunctionalityAsync(Project project, string command, byte[] bytes, string name, bool teeth, Action<string>? doing, CancellationToken cancel)
    {
        var kind = TestRun.FunctionalityTests;
        doing?.Invoke($"running functionality tests: {command}");
        using (var file = new ModelFile(bytes))
        {
            await TestCommand.RunAsync(project.Root, kind, command, TestCommand.Longest, TimeProvider.System, cancel, file.Path);
        }

        if (teeth)
        {
            doing?.Invoke("running functionality tests with a model that was broken on purpose");
            await TestCommand.RunBrokenAsync(project.Root, command, bytes, name, TestCommand.Longest, TimeProvider.System, cancel);
        }
    }

    /// <summary>Puts a model that a trial has just trained behind a gateway of its own.</summary>
    private static async Task<TrialEndpoint> ServeAsync(byte[] file, byte[]? descriptor, CancellationToken cancel)
    {
        try
        {
            var gateway = await TrialGateway.StartAsync(file, descriptor, cancel);
            return new TrialEndpoint(new Uri($"{gateway.Address}/models/{TrialGateway.Endpoint}/predict"), gateway);
        }
        catch (NotServableException e)
        {
            throw new NotAskedException(e.Message, "Look at the model with airworthy bench.");
        }
    }

    /// <summary>Runs the functionality tests with the version that a rollback would bring back, where there is one with a file.</summary>
    private static async Task WithPreviousAsync(Project project, string command, CheckupOrder order, CancellationToken cancel)
    {
        ServedHere served;
        try
        {
            served = await ServedHere.ReadAsync(project, cancel);
        }
        catch (Exception e) when (e is Refusal or TrackingException or HttpRequestException)
        {
            return; // nothing is served, or the probe says what is wrong with it
        }

        if (served.Before is { Onnx: { } bytes, Digest: { } digest } before)
        {
            order.Doing?.Invoke($"running functionality tests with {before.Model}, which a rollback would bring back");
            await TestCommand.RunPreviousAsync(project.Root, command, bytes, before.Model, digest, TestCommand.Longest, TimeProvider.System, cancel);
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
