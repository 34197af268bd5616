using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Data;

using SkiaSharp;

namespace Airworthy.Probes.Tests.Media;

/// <summary>Files that are not what they should be: each is named once with its reason, nothing crashes, and nothing takes long.</summary>
[Trait("Category", "slow")]
public sealed class MediaFaultsTests
{
    [Fact]
    public async Task Each_broken_image_is_named_with_its_reason()
    {
        await using var project = MediaProject.OfImages();
        var whole = MediaProject.Jpeg(1, true);
        project.Put("images/empty.jpg", [], "round", "train");
        project.Put("images/half.jpg", whole[..(whole.Length / 2)], "round", "train");
        project.Put("images/header.png", Png(1)[..20], "round", "train");
        project.Put("images/halfpng.png", Png(1)[..(Png(1).Length / 2)], "round", "train");
        project.Put("images/page.jpg", Encoding.ASCII.GetBytes("<!DOCTYPE html><html>404 not found</html>"), "round", "train");
        project.Put("images/noise.jpg", [7, 1, 2, 3, 0, 0, 9, 255, 4], "round", "train");
        project.Row("images/gone.jpg,round,train");
        project.Row("../../etc/passwd,round,train");
        project.Row(",round,train");

        var verdict = await project.JudgeAsync("data-schema", "forms");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Equal(9.0, verdict.Numbers["unusable_files"]);
        foreach (var said in (string[])["images/empty.jpg (it has no bytes)", "images/half.jpg (not all of its pixels are there)", "images/header.png (its header is not whole)", "images/halfpng.png (not all of its pixels are there)",
            "images/page.jpg (it begins with the text \"<!DOCTYPE html><html>404 not fou\")", "images/noise.jpg (it begins with the bytes 0701020300", "images/gone.jpg (there is no such file)",
            "../../etc/passwd (its name leads out of the table's folder)", "(none) (the row names none)"])
        {
            Assert.True(verdict.Says.Contains(said, StringComparison.Ordinal), $"{said} is not in: {verdict.Says}");
        }
    }

    [Theory]
    [InlineData(9, Answer.Met), InlineData(11, Answer.Unmet), InlineData(300, Answer.Unmet)]
    public async Task Images_under_the_ending_of_another_format(int misnamed, Answer expected)
    {
        await using var project = MediaProject.OfImages(6, (at, square) =>
        {
            using var picture = Pictures.Draw(at, square);
            return picture.Encoded(at % 100_000 < misnamed ? SKEncodedImageFormat.Webp : SKEncodedImageFormat.Jpeg);
        });

        var verdict = await project.JudgeAsync("data-schema", "forms");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Equal((double)misnamed, verdict.Numbers["misnamed_files"]);
        Assert.Contains("webp under a name that ends in .jpg", verdict.Says + string.Join(' ', verdict.Concerns), StringComparison.Ordinal);
    }

    /// <summary>300 bytes that promise 60,000 × 60,000 pixels, 14 GB of them.</summary>
    [Fact]
    public async Task A_picture_that_promises_too_many_pixels_is_not_decoded()
    {
        await using var project = MediaProject.OfImages();
        project.Put("images/bomb.png", Bomb(60_000, 60_000), "round", "train");
        var clock = Stopwatch.StartNew();

        var verdict = await project.JudgeAsync("data-schema", "forms");

        Assert.Contains(verdict.Concerns, c => c.Contains("images/bomb.png (60,000 × 60,000 pixels; at most 64,000,000 are decoded)", StringComparison.Ordinal));
        Assert.True(Process.GetCurrentProcess().PeakWorkingSet64 < 6_000_000_000, "The pixels were not allocated.");
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Each_text_that_is_none_is_named_with_its_reason()
    {
        await using var project = MediaProject.OfTexts();
        project.Put("texts/latin.txt", Encoding.Latin1.GetBytes("Grüße aus dem Depot"), "late", "train");
        project.Put("texts/zero.txt", "abc\0def"u8.ToArray(), "late", "train");
        project.Put("texts/empty.txt", [], "late", "train");
        project.Put("texts/blank.txt", " \n \n"u8.ToArray(), "late", "train");
        project.Put("texts/wide.txt", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("the parcel was late and it was wet")], "late", "train");
        using (var large = File.Create(Path.Combine(project.Folder, "data", "texts", "large.txt")))
        {
            large.SetLength(16_000_001);
        }

        project.Row("texts/large.txt,late,train");
        var verdict = await project.JudgeAsync("data-schema", "forms");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Equal(4.0, verdict.Numbers["unusable_files"]);
        foreach (var said in (string[])["texts/latin.txt (it is no UTF-8, from byte 3 on)", "texts/zero.txt (it holds a byte 0 at place 4)", "texts/empty.txt (it has no bytes)", "texts/blank.txt (it has no words)"])
        {
            Assert.True(verdict.Says.Contains(said, StringComparison.Ordinal), $"{said} is not in: {verdict.Says}");
        }

        Assert.Contains(verdict.Concerns, c => c.Contains("texts/large.txt (16,000,001 bytes; texts of at most 16,000,000 are read)", StringComparison.Ordinal));
        await using var table = await project.TableAsync();
        Assert.Equal(1, await table.NumberAsync("select count(*) from data where file = 'texts/wide.txt' and text_format = 'utf-16' and text_words = 8 and text_language = 'en'", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("path: nothing", "has no column nothing, which data.media.path names")]
    [InlineData("", "data.media.path does not say which of its columns names the files")]
    public async Task A_table_that_does_not_name_its_files_is_refused(string path, string expected)
    {
        await using var project = MediaProject.OfTexts();
        project.Contract = $"data: {{files: [data/labels.csv], media: {{kind: text{(path.Length > 0 ? $", {path}" : "")}}}, entity: none}}";

        var refused = await Assert.ThrowsAsync<TableException>(() => project.TableAsync());

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measuring_stops_when_it_is_cancelled()
    {
        await using var project = MediaProject.OfImages();
        using var cancel = new CancellationTokenSource();
        cancel.CancelAfter(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.OpenAsync(project.Read(), project.Written(), cancel.Token));
    }

    private static byte[] Png(int seed)
    {
        using var picture = Pictures.Draw(seed, true);
        return picture.Encoded(SKEncodedImageFormat.Png);
    }

    /// <summary>The checksum of PNG's chunks: ISO 3309, bit by bit.</summary>
    private static uint Sum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
            }
        }

        return ~sum;
    }

    private static byte[] Bomb(int width, int height)
    {
        var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk("IHDR", header);
        Chunk("IDAT", [0x78, 0x9C, 0x63, 0, 0]);
        Chunk("IEND", []);
        return png.ToArray();

        void Chunk(string name, byte[] bytes)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            png.Write(length);
            byte[] body = [.. Encoding.ASCII.GetBytes(name), .. bytes];
            png.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(length, Sum(body));
            png.Write(length);
        }
    }
}
