#:package YamlDotNet
#:project ../../../src/Airworthy.Models/Airworthy.Models.csproj
#:property PublishAot=false

// Asks a model about the cases in .airworthy/cases/ and writes JUnit XML. In this project's folder; Airworthy fills in both places:
//   airworthy check functionality-tests --here

using System.Xml.Linq;

using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

// The desk is told from here on: the least cost by error_costs.matrix.
const double Warned = 8.0 / 36;

// What does not matter may move a score by so much: a tree may have its step there.
const double Same = 0.02;

if (args is not [var model, var junit])
{
    Console.Error.WriteLine("Name the model's file and the report to write.");
    return 64;
}

using var scorer = new OnnxScorer(File.ReadAllBytes(model));
var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
var suite = new XElement("testsuite", new XAttribute("name", "cases"));
foreach (var path in Directory.EnumerateFiles(".airworthy/cases", "*.yaml").Order())
{
    var test = new XElement("testcase", new XAttribute("classname", "cases"), new XAttribute("name", Path.GetFileNameWithoutExtension(path)));
    if (Wrong(yaml.Deserialize<Case>(File.ReadAllText(path))) is { } wrong)
    {
        test.Add(new XElement("failure", new XAttribute("message", wrong)));
        Console.Error.WriteLine($"{path}: {wrong}");
    }

    suite.Add(test);
}

suite.Save(junit);
return suite.Descendants("failure").Any() ? 1 : 0;

string? Wrong(Case one)
{
    var score = Score(one.Input);
    var expect = one.Expect;
    if (expect.Class is { } named)
    {
        return named == (score >= Warned ? "late" : "in time") ? null : $"{score:0.000} is not {named}";
    }

    if (expect.Range is [var low, var high])
    {
        return score >= low && score <= high ? null : $"{score:0.000} is not within {low} to {high}";
    }

    var changed = Score(new Dictionary<string, float>(one.Input.Where(i => !expect.Change.ContainsKey(i.Key)).Concat(expect.Change)));
    return expect.Invariant switch
    {
        "same" => Math.Abs(changed - score) <= Same ? null : $"{score:0.000} became {changed:0.000}",
        "higher" => changed > score ? null : $"{score:0.000} became {changed:0.000}, and should have risen",
        "lower" => changed < score ? null : $"{score:0.000} became {changed:0.000}, and should have fallen",
        var other => $"nobody knows what to expect: {other}",
    };
}

float Score(Dictionary<string, float> input) => scorer.Answer(new RawRows(1, [.. scorer.Inputs.Select(name => new RawColumn.Numbers(name, [input[name]]))]), CancellationToken.None)[0, 0];

internal sealed class Case
{
    public Dictionary<string, float> Input { get; set; } = [];

    public Expected Expect { get; set; } = new();

    public string Why { get; set; } = "";
}

internal sealed class Expected
{
    public string? Class { get; set; }

    public float[]? Range { get; set; }

    public string? Invariant { get; set; }

    public Dictionary<string, float> Change { get; set; } = [];
}
