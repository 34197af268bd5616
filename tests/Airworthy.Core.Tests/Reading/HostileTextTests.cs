using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Reading;

/// <summary>Whatever bytes somebody hands us as a contract: a clear answer soon, in bounded memory, and never an exception.</summary>
[Collection(nameof(Alone))]
public sealed class HostileTextTests
{
    private const string Start = "airworthy: 1\nproject: p\n";

    /// <summary>Processor time of this process, so that a busy machine changes nothing.</summary>
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(1);

    /// <summary>Each text with a piece of the message that it must get.</summary>
    private static readonly Dictionary<string, (Func<byte[]> Bytes, string Says)> s_texts = new()
    {
        ["brackets, one after the other"] = (() => Utf8(Start + "guessed: " + Many("[", 900_000)), "nested deeper than 24 levels"),
        ["brackets, line by line"] = (() => Utf8(Start + "guessed: " + Many("[\n ", 300_000)), "nested deeper than 24 levels"),
        ["braces, one after the other"] = (() => Utf8(Start + "data: " + Many("{a: ", 225_000)), "nested deeper than 24 levels"),
        ["braces without keys"] = (() => Utf8(Many("{", 900_000)), "nested deeper than 24 levels"),
        ["dashes"] = (() => Utf8(Start + "guessed:\n  " + Many("- ", 450_000)), "nested deeper than 24 levels"),
        ["question marks"] = (() => Utf8(Many("? ", 450_000)), "nested deeper than 24 levels"),
        ["blocks, each deeper"] = (() => Utf8(Start + string.Concat(Enumerable.Range(0, 1_300).Select(i => new string(' ', i) + "a:\n"))), "nested deeper than 24 levels"),
        ["anchors that explode"] = (() => Utf8("a: &a [x, x]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i}: &a{i} [*a{(i == 1 ? "" : i - 1)}, *a{(i == 1 ? "" : i - 1)}]\n"))), "the anchor &a is not read here"),
        ["an anchor in itself"] = (() => Utf8(Start + "data: &d {time: *d}\n"), "the anchor &d is not read here"),
        ["many aliases"] = (() => Utf8("guessed: [" + Many("*a, ", 200_000) + "]"), "there is more; only the first are shown"),
        ["50 MB"] = (() => Utf8(Start + "# " + Many("x", 50_000_000)), "50,000,026 bytes; at most 1,000,000 are read"),
        ["UTF-16 with its mark"] = (() => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Start)], "the text is UTF-16, expected UTF-8"),
        ["UTF-16 the other way round"] = (() => [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Start)], "the text is UTF-16, expected UTF-8"),
        ["UTF-16 without its mark"] = (() => Encoding.Unicode.GetBytes(Start), "airworthy.yaml:1:2: the character NUL stands here"),
        ["UTF-32"] = (() => [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(Start)], "the text is UTF-16, expected UTF-8"),
        ["Latin-1"] = (() => Encoding.Latin1.GetBytes(Start + "owner: {person: jos\u00e9}\n"), "airworthy.yaml:3:20: the byte 0xE9 is not UTF-8"),
        ["half a character"] = (() => [.. Utf8(Start + "owner: "), 0xF0, 0x9F, 0x98], "airworthy.yaml:3:8: the byte 0xF0 is not UTF-8"),
        ["NUL in the middle"] = (() => Utf8(Start + "stage: da\0ta\n"), "airworthy.yaml:3:10: the character NUL stands here"),
        ["NUL before a hidden rest"] = (() => Utf8(Start + "\0stage: live\n"), "airworthy.yaml:3:1: the character NUL stands here"),
        ["an escape sequence"] = (() => Utf8(Start + "stage: \u001b[31mdata\n"), "airworthy.yaml:3:8: the control character U+001B stands here"),
        ["a program"] = (() => [.. Enumerable.Range(0, 4_096).Select(i => (byte)(i * 31))], "the byte 0x9B is not UTF-8"),
        ["the same key twice"] = (() => Utf8(Start + "project: q\n"), "airworthy.yaml:3:1: project stands here a second time; the first is in line 2"),
        ["the same key 100,000 times"] = (() => Utf8(Many("a: 1\n", 100_000)), "there is more; only the first are shown"),
        ["100,000 keys"] = (() => Utf8(string.Concat(Enumerable.Range(0, 90_000).Select(i => $"k{i}: 1\n"))), "there is more; only the first are shown"),
        ["100,000 keys in brackets"] = (() => Utf8("{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"k{i}: 1")) + "}"), "there is more; only the first are shown"),
        ["100,000 wrong entries"] = (() => Utf8(Start + "slices: [" + Many("1, ", 100_000) + "]"), "there is more; only the first are shown"),
        ["a huge key"] = (() => Utf8(Start + "? " + Many("k", 900_000) + "\n: 1\n"), "kkkk… is not a known key"),
        ["a huge value"] = (() => Utf8(Start + "stage: " + Many("v", 900_000) + "\n"), "vvvv…, expected idea, data, model"),
        ["a huge number"] = (() => Utf8(Start + "metric: {target: " + Many("9", 900_000) + "}\n"), "metric.target is 9999"),
        ["a huge exponent"] = (() => Utf8(Start + "metric: {target: 1e999999999}\n"), "metric.target is 1e999999999, expected a number"),
        ["tabs"] = (() => Utf8(Start + "metric:\n\tname: a\n"), "airworthy.yaml:4:1: a tab is used for indentation"),
        ["nothing but tabs"] = (() => Utf8(Many("\t", 900_000)), "airworthy is missing"),
        ["nothing but empty lines"] = (() => Utf8(Many("\n", 900_000)), "airworthy is missing"),
        ["nothing but spaces"] = (() => Utf8(Many(" ", 900_000)), "airworthy is missing"),
        ["nothing but comments"] = (() => Utf8(Many("# x\n", 240_000)), "airworthy is missing"),
        ["a quote that never closes"] = (() => Utf8(Start + "stage: \"" + Many("x\n  ", 240_000)), "the quote that opens here is not closed"),
        ["many documents"] = (() => Utf8(Many("---\n", 240_000)), "a second document starts here"),
        ["words"] = (() => Utf8(Many("x ", 450_000)), "the file is x x x"),
        ["colons"] = (() => Utf8(Many(": ", 450_000)), ""),
        ["commas"] = (() => Utf8("[" + Many(",", 900_000)), ""),
        ["quotes"] = (() => Utf8(Many("'", 900_000)), ""),
        ["percent signs"] = (() => Utf8(Many("%a\n", 300_000)), ""),
        ["exclamation marks"] = (() => Utf8(Many("!", 900_000)), ""),
        ["ampersands"] = (() => Utf8(Many("&a ", 300_000)), ""),
        ["a folded text of many lines"] = (() => Utf8(Start + "stage: >\n" + Many("  x\n", 200_000)), "expected idea, data, model"),
    };

    public static TheoryData<string> Texts() => [.. s_texts.Keys];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_hostile_text_gets_a_clear_answer_within_a_second(string name)
    {
        ContractReader.Read(Start + "data: {label: late}\nnoone: knows\n", "airworthy.yaml"); // compiled before the clock starts
        var bytes = s_texts[name].Bytes();
        var memory = GC.GetAllocatedBytesForCurrentThread();
        var clock = Environment.CpuUsage.TotalTime;
        var reading = ContractReader.Read(bytes, "airworthy.yaml");
        var took = Environment.CpuUsage.TotalTime - clock;

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - memory, 0, 300_000_000);
        Assert.Null(reading.Contract);
        Assert.Contains(reading.Problems, p => p.ToString().Contains(s_texts[name].Says, StringComparison.Ordinal));
        Assert.All(reading.Problems, p => Assert.InRange(p.ToString().Length, 20, 1_200));
        Assert.InRange(reading.Problems.Count, 1, ProblemList.Most + 1);
        Assert.True(took < s_most, $"{name} took {took.TotalSeconds:0.00} s of processor time.");
    }

    [Theory]
    [InlineData("brackets in quotes", "stage: idea\ngoal: {statement: \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}\n")]
    [InlineData("brackets in a comment", "stage: idea # {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{\n")]
    [InlineData("brackets in a block text", "goal:\n  statement: |\n    [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n")]
    [InlineData("a line of dashes", "# ------------------------------------------------------------------------------------------------\nstage: idea\n")]
    [InlineData("a text that looks like a list", "goal:\n  statement: >\n    - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - x\n")]
    [InlineData("deep indentation", "goal:\n                                                                                 statement: far to the right\n")]
    [InlineData("a tab in a text", "goal: {statement: \"a\tb\"}\n")]
    [InlineData("a tab before a comment", "stage: idea\t# why\n")]
    [InlineData("other scripts", "goal: {statement: \"目標 цель στόχος 🎯\"}\n")]
    [InlineData("no-break spaces in a text", "goal: {statement: \"a\u00a0b\"}\n")]
    [InlineData("carriage returns alone", "stage: idea\rruns: {}\r")]
    public void What_is_only_unusual_is_read(string what, string text)
    {
        var reading = ContractReader.Read(Encoding.UTF8.GetBytes(Start + text), "airworthy.yaml");

        Assert.True(reading.Contract is not null, $"{what}: {string.Join('\n', reading.Problems)}");
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text_and_moves_no_place()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Utf8(Start + "stage: idae\n")];

        Assert.Equal("airworthy.yaml:3:8: stage is idae, expected idea, data, model, shadow, live or retired. Did you mean idea?",
            Assert.Single(ContractReader.Read(bytes, "airworthy.yaml").Problems).ToString());
        Assert.Equal("\uFEFF" + Start.Replace("p\n", "q\n", StringComparison.Ordinal), ContractEdit.Set("\uFEFF" + Start, "project", "q").Text);
    }

    [Fact]
    public void A_large_honest_contract_is_read()
    {
        var text = Start + "data:\n  available_after:\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"    column_{i}: 12h\n"));

        Assert.Equal(30_000, ContractReader.Read(text, "airworthy.yaml").Contract!.Data!.AvailableAfter!.Count);
    }

    /// <summary>Random damage to good contracts: characters lost, doubled, exchanged, inserted, and pieces moved.</summary>
    [Fact]
    public void Damaged_contracts_never_bring_the_reader_down()
    {
        const int Seed = 20260701;
        var random = new Random(Seed);
        var texts = GoodContracts().ToList();
        string[] pieces = ["[", "]", "{", "}", ":", ": ", "- ", "\n", "\t", "\"", "'", "#", "&a", "*a", "!", "|\n", ">\n", "? ", "%", "@", "\0", "\u001b", "\uFEFF", "😀", "\r", "---\n", "...\n", "\\", ",", "~", "<<: "];
        for (var round = 0; round < 1_500; round++)
        {
            var text = texts[random.Next(texts.Count)];
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                var (at, length) = (random.Next(text.Length), random.Next(0, 12));
                var end = Math.Min(text.Length, at + length);
                text = random.Next(4) switch
                {
                    0 => text.Remove(at, end - at),
                    1 => text.Insert(at, pieces[random.Next(pieces.Length)]),
                    2 => text.Insert(random.Next(text.Length), text[at..end]),
                    _ => string.Concat(text.AsSpan(0, at), pieces[random.Next(pieces.Length)], text.AsSpan(end)),
                };
            }

            var reading = ContractReader.Read(text, "airworthy.yaml");
            Assert.True(reading.Contract is null == reading.Problems.Count > 0, $"Seed {Seed}, round {round}:\n{text}");
        }
    }

    private static IEnumerable<string> GoodContracts() => Contracts.GoodContracts.Names.Select(Contracts.GoodContracts.Text);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Many(string piece, int times) => new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();
}

/// <summary>Tests that measure time or memory run while no other test runs.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
