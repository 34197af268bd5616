using System.CommandLine;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reporting.Html;
using Airworthy.Data;
using Airworthy.Models.Trees;
using Airworthy.Probes;
using Airworthy.Probes.Data;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data labels review</c>: the least likely labels as a sheet for a person.</summary>
internal sealed class DataLabelsCommand : IDataCommand
{
    private static readonly Argument<string> s_folder = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<int> s_top = new("--top") { Description = "How many rows, the least likely first.", DefaultValueFactory = _ => 100 };
    private static readonly Option<string> s_out = new("--out") { Description = "Where to write the sheet: .csv or .html.", DefaultValueFactory = _ => "label-review.csv" };

    public Command Build()
    {
        var review = new Command("review", "Write the rows whose labels are least likely, for a person to go through.") { s_folder, s_top, s_out };
        review.SetAction(async (parsed, cancel) =>
        {
            var (top, target) = (parsed.GetValue(s_top), parsed.GetValue(s_out)!);
            var isHtml = target.EndsWith(".html", StringComparison.OrdinalIgnoreCase);
            if (top < 1 || (!isHtml && !target.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)))
            {
                throw new Refusal(64, top < 1 ? $"--top {top}: at least one row." : $"{target} ends neither in .csv nor in .html.");
            }

            var project = Project.Open(parsed.GetValue(s_folder)!);
            try
            {
                await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, Files = project.Files };
                var table = await around.TableAsync(cancel);
                var ranked = await LabelSuspicion.RankAsync(table, cancel);
                var sheet = await LabelSheet.ShowAsync(table, [.. ranked.Doubts.Take(top)], cancel);
                await WholeFile.WriteAsync(target, isHtml ? SheetPage.Write("Labels to look at", project.Contract.Project, "The least likely label first. For each row: keep, change, or cannot tell.", sheet.Columns, sheet.Rows) : Csv(sheet), cancel);
                var flagged = ranked.Doubts.Count(d => d.IsFlagged);
                Console.WriteLine($"{sheet.Rows.Count:N0} rows with the least likely labels are in {target}; {ranked.Doubts.Take(top).Count(d => d.IsFlagged):N0} of them are confidently of another class.");
                Console.WriteLine($"Looked at {ranked.Doubts.Count:N0} of {ranked.There:N0} labelled rows: {flagged:N0} flagged ({(double)flagged / ranked.Doubts.Count:P2}); the others have a probability of {ranked.Certainty:0.00} on average.");
                Console.WriteLine("Fill in the column decision (keep, change to …, cannot tell), change what is wrong at its source, and write down why.");
                return 0;
            }
            catch (TableException e)
            {
                throw new Refusal(2, e.Message, $"→ {e.Next}");
            }
            catch (TreesUnavailableException e)
            {
                throw new Refusal(4, e.Message);
            }
        });
        return new Command("labels", "Labels: which look wrong.") { review };
    }

    private static string Csv(Shown sheet)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', sheet.Columns.Take(6).Append("decision").Concat(sheet.Columns.Skip(6)).Select(Field)).Append('\n');
        foreach (var row in sheet.Rows)
        {
            text.AppendJoin(',', row.Take(6).Append("").Concat(row.Skip(6)).Select(Field)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A field as spreadsheets read it; a text that they would run as a formula is led by an apostrophe.</summary>
    private static string Field(string value)
    {
        var plain = value.Length > 0 && (value[0] is '=' or '@' or '\t' || (value[0] is '+' or '-' && !double.TryParse(value, out _))) ? "'" + value : value;
        return plain.AsSpan().IndexOfAny(",\"\r\n") < 0 ? plain : $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
