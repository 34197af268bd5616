using System.CommandLine;
using System.Globalization;

using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data list</c>: the versions of every dataset, oldest first.</summary>
internal sealed class DataListCommand : IDataCommand
{
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    public Command Build()
    {
        var command = new Command("list", "List the versions of every dataset.") { s_project };
        command.SetAction(List);
        return command;
    }

    private static int List(ParseResult parsed)
    {
        var readings = new ManifestFiles(Project.Open(parsed.GetValue(s_project)!).Root).ReadAll();
        if (readings.Count == 0)
        {
            Console.WriteLine("No dataset has a version yet. `airworthy data add NAME PATH` makes the first.");
        }

        foreach (var manifest in readings.Select(r => r.Manifest).OfType<DatasetManifest>())
        {
            Console.WriteLine(manifest.Dataset);
            foreach (var version in manifest.Versions)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {version.Id}  {version.Made:yyyy-MM-dd}  {version.Rows,15:N0} rows  {FoundText.Size(version.Bytes ?? 0),8}  {version.Digest[7..19]}  from {version.From!.Source}{About(version)}"));
            }
        }

        var problems = readings.SelectMany(r => r.Problems).ToList();
        return problems.Count == 0 ? 0 : throw new Refusal(3, [.. problems.Select(p => p.ToString())]);
    }

    private static string About(DatasetVersion version)
    {
        var labels = version.Labels is { } l ? string.Create(CultureInfo.InvariantCulture, $"{l.Changed:N0} labels changed, {l.Added:N0} added") : null;
        var splits = version.Splits is { Count: > 0 } s ? $"splits {string.Join(", ", s.Keys)}" : null;
        var about = string.Join("; ", new[] { version.Withdrawn is { } w ? $"withdrawn on {w.On:yyyy-MM-dd} by {w.By}: {w.Why}" : null, labels, splits }.OfType<string>());
        return about.Length == 0 ? "" : $"  ({about})";
    }
}
