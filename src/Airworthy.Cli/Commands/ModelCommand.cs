using System.CommandLine;

using Airworthy.Cli.Evaluations;
using Airworthy.Cli.Learning;
using Airworthy.Core.Evaluations;
using Airworthy.Pipelines.Features;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy model explain</c>: one answer of a model, followed from the row to the decision.</summary>
internal sealed class ModelCommand : ICommand
{
    private static readonly Argument<string?> s_model = new("model")
    {
        Description = "A run (id or name) or a model version (champion, NAME@ALIAS, models:/NAME/VERSION). Default: the champion, else the newest run with predictions.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> s_row = new("--row") { Description = "The row: a value of data.id.", HelpName = "id" };
    private static readonly Option<int?> s_replay = new("--replay") { Description = "Draw so many rows of the split that ranks, ask the model again, and compare with what its run stored; kept with the run.", HelpName = "rows" };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => ".", HelpName = "folder" };
    private static readonly Option<string?> s_json = new("--json") { Description = "Write it as JSON into a file; - for standard output.", HelpName = "file" };

    public Command Build()
    {
        var explain = new Command("explain",
            "Follow one answer from the row to the decision: what the model reads of it, what each column moves the answer by, which rows of train are near, and whether it is the answer that the run stored. Exit code 1 when it is not.")
        { s_model, s_row, s_replay, s_project, s_json };
        explain.SetAction((parsed, cancel) => LearningPlace.ForAsync(() => RunAsync(parsed, cancel)));
        return new Command("model", "What a model does with single rows.") { explain };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (row, replay) = (parsed.GetValue(s_row), parsed.GetValue(s_replay));
        if ((row is null) == (replay is null))
        {
            throw new Refusal(64, "Which row?", "Name one with --row ID, or let rows be drawn with --replay 20.");
        }

        if (replay is < 1 or > 1_000)
        {
            throw new Refusal(64, $"--replay {replay}: expected 1 to 1000 rows.");
        }

        var project = Project.Open(Path.GetFullPath(parsed.GetValue(s_project)!));
        try
        {
            if (row is not null)
            {
                var explained = await ExplainRun.OneAsync(project, parsed.GetValue(s_model), row, cancel);
                await EvaluateCommand.PutAsync(parsed.GetValue(s_json), () => EvaluationJson.Of(explained), ExplainedRowText.Of(explained), cancel);
                return explained.IsStored == false ? 1 : 0;
            }

            var replayed = await ExplainRun.ReplayAsync(project, parsed.GetValue(s_model), replay!.Value, cancel);
            await EvaluateCommand.PutAsync(parsed.GetValue(s_json), () => EvaluationJson.Of(replayed), ExplainedRowText.Of(replayed), cancel);
            return replayed.Different == 0 ? 0 : 1;
        }
        catch (NotAskedException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
    }
}
