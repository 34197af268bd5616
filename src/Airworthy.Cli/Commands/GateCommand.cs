using System.CommandLine;
using System.Security.Cryptography;
using System.Text;

using Airworthy.Cli.Commands.Data;
using Airworthy.Cli.Gating;
using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Trials;
using Airworthy.Data;
using Airworthy.Data.Records;
using Airworthy.Probes;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy gate CANDIDATE</c>: judges a model version by all that a model must hold before any traffic, and keeps the report with it.</summary>
internal sealed class GateCommand : ICommand
{
    private static readonly Argument<string> s_candidate = new("candidate") { Description = "A version of the project's model (its number, champion, NAME@ALIAS, models:/NAME/VERSION), or the run that it was registered from." };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => ".", HelpName = "folder" };
    private static readonly Option<string?> s_json = new("--json") { Description = "Write the report as JSON into a file; - for standard output.", HelpName = "file" };
    private static readonly Option<bool> s_dry = new("--dry-run") { Description = "Judge, and keep nothing with the version." };

    private static readonly Option<bool> s_here = new("--here") { Description = "Run the functionality tests of the contract with this version's model first. They are the project's own code: leave it out for changes of strangers." };

    public Command Build()
    {
        var command = new Command("gate", "Judge a model version before it may serve: bar, limits, champion, slices, costs, extremes, whether the file answers as its run stored, signature, reproducibility, latency, memory. Exit code 0 when it passes, 1 when it is refused, 2 when something could not be told.")
        {
            s_candidate, s_here, s_project, s_json, s_dry,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var split = project.Contract.Metric?.On ?? "dev";
        var folder = Directory.CreateTempSubdirectory("airworthy-gate-").FullName;
        try
        {
            GateCandidate candidate;
            await using (var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) })
            {
                candidate = await GateCandidate.FindAsync(around, parsed.GetValue(s_candidate)!, split, folder, cancel);
            }

            if (parsed.GetValue(s_here))
            {
                await TestAsync(project, candidate, cancel);
            }

            var report = await JudgeAsync(project, candidate, split, cancel);
            if (parsed.GetValue(s_json) is "-")
            {
                Console.Write(GateJson.Of(report));
            }
            else
            {
                Tell(report);
            }

            if (parsed.GetValue(s_json) is { } file and not "-")
            {
                await WholeFile.WriteAsync(file, GateJson.Of(report), cancel);
            }

            if (!parsed.GetValue(s_dry))
            {
                await KeepAsync(project, candidate, report, cancel);
            }

            return report.Outcome switch { GateOutcome.Passed => 0, GateOutcome.Refused => 1, _ => 2 };
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(1, $"Not written: {e.Message}", "Name a file in a folder that you may write to.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TestAsync(Project project, GateCandidate candidate, CancellationToken cancel)
    {
        var command = project.Contract.Commands?.FunctionalityTests ?? throw new Refusal(1, "The contract has no functionality tests to run.", "Name the command in commands.functionality_tests; `airworthy explain functionality-tests` says how.");
        var onnx = candidate.Onnx ?? throw new Refusal(1, $"Version {candidate.Version.Version} has no file model.onnx that the functionality tests could be given.", "Register the model as ONNX.");
        await Terminal.WithProgressAsync("Testing", async (_, doing) =>
        {
            await RunningHere.FunctionalityAsync(project, command, onnx, $"{candidate.Version.Name} version {candidate.Version.Version}", teeth: command.Contains(TeethTrial.Place, StringComparison.Ordinal), doing, cancel);
            return 0;
        });
    }

    private static async Task<GateReport> JudgeAsync(Project project, GateCandidate candidate, string split, CancellationToken cancel)
    {
        await using var around = new Surroundings
        {
            Root = project.Root,
            Contract = project.Contract with { Predictions = candidate.Predictions },
            Clock = TimeProvider.System,
            Files = project.Files,
            Records = new RecordStore(project.Root).Read(),
            OwnRuns = OwnRuns.Of(project.Root),
            Candidate = candidate.Version,
        };
        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains(split))
        {
            throw new Refusal(1, $"There is no split {split}: {table.WhyNoSplits ?? $"the contract declares {string.Join(", ", table.Splits)}."}", "Set data.split in airworthy.yaml.");
        }

        if (candidate.Predictions.ContainsKey("test") && table.Splits.Contains("test"))
        {
            var (rows, digest) = await table.DigestAsync("test", cancel);
            Terminal.Note(await DataReadCommand.CountAsync(project, $"gate {candidate.Version.Name} version {candidate.Version.Version}", rows, digest, cancel));
        }

        return await Terminal.WithProgressAsync("Judging", (done, _) => GateJudge.RunAsync(project, around, candidate, split, done, cancel));
    }

    private static void Tell(GateReport report)
    {
        Console.WriteLine($"{report.Model} version {report.Version} before the gate:");
        foreach (var line in report.Lines)
        {
            Console.WriteLine($"  {Word(line.Answer),-9}  {line.Check}: {line.Says}");
            if (line is { Next: { } next, Answer: not Answer.Met })
            {
                Console.WriteLine($"             → {next}");
            }
        }

        List<string> Of(params Answer[] answers) => [.. report.Lines.Where(l => answers.Contains(l.Answer)).Select(l => l.Check)];
        Console.WriteLine(report.Outcome switch
        {
            GateOutcome.Passed => "It may serve.",
            GateOutcome.Refused => $"Refused: {string.Join(", ", Of(Answer.Unmet))}.",
            _ => $"Not refused and not passed: {string.Join(", ", Of(Answer.Unknown, Answer.Undecided))} could not be told, and what is not told is no yes.",
        });
    }

    /// <summary>Keeps the report with the run under its digest, and names both in tags of the version.</summary>
    private static async Task KeepAsync(Project project, GateCandidate candidate, GateReport report, CancellationToken cancel)
    {
        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
        var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
        if (place is null)
        {
            throw new Refusal(1, $"The report is not kept: {because}", next);
        }

        await using var open = place;
        var bytes = Encoding.UTF8.GetBytes(GateJson.Of(report));
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var file = $"gate/{digest[..16]}.json";
        try
        {
            using (var content = new MemoryStream(bytes))
            {
                await place.Client.Artifacts.UploadAsync(candidate.Run, content, file, cancel);
            }

            foreach (var (key, value) in ((string, string)[])
            [
                (GateReportsProbe.FileTag, file), (GateReportsProbe.DigestTag, $"sha256:{digest}"), (GateReportsProbe.AtTag, report.At.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
                (GateReportsProbe.OutcomeTag, report.Outcome.ToString().ToLowerInvariant()),
            ])
            {
                await place.Client.Models.SetVersionTagAsync(report.Model, report.Version, key, value, cancel);
            }

            Terminal.Note($"Kept with version {report.Version}: {file}, sha256:{digest[..16]}….");
        }
        catch (Exception e) when (e is TrackingException or NotSupportedException or HttpRequestException)
        {
            throw new Refusal(1, $"The report is not kept: {e.Message.Split('\n')[0]}", "Judge again when the tracking server can be written to; --dry-run keeps nothing.");
        }
    }

    private static string Word(Answer answer) => answer switch { Answer.Met => "yes", Answer.Unmet => "NO", Answer.Undecided => "undecided", _ => "not told" };
}
