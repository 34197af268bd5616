using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Commands.Data;
using Airworthy.Cli.Training;
using Airworthy.Client;
using Airworthy.Data;
using Airworthy.Pipelines.Training;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy run -- COMMAND</c>: runs the team's own command, in any language, as a run.</summary>
internal sealed class RunCommand : ICommand
{
    private static readonly Argument<string[]> s_command = new("command") { Description = "The program and its arguments, behind --.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> s_name = new("--name") { Description = "What the run is called. Default: the server makes a name up.", HelpName = "text" };
    private static readonly Option<string?> s_experiment = new("--experiment", "-e") { Description = "The experiment it belongs to. Default: runs.experiment, else the project's name.", HelpName = "name" };
    private static readonly Option<long> s_seed = new("--seed") { Description = "The command finds it in AIRWORTHY_SEED. It is recorded.", DefaultValueFactory = _ => 0, HelpName = "n" };
    private static readonly Option<string[]> s_data = new("--data") { Description = "A dataset version, such as flights@v0003; may be given often. Default: the newest of data.dataset, else data.files.", HelpName = "name@version" };
    private static readonly Option<string[]> s_tags = new("--tag") { Description = "A tag of the run; may be given often.", HelpName = "key=value" };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder, where the command runs.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("run", "Run a command of yours, in any language, as a run: what it is made from, what it says and what it leaves behind are recorded.")
        {
            s_command, s_name, s_experiment, s_seed, s_data, s_tags, TrackingPlace.Server, s_project,
        };
        command.SetAction((parsed, cancel) => DataRefusals.ForAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var tags = (parsed.GetValue(s_tags) ?? []).Select(Tag).ToList();
        var data = await RunData.FindAsync(project, parsed.GetValue(s_data) ?? [], null, cancel);
        try
        {
            await using var place = await TrackingPlace.OpenAsync(project, parsed.GetValue(TrackingPlace.Server), cancel);
            var end = await new TrackedCommand(place.Client, TimeProvider.System).RunAsync(
                new TrackedWish(project.Root, parsed.GetValue(s_command)!, parsed.GetValue(s_experiment) ?? project.Contract.Runs?.Experiment ?? project.Contract.Project, parsed.GetValue(s_seed), data)
                {
                    Name = parsed.GetValue(s_name),
                    Tags = tags,
                    Login = place.Login,
                    Variables = SplitDays.Of(project.Contract.Data?.Split),
                    Code = await CodeFiles.DigestOfRunAsync(project.Contract, project.Root, parsed.GetValue(s_command)!, cancel),
                }, cancel);
            Tell(end, place.Name);
            return end.Child.WasStopped ? 130 : end.Child.ExitCode;
        }
        catch (NotStartedException e)
        {
            throw new Refusal(127, $"{e.Message}. The run is marked failed.", "Write the program as you would type it in this folder, behind --: `airworthy run -- python train.py`.");
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, e.Message);
        }
    }

    private static void Tell(TrackedEnd end, string place)
    {
        var (run, child) = (end.Run, end.Child);
        var how = end.Status switch { RunStatus.Finished => "finished", RunStatus.Killed => "was stopped", _ => $"failed with exit code {child.ExitCode}" };
        Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Run {run.Name} ({run.Id}) {how} after {child.Took.TotalSeconds:0.0} s")
            + (child.CpuSeconds is { } cpu ? string.Create(CultureInfo.InvariantCulture, $", {cpu:0.0} s of processor time") : "")
            + (child.PeakMegabytes is { } peak ? string.Create(CultureInfo.InvariantCulture, $", at most {peak:0} MB") : "") + $". It lies in {place}.");
        foreach (var (key, metric) in run.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Take(10))
        {
            Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"  {key} {metric.Value:0.######}"));
        }

        foreach (var line in end.Predictions.Concat(end.Notes))
        {
            Terminal.Note($"  {line}");
        }
    }

    internal static KeyValuePair<string, string> Tag(string text) => text.Split('=', 2) is [{ Length: > 0 } key, var value]
        ? new(key, value)
        : throw new Refusal(64, $"--tag {text}: a key and a value were expected, as in --tag team=desk.");
}
