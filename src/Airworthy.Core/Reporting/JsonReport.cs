using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Reporting;

/// <summary>The whole report as JSON, for programs. Its shape is <c>docs/report.schema.json</c>.</summary>
public static class JsonReport
{
    /// <summary>Raised when a program that reads the report would have to change.</summary>
    public const int Format = 1;

    public static string Write(Report report)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Of(report).WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static JsonObject Of(Report report) => new()
    {
        ["format"] = Format,
        ["project"] = report.Project,
        ["kind"] = report.Kind is { } kind ? WordAttribute.Of(kind) : null,
        ["stage"] = Wording.Word(report.Stage),
        ["stage_because"] = report.StageBecause,
        ["policy"] = Wording.Word(report.Policy),
        ["as_of"] = report.AsOf is { } day ? Wording.Day(day) : null,
        ["today"] = Wording.Day(report.Today),
        ["at"] = Time(report.At),
        ["model"] = report.Model,
        ["owner"] = report.Owner,
        ["people"] = Map(Named(report)),
        ["ready"] = Ready(Readiness.Of(report)),
        ["counts"] = new JsonObject
        {
            ["verified"] = report.Count(Status.Verified),
            ["attested"] = report.Count(Status.Attested),
            ["stale"] = report.Count(Status.Stale),
            ["failing"] = report.Count(Status.Failing),
            ["unanswered"] = report.Count(Status.Unanswered),
            ["not_applicable"] = report.Count(Status.NotApplicable),
            ["later"] = report.Later.Count(),
        },
        ["subjects"] = Map(report.Subjects),
        ["problems"] = List(report.Problems, p => With(Place(p.At), ("message", p.Message))),
        ["guessed"] = Texts(report.Guessed),
        ["stops"] = List(report.Stops, s => Stop(s, report)),
        ["score"] = Score(report.Score),
        ["next"] = List(report.Next, n => new JsonObject { ["item"] = n.Item.Item.Id, ["minutes"] = n.Minutes, ["because"] = n.Because, ["step"] = n.Step }),
        ["run"] = report.Run is { } run ? Run(run) : null,
        ["changes"] = report.Changes is { } changes ? Changed(changes) : null,
        ["void"] = List(report.Void, v => new JsonObject { ["kind"] = v.Kind, ["item"] = v.Item, ["by"] = v.By, ["why"] = v.Why }),
        ["items"] = List(report.Items, i => Item(i, report)),
    };

    private static JsonObject Ready(Readiness ready) => new() { ["state"] = Field.KebabCase(ready.Ready.ToString()), ["word"] = ready.Word, ["says"] = ready.Says };

    /// <summary>Who has a part in this report, by handle.</summary>
    private static Dictionary<string, string> Named(Report report) =>
        (report.People.ByHandle ?? People.Nobody.ByHandle!).ToDictionary(p => p.Key, p => p.Value.Name);

    private static JsonObject Stop(StopSummary stop, Report report) => new()
    {
        ["stop"] = WordAttribute.Of(stop.Stop),
        ["title"] = stop.Title,
        ["done"] = stop.Done,
        ["of"] = stop.Of,
        ["failing"] = stop.Failing,
        ["waived"] = stop.Waived,
        ["later"] = stop.Later,
        ["go"] = Gate.Of(stop.Stop, report.ItemsAt(stop.Stop)).IsGo,
        ["starred"] = List(stop.Starred, i => new JsonObject
        {
            ["item"] = i.Item.Id,
            ["status"] = Field.KebabCase(i.Status.ToString()),
            ["preview"] = i.IsPreview,
            ["waived"] = i.Waived is not null,
            ["why"] = i.Why,
            ["next"] = i.Next,
        }),
    };

    private static JsonObject Score(Score score) => new()
    {
        ["strict"] = score.Strict,
        ["paper"] = score.Paper,
        ["earned"] = score.Earned,
        ["waiting"] = score.Waiting,
        ["band"] = Checklist.Score.Band(score.Strict),
        ["sections"] = List(score.Sections, s => new JsonObject
        {
            ["section"] = s.Section,
            ["strict"] = s.Strict,
            ["paper"] = s.Paper,
            ["tests"] = List(s.Tests, t => new JsonObject { ["item"] = t.Item.Id, ["strict"] = t.Strict, ["paper"] = t.Paper, ["waiting"] = t.Waiting, ["why"] = t.Why }),
        }),
    };

    private static JsonObject Run(RunStatistics run) => new()
    {
        ["judged"] = run.Judged,
        ["reused"] = run.Reused,
        ["skipped"] = run.Skipped,
        ["crashed"] = run.Crashed,
        ["seconds"] = Math.Round(run.Took.TotalSeconds, 3),
    };

    private static JsonObject Changed(Changes changes) => new()
    {
        ["since"] = changes.Since,
        ["unchanged"] = changes.Unchanged,
        ["all"] = List(changes.All, c => new JsonObject
        {
            ["direction"] = Field.KebabCase(c.Direction.ToString()),
            ["what"] = c.What,
            ["was"] = c.Was,
            ["is"] = c.Is,
            ["says"] = c.Says,
            ["who"] = c.Who,
            ["at"] = c.At is { } at ? Place(at) : null,
        }),
    };

