using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

using NJsonSchema;

namespace Airworthy.Core.Tests.Contracts;

/// <summary>The published schema of the contract says what the reader says.</summary>
public sealed class ContractSchemaTests
{
    private static readonly Lazy<string> s_written = new(() =>
        ContractSchema.Write(new XmlDocumentation(Path.Combine(AppContext.BaseDirectory, "Airworthy.Core.xml")).Of));

    /// <summary>The library below follows references into <c>definitions</c> only, as <c>$defs</c> was called before draft 2019-09.</summary>
    private static readonly Lazy<Task<JsonSchema>> s_schema = new(() => JsonSchema.FromJsonAsync(s_written.Value.Replace("$defs", "definitions", StringComparison.Ordinal)));

    public static TheoryData<string> Good() => [.. GoodContracts.Names];

    [Fact]
    public void The_schema_is_published() => Snapshot.Match(s_written.Value, "docs/airworthy.schema.json");

    [Theory]
    [MemberData(nameof(Good))]
    public async Task The_schema_accepts_what_reads(string name) => Assert.Empty(await Complaints(GoodContracts.Text(name)));

    [Theory]
    [InlineData("unknown-keys"), InlineData("numbers"), InlineData("dates-and-lengths"), InlineData("words"), InlineData("shapes"), InlineData("missing"), InlineData("paths"),
     InlineData("shares-above-one"), InlineData("another-version"), InlineData("a-list"), InlineData("nothing")]
    public async Task The_schema_refuses_what_does_not_read(string name) =>
        Assert.NotEmpty(await Complaints(File.ReadAllText(Repository.PathOf("tests", "contracts", name + ".bad.yaml"))));

    /// <summary>Every line of a bad contract, on its own in a contract that is else in order, is refused by the reader and the schema or by neither.</summary>
    [Theory]
    [InlineData("numbers"), InlineData("words"), InlineData("paths"), InlineData("shapes"), InlineData("missing")]
    public async Task Reader_and_schema_agree_on_each_section(string name)
    {
        var root = (Yaml.Map)YamlText.Read(File.ReadAllText(Repository.PathOf("tests", "contracts", name + ".bad.yaml")), name, [])!;
        foreach (var entry in root.Entries.Where(e => e.Key is not ("airworthy" or "project")))
        {
            var text = $"airworthy: 1\nproject: p\n{entry.Key}: {YamlFlow.Write(entry.Value)}\n";
            var complaints = await Complaints(text);
            Assert.True(ContractReader.Read(text, name).Contract is null == complaints.Count > 0, $"{text}\n{string.Join('\n', complaints)}");
        }
    }

    [Fact]
    public void Every_field_is_described()
    {
        var root = JsonNode.Parse(s_written.Value)!;
        var records = root["$defs"]!.AsObject().Append(KeyValuePair.Create<string, JsonNode?>("contract", root));

        Assert.Empty(records.SelectMany(r => r.Value!["properties"]!.AsObject().Where(f => f.Value!["description"] is null && !Leads(f.Value)).Select(f => $"{r.Key}.{f.Key}")));
    }

    /// <summary>Whether a field is described where it leads to.</summary>
    private static bool Leads(JsonNode field) => field.ToJsonString().Contains("$ref", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> Complaints(string text) =>
        [.. (await s_schema.Value).Validate(Json(YamlText.Read(text, "airworthy.yaml", [])!)?.ToJsonString() ?? "null").Select(e => e.ToString())];

    /// <summary>The text as an editor sees it: plain words that look like numbers, truth or nothing are that (YAML 1.2, core schema).</summary>
    private static JsonNode? Json(Yaml node) => node switch
    {
        Yaml.Map map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Json(e.Value)))),
        Yaml.List list => new JsonArray([.. list.Items.Select(Json)]),
        Yaml.Scalar { IsNull: true } => null,
        Yaml.Scalar { Quoted: false, Text: "true" or "false" } truth => JsonValue.Create(truth.Text == "true"),
        Yaml.Scalar { Quoted: false } plain when long.TryParse(plain.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        Yaml.Scalar { Quoted: false } plain when double.TryParse(plain.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        Yaml.Scalar scalar => JsonValue.Create(scalar.Text),
        _ => throw new InvalidOperationException($"{node} is no node."),
    };
}
