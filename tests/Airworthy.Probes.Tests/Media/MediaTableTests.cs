using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Data.Media;
using Airworthy.Data.Versions;

using SkiaSharp;

namespace Airworthy.Probes.Tests.Media;

/// <summary>What is measured of files, how folders tell labels and splits, and that nothing is measured twice.</summary>
[Trait("Category", "slow")]
public sealed class MediaTableTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-media-");

    [Fact]
    public async Task What_is_measured_of_an_image_is_what_it_is()
    {
        using var grey = new SKBitmap(new SKImageInfo(200, 100, SKColorType.Rgba8888, SKAlphaType.Opaque));
        grey.Erase(new SKColor(51, 51, 51));
        using var red = new SKBitmap(new SKImageInfo(30, 60, SKColorType.Rgba8888, SKAlphaType.Opaque));
        red.Erase(new SKColor(255, 0, 0));
        using var halves = new SKBitmap(new SKImageInfo(64, 64, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        halves.Erase(SKColors.Transparent);
        using (var canvas = new SKCanvas(halves))
        {
            canvas.DrawRect(0, 0, 32, 64, new SKPaint { Color = SKColors.White });
        }

        Put("images/a/grey.png", grey.Encoded(SKEncodedImageFormat.Png));
        Put("images/b/red.png", red.Encoded(SKEncodedImageFormat.Png));
        Put("images/b/halves.webp", halves.Encoded(SKEncodedImageFormat.Webp, 100));
        await using var table = await OpenAsync("data: {files: [images], media: image, label: label, entity: none}");

        Assert.Equal(3, table.Rows);
        await AreAsync("a/grey.png", "png", 200, 100, 2, 3, 0.2, 0, 0, 0);
        await AreAsync("b/red.png", "png", 30, 60, 0.5, 3, 0.299, 0, 1, 0);
        await AreAsync("b/halves.webp", "webp", 64, 64, 1, 4, 0.5, 0.5, 0, 1);
        Assert.Equal(2, await table.NumberAsync("select count(distinct label) from data", Cancel));
        Assert.Equal(2, await table.NumberAsync("select count(*) from data where image_looks is null", Cancel));
        Assert.DoesNotContain(table.Features, c => c.Name is "file" or "image_digest" or "image_looks" or "image_problem" or "image_ending" or "label");

        async Task AreAsync(string file, string format, params double[] numbers)
        {
            await foreach (var row in table.ReadAsync($"select image_format, image_width, image_height, image_aspect, image_channels, image_brightness, image_contrast, image_saturation, image_entropy from data where file = {file.Literal}", Cancel))
            {
                Assert.Equal(format, row.GetString(0));
                Assert.All(numbers.Index(), n => Assert.Equal(n.Item, row.Number(n.Index + 1)!.Value, tolerance: 0.001));
            }
        }
    }

    [Fact]
    public async Task What_a_camera_wrote_is_read()
    {
        Put("images/a/1.jpg", WithExif(MediaProject.Jpeg(1, true), "Ricoh", "2024:03:05 06:07:08", turned: 6));
        Put("images/a/2.jpg", MediaProject.Jpeg(2, true));
        await using var table = await OpenAsync("data: {files: [images], media: image, entity: none}");

        var shown = await table.ShowAsync("select file, cast(image_taken as varchar), image_camera, image_turned from data order by file", Cancel);

        Assert.Equal([["a/1.jpg", "2024-03-05 06:07:08", "Ricoh", "5"], ["a/2.jpg", "–", "–", "0"]], shown.Rows);
    }

    [Fact]
    public async Task Folders_tell_label_and_split()
    {
        foreach (var (i, path) in new[] { "train/cat/1.jpg", "train/dog/2.jpg", "val/cat/3.jpg", "test/dog/4.jpg" }.Index())
        {
            Put($"pictures/{path}", MediaProject.Jpeg(i, true));
        }

        await using var table = await OpenAsync("data: {files: [pictures], media: image, label: label, entity: none, split: {method: given, column: split}}");

        Assert.Equal(["train", "dev", "test"], table.Splits);
        Assert.Equal([["train/cat/1.jpg", "cat", "train"], ["train/dog/2.jpg", "dog", "train"], ["val/cat/3.jpg", "cat", "dev"], ["test/dog/4.jpg", "dog", "test"]],
            (await table.ShowAsync("select file, label, split from data order by list_position(['train', 'dev', 'test'], split), file", Cancel)).Rows);
    }

    [Fact]
    public async Task A_folder_for_each_split()
    {
        Put("a/cat/1.jpg", MediaProject.Jpeg(1, true));
        Put("b/cat/2.jpg", MediaProject.Jpeg(2, true));
        await using var table = await OpenAsync("data: {media: image, label: label, entity: none, split: {method: given, files: {train: a, test: b}}}");

        Assert.Equal(["train", "test"], table.Splits);
        Assert.Equal(1, await table.NumberAsync("select count(*) from test", Cancel));
    }

    [Theory]
    [InlineData("The parcel was late and it was wet when they brought it to the door.", "en")]
    [InlineData("Das Paket ist nicht da und der Fahrer hat auch keine Nachricht hinterlassen.", "de")]
    [InlineData("Le colis est en retard et je ne sais pas où il est dans la ville.", "fr")]
    [InlineData("El paquete no está en la casa y el conductor se fue con la caja.", "es")]
    [InlineData("Посылка опоздала на неделю", "cyrillic")]
    [InlineData("荷物はまだ届いていません", "ja")]
    [InlineData("包裹还没有到达", "zh")]
    [InlineData("4711 0815 xx yy zz", null)]
    public void The_language_of_a_text_is_guessed(string text, string? expected) => Assert.Equal(expected, Language.Of(text));

    [Fact]
    public async Task What_was_measured_is_measured_once()
    {
        await using var project = MediaProject.OfImages();
        await using (var first = await project.TableAsync(remembers: true))
        {
            Assert.Equal(500, await first.NumberAsync("select count(image_brightness) from data", Cancel));
        }

        var cache = Path.Combine(project.Folder, ".airworthy", "store", "media");
        var parts = Directory.GetFiles(cache, "*.parquet", SearchOption.AllDirectories);
        var before = parts.ToDictionary(p => p, File.GetLastWriteTimeUtc);

        // The same bytes under a new name, and one new picture: one more measure, in a file of its own.
        File.Move(Path.Combine(project.Folder, "data", "images", "0000.jpg"), Path.Combine(project.Folder, "data", "images", "moved.jpg"));
        project.Put("images/0000.jpg", MediaProject.Jpeg(77, true));
        project.Row("images/moved.jpg,round,train");
        await using (var second = await project.TableAsync(remembers: true))
        {
            Assert.Equal(501, await second.NumberAsync("select count(image_brightness) from data", Cancel));
        }

        var added = Assert.Single(Directory.GetFiles(cache, "*.parquet", SearchOption.AllDirectories).Except(parts));
        Assert.All(before, b => Assert.Equal(b.Value, File.GetLastWriteTimeUtc(b.Key)));
        Assert.True(new FileInfo(added).Length < 20_000, "Only the new picture is in it.");

        // A damaged part costs time and nothing else.
        await File.WriteAllTextAsync(parts[0], "PAR1 no more", Cancel);
        await using var third = await project.TableAsync(remembers: true);
        Assert.Equal(501, await third.NumberAsync("select count(image_brightness) from data", Cancel));
    }

    [Fact]
    public async Task A_version_of_a_folder_is_read_and_its_digest_is_the_datas()
    {
        for (var i = 0; i < 20; i++)
        {
            Put($"pictures/{(i % 2 == 0 ? "cat" : "dog")}/{i}.jpg", MediaProject.Jpeg(i, i % 2 == 0));
        }

        var contract = Read("data: {dataset: pets, files: [pictures], media: image, id: file, label: label, entity: none}");
        var added = await VersionAdding.AddAsync(_folder.FullName, contract, new Addition("pets", _folder.FullName, ["pictures"]), TimeProvider.System, Cancel);
        Assert.Equal(20, added.Version.Rows);
        Directory.Delete(Path.Combine(_folder.FullName, "pictures"), recursive: true);

        await using var table = await Table.OpenAsync(contract, _folder.FullName, Cancel);

        Assert.Equal(20, table.Rows);
        Assert.Equal(["cat", "dog"], (await table.ShowAsync("select distinct label from data order by 1", Cancel)).Rows.Select(r => r[0]));
        Assert.Equal(added.Version.Digest, (await DataFiles.DigestAsync(contract, _folder.FullName, Cancel))!.Value.Digest);
    }

    [Fact]
    public async Task Two_versions_are_compared_by_label_and_by_what_is_in_their_files()
    {
        var contract = Read("data: {dataset: pets, files: [labels.csv], media: {kind: image, path: file}, id: file, label: y, entity: none}");
        var wanted = new Addition("pets", _folder.FullName, ["labels.csv"]) { FileColumn = "file" };
        for (var i = 0; i < 10; i++)
        {
            Put($"pictures/{i}.jpg", MediaProject.Jpeg(i, true));
        }

        Put("labels.csv", Encoding.UTF8.GetBytes("file,y\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"pictures/{i}.jpg,cat\n"))));
        var one = await VersionAdding.AddAsync(_folder.FullName, contract, wanted, TimeProvider.System, Cancel);
        Put("labels.csv", Encoding.UTF8.GetBytes("file,y\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"pictures/{i}.jpg,{(i < 2 ? "dog" : "cat")}\n"))));
        Put("pictures/9.jpg", MediaProject.Jpeg(99, true));
        var two = await VersionAdding.AddAsync(_folder.FullName, contract, wanted, TimeProvider.System, Cancel);
        using var store = ContentStore.Open(_folder.FullName);
        await using var pair = await TablePair.OpenAsync(_folder.FullName, contract, store, one.Version, two.Version, Cancel);
        var rows = await pair.RowsAsync(Cancel);

        Assert.Equal(2, two.Labels!.Changed);
        Assert.Equal((0, 0, 3, 7), (rows.Added, rows.Removed, rows.Changed, rows.Same));
        Assert.Contains(pair.Shared, c => c.Name == "image_brightness");
    }

    [Fact]
    public async Task The_digest_of_the_data_changes_with_an_image()
    {
        Put("pictures/cat/1.jpg", MediaProject.Jpeg(1, true));
        Put("labels.csv", Encoding.UTF8.GetBytes("file,y\npictures/cat/1.jpg,1\n"));
        foreach (var said in (string[])["data: {files: [pictures], media: image, entity: none}", "data: {files: [labels.csv], media: {kind: image, path: file}, entity: none}"])
        {
            Put("pictures/cat/1.jpg", MediaProject.Jpeg(1, true));
            var before = await DataFiles.DigestAsync(Read(said), _folder.FullName, Cancel);
            Put("pictures/cat/1.jpg", MediaProject.Jpeg(2, true));
            var after = await DataFiles.DigestAsync(Read(said), _folder.FullName, Cancel);

            Assert.NotEqual(before!.Value.Digest, after!.Value.Digest);
            Assert.Contains("pictures/cat/1.jpg", after.Value.Files.Keys);
        }
    }

    [Fact]
    public void Looks_survive_what_pictures_go_through_and_tell_pictures_apart()
    {
        var looks = Enumerable.Range(0, 60).Select(i => LooksOf(MediaProject.Jpeg(i, true))).ToList();
        for (var i = 0; i < looks.Count; i++)
        {
            using var picture = Pictures.Draw(i, true);
            using var small = picture.Scaled(0.4);
            Assert.True(LooksOf(small.Encoded(SKEncodedImageFormat.Jpeg, 40)).IsNear(looks[i]), $"{i} small and recompressed");
            Assert.True(LooksOf(picture.Encoded(SKEncodedImageFormat.Webp, 50)).IsNear(looks[i]), $"{i} as webp");
            Assert.DoesNotContain(looks.Where((_, j) => j != i), other => other.IsNear(looks[i]));
        }

        ImageLooks LooksOf(byte[] bytes)
        {
            Put("x", bytes);
            return ImageLooks.Read((string)new ImageMeasure().Of(Path.Combine(_folder.FullName, "x")).Values[^1]!)!.Value;
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private void Put(string path, byte[] bytes)
    {
        var full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    private Task<Table> OpenAsync(string contract) => Table.OpenAsync(Read(contract), _folder.FullName, Cancel, remembers: false);

    private static ProjectContract Read(string contract)
    {
        var reading = ContractReader.Read($"airworthy: 1\nproject: media\n{contract}", ContractReader.FileName);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        return reading.Contract!;
    }

    /// <summary>A JPEG with an EXIF part behind its first two bytes: orientation, maker, and the time in a directory of its own.</summary>
    private static byte[] WithExif(byte[] jpeg, string maker, string taken, short turned)
    {
        var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        writer.Write("II"u8);
        writer.Write((short)42);
        writer.Write(8);
        writer.Write((short)3);
        Entry(0x010F, 2, maker.Length + 1, 50);
        Entry(0x0112, 3, 1, turned);
        Entry(0x8769, 4, 1, 80);
        writer.Write(0);
        writer.Write(Encoding.ASCII.GetBytes(maker.PadRight(30, '\0')));
        writer.Write((short)1);
        Entry(0x9003, 2, 20, 98);
        writer.Write(0);
        writer.Write(Encoding.ASCII.GetBytes(taken + "\0"));
        byte[] part = [.. "Exif\0\0"u8, .. tiff.ToArray()];
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)((part.Length + 2) >> 8), (byte)(part.Length + 2), .. part, .. jpeg[2..]];

        void Entry(int tag, short type, int count, int value)
        {
            writer.Write((ushort)tag);
            writer.Write(type);
            writer.Write(count);
            writer.Write(value);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
