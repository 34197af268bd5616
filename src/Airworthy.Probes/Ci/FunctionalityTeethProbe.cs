using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Probes.Ci;

/// <summary>Compares the report of the functionality tests with the one that they wrote with a model that was broken on purpose.</summary>
public sealed class FunctionalityTeethProbe : IProbe<FunctionalityTeeth>
{
    private const long MaxBytes = 1_000_000;

    private const int MaxNames = 5;

    public Task<Sighting<FunctionalityTeeth>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<FunctionalityTeeth> Look(Surroundings around, CancellationToken cancel)
    {
        const string Run = "Run `airworthy check functionality-tests --here`.";
        if (around.Contract.Commands?.FunctionalityTests is not { } command)
        {
            return new Sighting<FunctionalityTeeth>.NotSeen("commands.functionality_tests is missing.", "Name the command that runs the cases, with {model} and {junit}.");
        }

        if (!command.Contains(TeethTrial.Place, StringComparison.Ordinal))
        {
            return new Sighting<FunctionalityTeeth>.NotSeen("commands.functionality_tests does not have {model}, so it cannot be given a broken one.", "Let the tests read the model's file from {model}.");
        }

        var note = Path.Combine(around.Root, TeethTrial.Note);
        if (!File.Exists(note) || new FileInfo(note).Length > MaxBytes || TeethTrial.Read(File.ReadAllText(note)) is not { } trial || trial.Command != command)
        {
            return new Sighting<FunctionalityTeeth>.NotSeen("The functionality tests were not run here with a model that was broken on purpose.", Run);
        }

        if (trial.How is null)
        {
            return new FunctionalityTeeth([TeethTrial.Note], trial.StartedAt, trial.Model, WhyNot: trial.WhyNot);
        }

        var intact = ReportFiles.Read(around, Present(around, TestRun.ReportOf(TestRun.FunctionalityTests)), JUnitFile.Read, cancel);
        var broken = ReportFiles.Read(around, Present(around, TeethTrial.Report), JUnitFile.Read, cancel);
        if (intact.Used.Count == 0 || broken.Used.Count == 0)
        {
            return new Sighting<FunctionalityTeeth>.NotSeen(intact.Broken ?? broken.Broken ?? $"`{command}` left no JUnit report {(intact.Used.Count == 0 ? "with the model as it is" : "with the broken model")}.{(trial.Ended is { LastLine.Length: > 0 } ended ? $" Its last line: {ended.LastLine}" : "")}", $"Let it write JUnit XML to {{junit}}. {Run}");
        }

        var passed = intact.Used.SelectMany(r => r.Cases).Where(c => c.Outcome == TestOutcome.Passed).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var again = broken.Used.SelectMany(r => r.Cases).Where(c => c.Outcome != TestOutcome.Skipped && passed.Contains(c.Name)).ToList();
        var caught = again.Where(c => c.Outcome == TestOutcome.Failed).Select(c => c.Name).Distinct(StringComparer.Ordinal).ToList();
        return new FunctionalityTeeth([.. intact.Paths, .. broken.Paths], intact.MadeAt < broken.MadeAt ? intact.MadeAt : broken.MadeAt, trial.Model, trial.How, null,
            again.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count(), caught.Count, [.. caught.Take(MaxNames)], intact.ChangedAfter ?? broken.ChangedAfter);
    }

    private static string[] Present(Surroundings around, string path) => File.Exists(Path.Combine(around.Root, path)) ? [path] : [];
}
