using System.CommandLine;

using Airworthy.Cli.Gating;
using Airworthy.Cli.Guarding;
using Airworthy.Cli.Rehearsing;
using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Records;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Data;
using Airworthy.Pipelines.Features;
using Airworthy.Pipelines.Learning;
using Airworthy.Probes;
using Airworthy.Probes.Runs;
using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Trial;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Commands.Drill;

/// <summary><c>airworthy drill fallback</c>: sends a request for every reason of <c>fallback.when</c> through a gateway of its own, and looks who answers.</summary>
internal sealed class FallbackDrillCommand : IRehearsalCommand
{
    private const int Rows = 2_000;

    private static readonly Argument<string?> s_model = new("model") { Description = "A version of the project's model. Default: what answers at serving.endpoint, as in the other drills.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => ".", HelpName = "folder" };

    public IEnumerable<Command> Build()
    {
        var command = new Command("fallback", "Send a request for every reason of fallback.when through a gateway of its own with the project's model, and one while the model has ended: who answers, how it is marked in answer and log, and within what time.") { s_model, s_project };
        command.SetAction(RunAsync);
        return [command];
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var contract = project.Contract;
        if (contract.Fallback is not { When: { Count: > 0 } when })
        {
            throw new Refusal(1, "The contract names no reason to fall back.", "Write fallback.when and fallback.chain into airworthy.yaml.");
        }

        var folder = Directory.CreateTempSubdirectory("airworthy-fallback-").FullName;
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            GateCandidate candidate;
            FittedGuards? fitted;
            var model = parsed.GetValue(s_model) ?? await ServedHere.ModelAsync(project, cancel);
            await using (var around = new Surroundings { Root = project.Root, Contract = contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) })
            {
                candidate = await GateCandidate.FindAsync(around, model, contract.Metric?.On ?? "dev", folder, cancel);
                fitted = await FittedAsync(around, candidate, cancel);
            }

            var onnx = candidate.Onnx ?? throw new Refusal(1, "The model has no file model.onnx that could be served here.", "Register it as ONNX.");
            await using var table = await Table.OpenAsync(contract with { Predictions = null, Baselines = null }, project.Root, cancel);
            var task = await LearningTask.OfAsync(table, cancel);
            var held = await new ModelRows(project, table, task, onnx, folder, null).ReadAsync(task.Split, cancel, Rows);
            using var scorer = OnnxRows.Of(onnx, task, held.Rows);
            var (chain, left) = Chain(contract);
            var (threshold, limit) = (DecisionThreshold.Of(contract).From, contract.Fallback.TimeoutMs ?? contract.Serving?.Latency?.P99Ms ?? 1000);
            var schema = PromisedGuards.SchemaOf(project);
            var terms = new GuardTerms([.. when.Select(w => WordAttribute.Of(w))], contract.Fallback.LowConfidenceBelow, schema);
            await using var trial = await FallbackTrial.StartAsync(onnx, null, fitted, terms, chain, threshold, limit, Path.Combine(folder, "log"), cancel);
            using var rehearsal = new FallbackRehearsal(trial, new DoubtedRows(held.Rows, scorer.Columns), scorer.Answer(held.Rows, cancel), schema, fitted, contract.Fallback.LowConfidenceBelow ?? 0, threshold, limit, chain);
            var all = await rehearsal.RunAsync(when, cancel);
            foreach (var one in all)
            {
                Console.WriteLine($"{one.Outcome switch { Answer.Met => "held", Answer.Unmet => "DID NOT HOLD", _ => "not told" },-12} {one.Word}: {one.Says}");
            }

            if (left.Count > 0)
            {
                Terminal.Note($"Not part of this drill, because they need another model: {string.Join(", ", left)}.");
            }

            return await KeptRehearsal.EndAsync(project, Done(project, candidate, all, TimeProvider.System.GetElapsedTime(started)), cancel);
        }
        catch (Exception e) when (e is NotAskedException or TableException or NotServableException)
        {
            throw new Refusal(1, e.Message, e switch { NotAskedException asked => asked.Next, TableException table => table.Next, _ => "Look at the model with airworthy bench." });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Rehearsal Done(Project project, GateCandidate candidate, IReadOnlyList<Triggered> all, TimeSpan took)
    {
        var failed = all.Where(t => t.Outcome == Answer.Unmet).ToList();
        var untold = all.Where(t => t.Outcome == Answer.Unknown).ToList();
        var measured = new Dictionary<string, double>();
        foreach (var one in all)
        {
            if (one.Outcome != Answer.Unknown)
            {
                measured[$"{one.Word}_held"] = one.Outcome == Answer.Met ? 1 : 0;
                measured[$"{one.Word}_ms"] = Math.Round(one.Milliseconds, 2);
            }
        }

        return new Rehearsal("fallback", TimeProvider.System.GetUtcNow(), failed.Count > 0 ? Answer.Unmet : untold.Count > 0 ? Answer.Unknown : Answer.Met,
            failed.Count > 0 ? $"{string.Join("; ", failed.Select(f => $"{f.Word}: {f.Says}"))}." : untold.Count > 0 ? $"{string.Join("; ", untold.Select(f => $"{f.Word}: {f.Says}"))}." : $"{all.Count} of {all.Count} crafted requests were answered by the fallback, marked and in time.",
            failed.Count + untold.Count > 0 ? "Correct fallback.chain or the guards, and drill again." : null, took, Rehearsal.Own,
            new Dictionary<string, string> { [$"models:/{candidate.Version.Name}/{candidate.Version.Version}"] = candidate.Digest ?? "" }, measured, KeptRehearsal.By(project));
    }

    /// <summary>The steps that need no other model.</summary>
    private static (List<string> Chain, List<string> Left) Chain(ProjectContract contract)
    {
        var steps = PromisedGuards.Chain(contract) ?? [];
        return ([.. steps.Where(IsHere)], [.. steps.Where(s => !IsHere(s))]);
    }

    private static bool IsHere(string step) => step == "refuse" || step.StartsWith("constant:", StringComparison.Ordinal);

    private static async Task<FittedGuards?> FittedAsync(Surroundings around, GateCandidate candidate, CancellationToken cancel)
    {
        var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
        await using var open = place ?? throw new Refusal(1, because, next);
        return await KeptGuards.OfAsync(open.Client, candidate.Run, candidate.Version, candidate.Digest, cancel);
    }
}
