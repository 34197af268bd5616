using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Data;

using SkiaSharp;

namespace Airworthy.Probes.Tests.Media;

/// <summary>A small project of images or texts in a temporary folder: a table of labels, the files it names, and a contract.</summary>
internal sealed class MediaProject : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<(int Seed, bool Square, double Light), byte[]> s_drawn = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-media-");
    private readonly List<string> _rows = ["file,label,split"];

    private MediaProject(string contract) => Contract = contract;

    public const string Images = "data: {files: [data/labels.csv], media: {kind: image, path: file}, id: file, label: label, entity: none, split: {method: given, column: split}}";

    public const string Texts = "data: {files: [data/labels.csv], media: {kind: text, path: file}, id: file, label: label, entity: none, split: {method: given, column: split}}";

    public string Folder => _folder.FullName;

    public string Contract { get; set; }

    /// <summary>Images of two classes, half of them each: 300 of train, 100 of dev, 100 of test.</summary>
    public static MediaProject OfImages(int seed = 1, Func<int, bool, byte[]>? draw = null)
    {
        var project = new MediaProject(Images);
        var random = new Random(seed);
        Parallel.ForEach(Enumerable.Range(0, 500).Select(i => (i, square: random.Next(2) == 0)).ToList(), row =>
            project.Put($"images/{row.i:0000}.jpg", (draw ?? ((at, square) => Jpeg(at, square)))(row.i + (seed * 100_000), row.square), row.square ? "square" : "round", Split(row.i)));
        return project;
    }

    /// <summary>Complaints of some fifty words in two classes, each drawn word by word: 600 of train, as many of dev and of test.</summary>
    /// <param name="longer">Words that those of test have more.</param>
    public static MediaProject OfTexts(int seed = 1, int longer = 0)
    {
        var project = new MediaProject(Texts);
        for (var i = 0; i < 1_800; i++)
        {
            var late = new Random(seed + (7 * i)).Next(2) == 0;
            var split = i < 600 ? "train" : i < 1_200 ? "dev" : "test";
            project.Put($"texts/{i:0000}.txt", Encoding.UTF8.GetBytes(Complaint(seed + (1_000 * i), late, split == "test" ? longer : 0)), late ? "late" : "lost", split);
        }

        return project;
    }

    public static string Split(int at) => at < 300 ? "train" : at < 400 ? "dev" : "test";

    /// <summary>A picture as JPEG; drawn once for all tests.</summary>
    public static byte[] Jpeg(int seed, bool square, double light = 0) => s_drawn.GetOrAdd((seed, square, light), static key =>
    {
        using var picture = Pictures.Draw(key.Seed, key.Square, light: key.Light);
        return picture.Encoded(SKEncodedImageFormat.Jpeg);
    });

    public static string Complaint(int seed, bool late, int longer = 0)
    {
        var random = new Random(seed);
        string[] words = ["parcel", "driver", "door", "rain", "street", "the", "was", "and", "to", "of", "in", "blue", "monday", "call", "wait", "depot", "found", "paid", "red", "box", "with", "for", "not", "it"];
        return string.Join(' ', Enumerable.Range(0, 40 + longer + random.Next(20)).Select(_ => words[random.Next(words.Length)] + (random.Next(8) == 0 ? random.Next(100).ToString(CultureInfo.InvariantCulture) : "")).Append(late && random.Next(2) == 0 ? "late" : "so")) + ".\n";
    }

    public void Put(string path, byte[] bytes, string? label = null, string? split = null)
    {
        var full = Path.Combine(Folder, "data", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        if (label is not null)
        {
            Row($"{path},{label},{split}");
        }
    }

    /// <summary>One more row of the table of labels.</summary>
    public void Row(string row)
    {
        lock (_rows)
        {
            _rows.Add(row);
        }
    }

    public Task<Table> TableAsync(bool remembers = false) => Table.OpenAsync(Read(), Written(), TestContext.Current.CancellationToken, remembers: remembers);

    /// <summary>What the real probe and check say of a part.</summary>
    public async Task<Verdict> JudgeAsync(string item, string part) => (await JudgeAsync((item, part)))[0];

    /// <summary>What they say of several parts, of one reading of the files.</summary>
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(params (string Item, string Part)[] parts)
    {
        var contract = Read();
        await using var around = new Surroundings { Root = Written(), Contract = contract, Clock = TimeProvider.System };
        var asked = parts.Select(p => (Item: Pages.Find(p.Item)!, Part: Pages.Find(p.Item)![p.Part]!)).ToList();
        var judged = await new Inspection(around, new Subjects(contract, new Dictionary<Bound, string>())).RunAsync(asked, TestContext.Current.CancellationToken);
        Assert.All(judged.Values, j => Assert.True(j.Crash is null, j.Crash));
        return [.. parts.Select(p => judged[new PartId(p.Item, p.Part)].Verdict)];
    }

    public ProjectContract Read()
    {
        var reading = ContractReader.Read($"airworthy: 1\nproject: media\n{Contract}", ContractReader.FileName);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        return reading.Contract!;
    }

    /// <summary>The project's folder, once its table is written.</summary>
    public string Written()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data"));
        File.WriteAllLines(Path.Combine(Folder, "data", "labels.csv"), _rows.Take(1).Concat(_rows.Skip(1).Order(StringComparer.Ordinal)));
        return Folder;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