    private static JsonObject Item(ItemState state, Report report) => new()
    {
        ["id"] = state.Item.Id,
        ["title"] = state.Item.Title,
        ["question"] = Pages.QuestionOf(state.Item),
        ["section"] = state.Item.Section,
        ["stop"] = WordAttribute.Of(state.Item.Stop),
        ["starred"] = state.Item.Front.Starred,
        ["severity"] = state.Item.Severity,
        ["status"] = Field.KebabCase(state.Status.ToString()),
        ["later"] = state.IsLater,
        ["preview"] = state.IsPreview,
        ["marks"] = Texts(state.Marks),
        ["waived"] = state.Waived is { } w ? Waived(w) : null,
        ["why"] = state.Why,
        ["next"] = state.Next,
        ["page"] = state.Item.Own?.Page,
        ["parts"] = List(state.Parts, p => Part(state, p, report)),
    };

    private static JsonObject Waived(Waiver waiver) => new()
    {
        ["risk"] = waiver.Risk.Trim(),
        ["because"] = waiver.Because.Trim(),
        ["mitigation"] = waiver.Mitigation.Trim(),
        ["by"] = waiver.By,
        ["approved_by"] = Texts(waiver.ApprovedBy ?? []),
        ["on"] = Wording.Day(waiver.On),
        ["until"] = Wording.Day(waiver.Until),
        ["ticket"] = waiver.Ticket,
    };

    private static JsonObject Part(ItemState state, PartState part, Report report)
    {
        var verdict = part.Verdict;
        return new()
        {
            ["id"] = part.Part.Id.ToString(),
            ["tier"] = part.Part.Tier is { } tier ? WordAttribute.Of(tier) : null,
            ["from"] = Wording.Word(part.Part.From),
            ["due"] = part.Part.IsDue(report.Stage),
            ["optional"] = part.Part.Optional,
            ["standing"] = Field.KebabCase(part.Standing.ToString()),
            ["verdict"] = Field.KebabCase(verdict.Answer.ToString()),
            ["says"] = verdict.Says,
            ["next"] = verdict.Next,
            ["numbers"] = new JsonObject(verdict.Numbers.Select(n => KeyValuePair.Create(n.Key, Number(n.Value)))),
            ["concerns"] = Texts(verdict.Concerns),
            ["shown"] = verdict.Shown is { } shown ? new JsonObject { ["columns"] = Texts(shown.Columns), ["rows"] = List(shown.Rows, Texts) } : null,
            ["plots"] = List(verdict.Plots, Plot),
            ["blind"] = verdict.Blind,
            ["at"] = verdict.At is { } at ? Place(at) : null,
            ["source"] = Wording.Source(state, part, report),
            ["reads"] = Texts(Checks.Of(state.Item, part.Part) is { } check ? [.. Checks.Reads(check).Select(r => r.Name)] : []),
            ["subject"] = Map(part.Subject),
            ["time"] = part.At is { } time ? Time(time) : null,
            ["reused"] = part.Reused,
            ["crash"] = part.Crash?.Split('\n')[0].Trim(),
            ["record"] = part.Record,
            ["statement"] = part.Statement is { } statement ? Signed(state.Item, statement) : null,
        };
    }

    private static JsonObject Plot(Plot plot) => new()
    {
        ["kind"] = plot.Kind,
        ["title"] = plot.Title,
        ["labels"] = Texts(plot.Labels),
        ["series"] = List(plot.Series, s => new JsonArray([.. s.Select(Number)])),
        ["x"] = new JsonArray([.. plot.X.Select(Number)]),
        ["x_axis"] = plot.XAxis,
        ["y_axis"] = plot.YAxis,
        ["limit"] = plot.Limit is { } limit ? Number(limit) : null,
    };

    private static JsonObject Signed(Item item, StatementOnFile file) => new()
    {
        ["kind"] = WordAttribute.Of(file.Statement.Kind),
        ["says"] = file.Statement.Says.Trim(),
        ["by"] = file.Statement.By,
        ["role"] = file.Statement.Role is { } role ? WordAttribute.Of(role) : null,
        ["on"] = Wording.Day(file.Statement.On),
        ["until"] = Wording.Day(StatementStanding.Until(item, file.Statement)),
        ["grade"] = WordAttribute.Of(file.Grade),
        ["reviewer"] = file.Reviewer,
        ["path"] = file.Path,
        ["sha256"] = file.Sha256.Length > 0 ? file.Sha256 : null,
        ["links"] = List(file.Statement.Links ?? [], l => new JsonObject { ["title"] = l.Title, ["url"] = l.Url, ["kept"] = l.Kept, ["sha256"] = l.Sha256 }),
    };

    private static JsonObject Place(Place at) => new() { ["file"] = at.File, ["line"] = at.Line == 0 ? null : at.Line, ["column"] = at.Line == 0 ? null : at.Column };

    private static JsonObject With(JsonObject node, (string Key, JsonNode? Value) more)
    {
        node[more.Key] = more.Value;
        return node;
    }

    private static JsonArray List<T>(IEnumerable<T> all, Func<T, JsonNode?> of) => new([.. all.Select(of)]);

    private static JsonArray Texts(IEnumerable<string> all) => new([.. all.Select(t => (JsonNode?)t)]);

    private static JsonObject Map(IReadOnlyDictionary<string, string> map) => new(map.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));

    // JSON has no word for these; readers get them as text.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
