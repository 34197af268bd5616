using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Data.Records;

namespace Airworthy.Cli.Tests;

public sealed class RecordStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-").FullName;

    [Fact]
    public async Task A_record_comes_back_with_the_same_id_and_content()
    {
        var store = new RecordStore(_root);
        var kept = await store.AppendAsync("me", [Record("a/b", 1), Record("a/b", 2)], Cancel);
        var read = store.Read();

        Assert.Equal(kept.Select(r => r.Id), read.Select(r => r.Id));
        Assert.Equal(kept[0].Id, read[1].Previous);
        Assert.Equal(0.1 + 0.2, read[0].Measured["x"]);
    }

    [Fact]
    public async Task A_line_that_was_cut_short_is_dropped_and_nothing_else()
    {
        var store = new RecordStore(_root);
        await store.AppendAsync("me", [Record("a/b", 1)], Cancel);
        var file = Path.Combine(store.Folder, "me.jsonl");
        await File.AppendAllTextAsync(file, "{\"check\":\"a/b\",\"answ", Cancel);

        Assert.Single(store.Read());
        await store.AppendAsync("me", [Record("a/b", 2)], Cancel);
        Assert.Equal(2, store.Read().Count);
        Assert.Empty(Chains.Broken(store.Read()));
    }

    [Fact]
    public async Task An_edited_record_breaks_its_chain()
    {
        var store = new RecordStore(_root);
        await store.AppendAsync("me", [Record("a/b", 1), Record("a/b", 2), Record("a/c", 1)], Cancel);
        var file = Path.Combine(store.Folder, "me.jsonl");
        var lines = await File.ReadAllLinesAsync(file, Cancel);
        lines[0] = lines[0].Replace("\"unmet\"", "\"met\"", StringComparison.OrdinalIgnoreCase);
        await File.WriteAllLinesAsync(file, lines, Cancel);

        Assert.Equal([new PartId("a", "b")], Chains.Broken(store.Read()));
    }

    [Fact]
    public async Task A_deleted_record_breaks_its_chain()
    {
        var store = new RecordStore(_root);
        await store.AppendAsync("me", [Record("a/b", 1), Record("a/b", 2), Record("a/b", 3)], Cancel);
        var file = Path.Combine(store.Folder, "me.jsonl");
        var lines = await File.ReadAllLinesAsync(file, Cancel);
        await File.WriteAllLinesAsync(file, [lines[0], lines[2]], Cancel);

        Assert.Equal([new PartId("a", "b")], Chains.Broken(store.Read()));
    }

    [Theory]
    [InlineData("../../evil", "_.._evil.jsonl")]
    [InlineData("github-1", "github-1.jsonl")]
    public void A_writers_name_never_leaves_the_folder(string writer, string file) => Assert.Equal(file, RecordStore.FileName(writer));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static CheckRecord Record(string check, int minute) => new()
    {
        Check = check,
        CheckVersion = 1,
        Answer = Answer.Unmet,
        Says = "Seven of five.",
        Next = "Mend it.",
        Measured = new Dictionary<string, double> { ["x"] = 0.1 + 0.2, ["nan"] = double.NaN },
        Subject = new Dictionary<string, string> { ["data"] = "sha256:00" },
        By = new Writer(WriterKind.Person, "me"),
        At = new DateTimeOffset(2026, 1, 1, 0, minute, 0, TimeSpan.Zero),
    };
}
