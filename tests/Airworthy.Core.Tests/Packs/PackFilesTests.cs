using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Packs;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Packs;

/// <summary>The packs in <c>tests/packs</c>: the good ones read without a word, the bad ones with exactly the words beside them.</summary>
public sealed class PackFilesTests
{
    public static TheoryData<string> Bad() => [.. Directory.EnumerateFiles(Repository.PathOf("tests", "packs"), "*.bad.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_pack_with_every_field_has_every_field_and_reads_without_a_word()
    {
        var text = File.ReadAllText(Repository.PathOf("tests", "packs", "every-field.good.yaml"));
        var root = YamlText.Read(text, "every-field.good.yaml", [])!;
        Assert.Empty(KnownPaths.Of(typeof(Pack)).Where(path => root.Find(path.Replace("[]", "[0]", StringComparison.Ordinal)) is null));

        var (items, problems) = Read(text, "ours");

        Assert.Empty(problems);
        var card = items[0];
        Assert.Equal(("Packs/ours", 3, Stop.P3, true, Ceiling.Attested), (card.Section, card.Severity, card.Stop, card.Front.Starred, card.Front.Ceiling));
        Assert.Equal(["contract", "command", "statement"], card.Parts.Select(p => p.Id.Part));
        Assert.All(card.Parts, p => Assert.Equal(Stage.Model, p.From));
        Assert.Equal("Does a card say what the model is for and what it is not for?", Pages.QuestionOf(card));
        Assert.Equal("Write docs/card.md from the template and name the limits.", Pages.Section(card, "To make it true"));
        Assert.Equal(Ceiling.Verified, items[1].Front.Ceiling);
        Assert.All(items, i => Assert.False(i.IsScoreTest));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_pack_says_everything_that_is_wrong_with_it(string name)
    {
        var (_, problems) = Read(File.ReadAllText(Repository.PathOf("tests", "packs", name)).ReplaceLineEndings("\n"), "ours");

        Assert.NotEmpty(problems);
        Assert.All(problems, p => Assert.True(p.At.Line > 0 && p.At.Column > 0, $"{p} does not say where."));
        Snapshot.Match(string.Concat(problems.Select(p => p + "\n")), $"tests/packs/{Path.ChangeExtension(name, ".txt")}");
    }

    [Fact]
    public void Every_expectation_belongs_to_a_pack() =>
        Snapshot.NothingElse("tests/packs", "*.bad.txt", Bad().Select(b => $"tests/packs/{Path.ChangeExtension(b.Data, ".txt")}"));

    [Fact]
    public void A_name_that_is_no_name_is_said() =>
        Assert.Equal([".airworthy/packs/My Pack.yaml:1:1: the file is called My Pack.yaml, expected small letters, digits and dashes. Rename it."],
            Read("pack: 1\nitems: []\n", "My Pack").Problems.Select(p => p.ToString()));

    [Fact]
    public void An_id_of_another_pack_is_taken()
    {
        var problems = new List<Problem>();
        var reader = new PackReader(problems);
        var text = Encoding.UTF8.GetBytes(File.ReadAllText(Repository.PathOf("tests", "packs", "every-field.good.yaml")));
        reader.Read(text, ".airworthy/packs/a.yaml");
        reader.Read(text, ".airworthy/packs/b.yaml");

        Assert.Equal(".airworthy/packs/b.yaml:4:9: items[0].id is model-card, and so is that of .airworthy/packs/a.yaml:4:9. Give one of them another id.", problems[0].ToString());
    }

    [Fact]
    public void Whatever_is_written_the_digest_changes_with_it()
    {
        var text = File.ReadAllText(Repository.PathOf("tests", "packs", "every-field.good.yaml"));
        var digest = Read(text, "ours").Items[0].Own!.Digest;

        Assert.NotEqual(digest, Read(text.Replace("domain-expert", "deputy", StringComparison.Ordinal), "ours").Items[0].Own!.Digest);
        Assert.NotEqual(digest, Read(text.Replace("max_minutes: 5", "max_minutes: 6", StringComparison.Ordinal), "ours").Items[0].Own!.Digest);
        Assert.Equal(digest, Read(text.Replace("# Items", "# Our items", StringComparison.Ordinal), "ours").Items[0].Own!.Digest);
    }

    private static (IReadOnlyList<Item> Items, IReadOnlyList<Problem> Problems) Read(string text, string name)
    {
        var problems = new List<Problem>();
        var reader = new PackReader(problems);
        reader.Read(Encoding.UTF8.GetBytes(text), $".airworthy/packs/{name}.yaml");
        return (reader.Items, problems);
    }
}
