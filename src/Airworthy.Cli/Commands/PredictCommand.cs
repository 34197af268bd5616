using System.CommandLine;

using Airworthy.Cli.Benching;
using Airworthy.Cli.Scoring;
using Airworthy.Core.Reading;
using Airworthy.Serving.Models;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy predict MODEL TABLE --out FILE</c>: answers every row of a table, as the gateway would.</summary>
internal sealed class PredictCommand : ICommand
{
    private static readonly Argument<string> s_model = new("model") { Description = "A version of the project's model (its number, champion, NAME@ALIAS, models:/NAME/VERSION), or an ONNX file with MLmodel beside it." };
    private static readonly Argument<string> s_table = new("table") { Description = "CSV, Parquet or JSON lines; a pattern such as 'data/*.parquet' takes several files. Columns that the model does not take are passed over." };
    private static readonly Option<string> s_out = new("--out") { Description = "The file to write: Parquet, or CSV by its ending.", Required = true, HelpName = "file" };
    private static readonly Option<string[]> s_keep = new("--keep") { Description = "Columns of the table to write beside the answers, such as what names a row.", HelpName = "column", AllowMultipleArgumentsPerToken = true };

    public Command Build()
    {
        var command = new Command("predict", "Answer every row of a table with a model, as the gateway would: the same reading, checks and numbers. Writes score, or score_0, score_1, … where the model gives several, in the order of the rows.")
        {
            s_model, s_table, s_out, s_keep,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var target = Path.GetFullPath(parsed.GetValue(s_out)!);
        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new Refusal(1, $"There is no folder {Path.GetDirectoryName(target)}.", "Make it, or name another file.");
        }

        var project = File.Exists("airworthy.yaml") ? Project.Open(".") : null;
        var folder = Directory.CreateTempSubdirectory("airworthy-predict-").FullName;
        try
        {
            var found = await AskedModel.FindAsync(parsed.GetValue(s_model)!, project, folder, cancel);
            var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(found.File))!, "MLmodel");
            using var model = new OnnxModel(await File.ReadAllBytesAsync(found.File, cancel), File.Exists(beside) ? ModelDescriptor.Inputs(await File.ReadAllBytesAsync(beside, cancel)) : null);

            // Whole or not at all: written beside the target, and moved over it.
            var part = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}{Path.GetExtension(target)}");
            try
            {
                var rows = await Terminal.WithProgressAsync("Answering", (told, _) => new TableScoring(model, parsed.GetValue(s_table)!, parsed.GetValue(s_keep) ?? []).RunAsync(part, folder, done => told($"{done:N0} rows", 100), cancel, over: target));
                File.Move(part, target, overwrite: true);
                Console.WriteLine($"{rows:N0} rows answered by {(found.Version is { } version ? $"version {version.Version} of {version.Name}" : Path.GetFileName(found.File))}: {parsed.GetValue(s_out)}");
                return 0;
            }
            finally
            {
                File.Delete(part);
            }
        }
        catch (NotServableException e)
        {
            throw new Refusal(1, $"{parsed.GetValue(s_model)} cannot be asked: {e.Message}");
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
}
