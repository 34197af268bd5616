using System.IO.Compression;
using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Data;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Files as they really come: each is read as what it says, or refused with the place, what was found and what to do.</summary>
[Trait("Category", "slow")]
public sealed class HostileFilesTests : IDisposable
{
    private const string Header = "id,a,b,c,y";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-");

    private static IEnumerable<string> Rows => Enumerable.Range(0, 300).Select(i => $"{i},{i % 7},{i}.5,{(i % 2 == 0 ? "north" : "south")},{i % 2}");

    private static string Whole(string header = Header, string end = "\n") => $"{header}{end}{string.Concat(Rows.Select(r => r + end))}";

    private static string With(int at, string line) => $"{Header}\n{string.Concat(Rows.Select((r, i) => (i == at ? line : r) + "\n"))}";

    public static TheoryData<string, string, string> Refused => new()
    {
        { "a line that is too long", With(150, "150,3,1.5,north,0,9,9"), "line 152 has 7 fields, the first line has 5" },
        { "a line that is too short", With(150, "150,3"), "line 152 has 2 fields, the first line has 5" },
        { "a quote that never closes", With(150, "150,\"open,1.5,north,0"), "on line 152 a quoted field begins that never ends" },
        { "two columns of one name", Whole("id,a,a,c,y"), "two columns called a" },
        { "two columns that differ in case", Whole("id,a,A,c,y"), "a column a and a column A, which differ in case only" },
        { "an empty first line", "\n" + Whole(), "begins with an empty line" },
        { "a byte 0", With(150, "150,3,1.5,no\0rth,0"), "holds a byte 0 at place" },
        { "nothing", "", "is empty" },
        { "mixed line ends", $"{Header}\r\n{string.Concat(Rows.Select((r, i) => r + (i % 3 > 0 ? "\r\n" : "\n")))}", "line 2 ends in LF and line 1 in CR LF" },
        { "one giant line", new string('x', 5_000_000), "does not end within" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_file_that_cannot_be_read_as_it_stands_is_refused_with_its_place(string name, string text, string says)
    {
        Write("t.csv", Encoding.UTF8.GetBytes(text));

        var refused = await RefusedAsync("t.csv");

        Assert.True(refused.Message.Contains(says, StringComparison.Ordinal), $"{name}: {refused.Message}");
        Assert.Contains("t.csv", refused.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(refused.Next));
    }

    [Theory]
    [InlineData("iso-8859-1", "line", "UTF-8")]
    [InlineData("utf-16BE", "UTF-16 with the high byte first", "iconv")]
    [InlineData("utf-16LE without a mark", "byte 0", "UTF-16LE")]
    public async Task Another_encoding_is_named_with_the_way_out(string encoding, string says, string next)
    {
        var text = Whole().Replace("north", "nörd", StringComparison.Ordinal);
        Write("t.csv", encoding switch
        {
            "utf-16BE" => [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(text)],
            "iso-8859-1" => Encoding.Latin1.GetBytes(text),
            _ => Encoding.Unicode.GetBytes(text),
        });

        var refused = await RefusedAsync("t.csv");

        Assert.Contains(says, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(next, refused.Next, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], int> Read => new()
    {
        { "a byte order mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Whole())], 300 },
        { "UTF-16 with a mark", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Whole())], 300 },
        { "line ends of Windows", Encoding.UTF8.GetBytes(Whole(end: "\r\n")), 300 },
        { "a quote in a name and no quotes elsewhere", Encoding.UTF8.GetBytes(Whole("id,a,b,order\"s,y")), 300 },
        { "inches", Encoding.UTF8.GetBytes(With(150, "150,3,1.5,a 5\" pipe,0")), 300 },
        { "quoted line breaks and delimiters", Encoding.UTF8.GetBytes(With(150, "150,3,1.5,\"a, \"\"b\"\"\nc\",0")), 300 },
        { "a header and nothing else", Encoding.UTF8.GetBytes(Header + "\n"), 0 },
        { "a header without an end", Encoding.UTF8.GetBytes(Header), 0 },
        { "one row", Encoding.UTF8.GetBytes(Header + "\n1,2,3.5,x,0\n"), 1 },
    };

    [Theory, MemberData(nameof(Read))]
    public async Task What_only_looks_odd_is_read(string name, byte[] bytes, int rows)
    {
        Write("t.csv", bytes);
        await using var table = await OpenAsync("t.csv");

        Assert.True((rows, 5) == (table.Rows, table.Columns.Count), $"{name}: {table.Rows} rows, {table.Columns.Count} columns");
        Assert.Equal("id", table.Columns[0].Name);
    }

    [Fact]
    public async Task A_small_packed_file_that_holds_gigabytes_is_not_unpacked()
    {
        using (var packed = new GZipStream(File.Create(Path.Combine(_folder.FullName, "t.csv.gz")), CompressionLevel.SmallestSize))
        {
            packed.Write("a,b\n"u8);
            var zeros = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("0,0\n", 1 << 18)));
            for (var i = 0; i < 400; i++)
            {
                packed.Write(zeros);
            }
        }

        Assert.Contains("unpack to more than 300 times as much", (await RefusedAsync("t.csv.gz")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_table_is_read()
    {
        using (var packed = new GZipStream(File.Create(Path.Combine(_folder.FullName, "t.csv.gz")), CompressionLevel.SmallestSize))
        {
            packed.Write(Encoding.UTF8.GetBytes(Whole()));
        }

        await using var table = await OpenAsync("t.csv.gz");
        Assert.Equal(300, table.Rows);
    }

    [Theory]
    [InlineData("not gzip", "t.csv.gz", "no gzip file")]
    [InlineData("not Parquet", "t.parquet", "cannot be read")]
    [InlineData("{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", "t.jsonl", "line 3")]
    public async Task A_name_that_promises_another_format(string text, string file, string says)
    {
        Write(file, Encoding.UTF8.GetBytes(text));

        Assert.Contains(says, (await RefusedAsync(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_with_different_keys_have_all_keys_as_columns()
    {
        Write("t.jsonl", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => $"{{\"id\":{i}{(i > 250 ? ",\"extra\":\"x\"" : "")}}}\n"))));
        await using var table = await OpenAsync("t.jsonl");

        Assert.Equal(["id", "extra"], table.Columns.Select(c => c.Name));
        Assert.Equal(49, await table.NumberAsync("select count(extra) from data", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_name_with_a_line_break_is_a_name()
    {
        Write("t.csv", Encoding.UTF8.GetBytes(Whole("id,\"a\nb\",b,c,y")));
        var contract = ContractReader.Read("airworthy: 1\nproject: small\ndata: {files: t.csv, label: y, entity: none, split: {method: random, seed: 1, shares: {train: 0.6, test: 0.4}}}", ContractReader.FileName).Contract!;
        await using var around = new Surroundings { Root = _folder.FullName, Contract = contract, Clock = TimeProvider.System };
        var parts = new[] { "leakage-safe-split", "data-schema" }.Select(i => Core.Checklist.Pages.Find(i)!).SelectMany(i => i.Parts.Where(p => p.Tier == Core.Checklist.Tier.T2).Select(p => (i, p))).ToList();

        var seen = await new Inspection(around, new Core.Checklist.Subjects(contract, new Dictionary<Core.Checklist.Bound, string>())).RunAsync(parts, TestContext.Current.CancellationToken);

        Assert.Empty(seen.Values.Select(s => s.Crash).OfType<string>());
    }

    [Fact]
    public async Task A_pipe_nobody_writes_to_and_a_device_are_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes and devices are asked for as Linux has them.");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "device.csv"), "/dev/zero");
        using var made = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder.FullName, "pipe.csv"));
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("regular file", (await RefusedAsync("pipe.csv")).Message, StringComparison.Ordinal);
        Assert.Contains("regular file", (await RefusedAsync("device.csv")).Message, StringComparison.Ordinal);
    }

    private void Write(string file, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder.FullName, file), bytes);

    private Task<Table> OpenAsync(string file) => Table.OpenAsync(
        ContractReader.Read($"airworthy: 1\nproject: small\ndata: {{files: {file}}}", ContractReader.FileName).Contract!, _folder.FullName, TestContext.Current.CancellationToken);

    private async Task<TableException> RefusedAsync(string file) => await Assert.ThrowsAsync<TableException>(async () => await (await OpenAsync(file)).DisposeAsync());

    public void Dispose() => _folder.Delete(recursive: true);
}
