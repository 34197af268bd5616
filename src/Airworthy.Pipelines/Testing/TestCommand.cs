using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Models.Onnx;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Testing;

/// <summary>Runs a test command of the contract in the project's folder. It is the project's own code, so only somebody who asks for it runs it.</summary>
public static class TestCommand
{
    /// <summary>How long it may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Runs it and leaves its report, what it printed and how it ended in <see cref="TestRun.Folder"/>.</summary>
    /// <param name="kind"><see cref="TestRun.UnitTests"/> or <see cref="TestRun.FunctionalityTests"/>.</param>
    /// <param name="command">As the contract has it; <c>{junit}</c> is filled in, and <c>{model}</c> where there is one.</param>
    /// <exception cref="NotStartedException">There is no shell.</exception>
    public static async Task<TestRun> RunAsync(string root, string kind, string command, TimeSpan longest, TimeProvider clock, CancellationToken cancel, string? model = null)
    {
        Directory.CreateDirectory(Path.Combine(root, TestRun.Folder));

        // What an earlier run left must not be taken for what this one says.
        foreach (var path in (string[])[TestRun.ReportOf(kind), TestRun.OutputOf(kind), TestRun.NoteOf(kind)])
        {
            File.Delete(Path.Combine(root, path));
        }

        var began = clock.GetUtcNow();
        var line = Filled(command, TestRun.ReportOf(kind), model);
        var end = await ShellLine.RunAsync(root, line, new Dictionary<string, string?>(), longest, cancel);
        var run = new TestRun(began, new CommandEnd(command, end.ExitCode, end.Took.TotalSeconds, end.LastLine), model is null ? null : ModelFile.Digest(await File.ReadAllBytesAsync(model, cancel)));
        await File.WriteAllBytesAsync(Path.Combine(root, TestRun.OutputOf(kind)), end.Output, cancel);
        await File.WriteAllTextAsync(Path.Combine(root, TestRun.NoteOf(kind)), run.ToText(), cancel);
        return run;
    }

    /// <summary>Runs the functionality tests with a model that was broken on purpose; what comes of it lies apart.</summary>
    /// <param name="model">The intact file.</param>
    /// <param name="name">Whose, for a person.</param>
    /// <exception cref="NotStartedException">There is no shell.</exception>
    public static async Task<TeethTrial> RunBrokenAsync(string root, string command, byte[] model, string name, TimeSpan longest, TimeProvider clock, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, TeethTrial.Report))!);
        foreach (var path in (string[])[TeethTrial.Report, TeethTrial.Output, TeethTrial.Note])
        {
            File.Delete(Path.Combine(root, path));
        }

        var trial = new TeethTrial(clock.GetUtcNow(), command, name);
        var (broken, whyNot) = BrokenModel.Of(model);
        if (broken is null)
        {
            trial = trial with { WhyNot = whyNot };
        }
        else
        {
            using var folder = new ModelFile(broken.Bytes);
            var end = await ShellLine.RunAsync(root, Filled(command, TeethTrial.Report, folder.Path), new Dictionary<string, string?>(), longest, cancel);
            trial = trial with { How = broken.How, Ended = new CommandEnd(command, end.ExitCode, end.Took.TotalSeconds, end.LastLine) };
            await File.WriteAllBytesAsync(Path.Combine(root, TeethTrial.Output), end.Output, cancel);
        }

        await File.WriteAllTextAsync(Path.Combine(root, TeethTrial.Note), trial.ToText(), cancel);
        return trial;
    }

    /// <summary>Runs the functionality tests with the version that a rollback would bring back; what comes of it lies apart.</summary>
    /// <param name="model">Its file.</param>
    /// <param name="name">Its address.</param>
    /// <param name="digest">Of its files.</param>
    /// <exception cref="NotStartedException">There is no shell.</exception>
    public static async Task RunPreviousAsync(string root, string command, byte[] model, string name, string digest, TimeSpan longest, TimeProvider clock, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, PreviousTrial.Report))!);
        foreach (var path in (string[])[PreviousTrial.Report, PreviousTrial.Output, PreviousTrial.Note])
        {
            File.Delete(Path.Combine(root, path));
        }

        var began = clock.GetUtcNow();
        using var file = new ModelFile(model);
        var end = await ShellLine.RunAsync(root, Filled(command, PreviousTrial.Report, file.Path), new Dictionary<string, string?>(), longest, cancel);
        await File.WriteAllBytesAsync(Path.Combine(root, PreviousTrial.Output), end.Output, cancel);
        await File.WriteAllTextAsync(Path.Combine(root, PreviousTrial.Note), new PreviousTrial(began, command, name, digest, new CommandEnd(command, end.ExitCode, end.Took.TotalSeconds, end.LastLine)).ToText(), cancel);
    }

    private static string Filled(string command, string report, string? model) =>
        command.Replace("{junit}", report, StringComparison.Ordinal).Replace(TeethTrial.Place, model ?? TeethTrial.Place, StringComparison.Ordinal);
}
