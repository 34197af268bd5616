using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Reporting;

/// <summary>The report as SARIF 2.1.0: one rule per due item, one entry per part that is red, undecided, open or stale.</summary>
/// <remarks>
/// Red is kind <c>fail</c>, level <c>error</c> from severity 4 on, else <c>warning</c>. Undecided is kind <c>review</c>, open and stale are kind
/// <c>open</c>, both level <c>none</c>. A waiver becomes an accepted suppression. Source: OASIS, SARIF 2.1.0, sections 3.27.9 and 3.27.10.
/// </remarks>
public static class SarifReport
{
    private const string Root = "%SRCROOT%";

    /// <summary>The rule of what is wrong with the project's own files.</summary>
    private const string FilesRule = "project-files";

    public static string Write(Report report)
    {
        var due = report.Due.Where(i => i.Status != Status.NotApplicable).ToList();
        var log = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "Airworthy",
                        ["semanticVersion"] = Version,
                        ["rules"] = new JsonArray([.. due.Select(i => Rule(i.Item)), FilesAsRule()]),
                    },
                },
                ["automationDetails"] = new JsonObject { ["id"] = $"airworthy/{report.Project}" },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. due.SelectMany((i, index) => Entries(i, index, report)), .. report.Problems.Select(p => Problem(p, due.Count, report))]),
            }),
        };

        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            log.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string Version => typeof(SarifReport).Assembly.GetName().Version!.ToString(3);

    private static JsonObject Rule(Item item)
    {
        var decided = Pages.Section(item, "How it is decided");
        var toDo = Pages.Section(item, "To make it true");
        return new JsonObject
        {
            ["id"] = item.Id,
            ["name"] = Pages.FileName(item.Id),
            ["shortDescription"] = Text(item.Title),
            ["fullDescription"] = Text(Pages.QuestionOf(item)),
            ["help"] = new JsonObject
            {
                ["text"] = $"{Pages.QuestionOf(item)}\n\nHow it is decided\n{decided}\n\nTo make it true\n{toDo}".Trim(),
                ["markdown"] = $"{Pages.QuestionOf(item)}\n\n## How it is decided\n\n{decided}\n\n## To make it true\n\n{toDo}".Trim(),
            },
            ["defaultConfiguration"] = new JsonObject { ["level"] = Level(item) },
            ["properties"] = new JsonObject
            {
                ["tags"] = new JsonArray(item.Section, WordAttribute.Of(item.Stop)),
                ["severity"] = item.Severity,
            },
        };
    }

    private static JsonObject FilesAsRule() => new()
    {
        ["id"] = FilesRule,
        ["shortDescription"] = Text("The project's own files can be read"),
        ["help"] = Text("The contract, people, statements and waivers must follow their formats; what cannot be read counts for nothing."),
        ["defaultConfiguration"] = new JsonObject { ["level"] = "error" },
    };

    private static IEnumerable<JsonNode> Entries(ItemState state, int rule, Report report) => state.Parts
        .Where(p => p.Standing is Standing.Red or Standing.Open or Standing.Stale)
        .Select(part =>
        {
            var (kind, level) = part.Standing == Standing.Red ? ("fail", Level(state.Item))
                : part.Verdict.Answer == Answer.Undecided ? ("review", "none")
                : ("open", "none");
            var entry = new JsonObject
            {
                ["ruleId"] = state.Item.Id,
                ["ruleIndex"] = rule,
                ["kind"] = kind,
                ["level"] = level,
                ["message"] = Text($"{part.Verdict.Says}{(part.Verdict.Next is { } next ? $" {next}" : "")}"),
                ["locations"] = Locations(part.Verdict.At ?? FileOf(part) ?? new Place(report.ContractFile, 0, 0)),
                ["partialFingerprints"] = new JsonObject { ["airworthyPart/v1"] = part.Part.Id.ToString() },
                ["properties"] = new JsonObject { ["part"] = part.Part.Id.Part, ["standing"] = Field.KebabCase(part.Standing.ToString()) },
            };
            if (state.Waived is { } waiver)
            {
                entry["suppressions"] = new JsonArray(new JsonObject
                {
                    ["kind"] = "external",
                    ["status"] = "accepted",
                    ["justification"] = $"Waived until {Wording.Day(waiver.Until)} by {report.NameOf(waiver.By)}: {waiver.Because.Trim()}",
                });
            }

            return (JsonNode)entry;
        });

    private static JsonObject Problem(Problem problem, int rule, Report report) => new JsonObject
    {
        ["ruleId"] = FilesRule,
        ["ruleIndex"] = rule,
        ["kind"] = "fail",
        ["level"] = "error",
        ["message"] = Text(problem.Message),
        ["locations"] = Locations(problem.At.File.Length > 0 ? problem.At : new Place(report.ContractFile, 0, 0)),
    };

    private static Place? FileOf(PartState part) => part.Statement is { Path.Length: > 0 } statement ? new Place(statement.Path, 0, 0) : null;

    private static JsonArray Locations(Place at)
    {
        var physical = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Relative(at.File), ["uriBaseId"] = Root } };
        if (at.Line > 0)
        {
            physical["region"] = new JsonObject { ["startLine"] = at.Line, ["startColumn"] = Math.Max(1, at.Column) };
        }

        return new JsonArray(new JsonObject { ["physicalLocation"] = physical });
    }

    private static string Relative(string path) =>
        string.Join('/', path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s is not ("." or "..")).Select(Uri.EscapeDataString));

    private static string Level(Item item) => item.Severity >= 4 ? "error" : "warning";

    private static JsonObject Text(string text) => new() { ["text"] = text };
}
