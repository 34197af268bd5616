using System.Text;

using Airworthy.Core.Checklist;

using SkiaSharp;

namespace Airworthy.Probes.Tests.Media;

/// <summary>Projects of images and texts that keep their promises and some that only claim to, in three sizes, through the same probes and checks as tables.</summary>
[Trait("Category", "slow")]
public sealed class MediaTwinsTests
{
    [Theory]
    [InlineData("images"), InlineData("texts")]
    public async Task An_honest_project_raises_no_alarm(string kind)
    {
        await using var project = kind == "images" ? MediaProject.OfImages() : MediaProject.OfTexts();

        (string, string)[] parts =
        [
            ("leakage-safe-split", "rows"), ("leakage-safe-split", "proxy"), ("leakage-safe-split", "order"), ("data-schema", "forms"), ("data-schema", "labels"), ("data-schema", "missing"), ("data-schema", "label-noise"),
            ("dev-test-same-distribution", "columns"), ("dev-test-same-distribution", "classifier"), ("privacy-controls", "scan"),
        ];
        foreach (var (part, verdict) in parts.Zip(await project.JudgeAsync(parts)))
        {
            // Of 100 rows of dev and of test no difference can be told.
            var isSmall = kind == "images" && part.Item1 == "dev-test-same-distribution";
            Assert.True(verdict.Answer == (isSmall ? Answer.Unknown : Answer.Met), $"{part}, {verdict.Answer}: {verdict.Says}");
        }
    }

    /// <summary>A test image that was made from a train image, smaller and recompressed, under another name; of 100 the limit is 2.</summary>
    [Theory]
    [InlineData(1, 1, Answer.Met), InlineData(3, 1, Answer.Unmet), InlineData(40, 1, Answer.Unmet)]
    [InlineData(1, 2, Answer.Met), InlineData(3, 2, Answer.Unmet), InlineData(40, 2, Answer.Unmet)]
    public async Task Images_made_from_train_images(int copies, int seed, Answer expected)
    {
        await using var project = MediaProject.OfImages(seed);
        for (var i = 0; i < copies; i++)
        {
            using var original = SKBitmap.Decode(Path.Combine(project.Folder, "data", "images", $"{i:0000}.jpg"));
            using var smaller = original.Scaled(i % 2 == 0 ? 0.6 : 1.4);
            project.Put($"images/{400 + i:0000}.jpg", smaller.Encoded(i % 3 == 0 ? SKEncodedImageFormat.Webp : SKEncodedImageFormat.Jpeg, 60));
        }

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Equal((double)copies, verdict.Numbers["test_image_looks_near"]);
        Assert.Equal(expected == Answer.Unmet, verdict.Says.Contains("look like one of 300 train images", StringComparison.Ordinal));
        Assert.Equal([["test", "images/0400.jpg"], ["train", "images/0000.jpg"]], verdict.Shown!.Rows.Take(2));
    }

    [Fact]
    public async Task Texts_of_one_size_are_no_copies()
    {
        await using var project = MediaProject.OfTexts();
        string[] words = ["delta", "river", "money", "print", "stone", "cloud", "paper", "light"];
        for (var i = 0; i < 1_800; i++)
        {
            var random = new Random(i);
            project.Put($"texts/{i:0000}.txt", Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 60).Select(_ => words[random.Next(words.Length)]))));
        }

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.True(verdict.Answer == Answer.Met, $"{verdict.Answer}: {verdict.Says}");
    }

    [Fact]
    public async Task The_order_of_folders_tells_nothing()
    {
        await using var project = MediaProject.OfTexts();
        for (var i = 0; i < 1_000; i++)
        {
            project.Put($"folders/{(i < 500 ? "late" : "lost")}/{i:0000}.txt", Encoding.UTF8.GetBytes(MediaProject.Complaint(i, false)));
        }

        project.Contract = "data: {files: [data/folders], media: text, id: file, label: label, entity: none, split: {method: by-hash, draw: md5, columns: [file], shares: {train: 0.6, dev: 0.2, test: 0.2}}}";

        var verdicts = await project.JudgeAsync(("leakage-safe-split", "order"), ("leakage-safe-split", "proxy"), ("leakage-safe-split", "rows"));

        Assert.All(verdicts, v => Assert.True(v.Answer == Answer.Met, v.Says));
    }

    [Fact]
    public async Task The_same_bytes_under_another_name_are_a_copy()
    {
        await using var project = MediaProject.OfImages();
        File.Copy(Path.Combine(project.Folder, "data", "images", "0001.jpg"), Path.Combine(project.Folder, "data", "images", "copy.jpg"));
        project.Row($"images/copy.jpg,{(await LabelAsync(project, "images/0001.jpg"))},test");

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("1 of 101 test rows", verdict.Says, StringComparison.Ordinal);
        Assert.Equal("file", verdict.Shown!.Columns[0]);
    }

    /// <summary>One class was photographed in better light; the step is in levels of 255, the pictures' own brightness varies by about 20.</summary>
    [Theory]
    [InlineData(0, Answer.Met), InlineData(30, Answer.Met), InlineData(75, Answer.Undecided), InlineData(160, Answer.Undecided)]
    public async Task Brightness_that_leaks_the_label(double step, Answer expected)
    {
        await using var project = MediaProject.OfImages(3, (at, square) => MediaProject.Jpeg(at, square, square ? step / 2 : -step / 2));

        var verdict = await project.JudgeAsync("leakage-safe-split", "proxy");

        Assert.True(expected == verdict.Answer || (expected == Answer.Undecided && verdict.Answer == Answer.Unmet), $"{verdict.Answer}: {verdict.Says}");
        Assert.True(expected == Answer.Met || verdict.Says.Contains("image_brightness", StringComparison.Ordinal), verdict.Says);
        Assert.True(expected == Answer.Met || verdict.Next!.Contains("from the same sources and in the same form", StringComparison.Ordinal), verdict.Next);
    }

    /// <summary>One class comes as PNG: of none, of half, of nearly all, of all of its images.</summary>
    [Theory]
    [InlineData(0.0, Answer.Met), InlineData(0.5, Answer.Met), InlineData(0.95, Answer.Undecided), InlineData(1.0, Answer.Undecided)]
    public async Task A_format_that_depends_on_the_class(double share, Answer expected)
    {
        await using var project = MediaProject.OfImages(4, (at, square) =>
        {
            using var picture = Pictures.Draw(at, square);
            return picture.Encoded(square && new Random(at).NextDouble() < share ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg);
        });

        var verdict = await project.JudgeAsync("leakage-safe-split", "proxy");

        Assert.True(expected == verdict.Answer || (expected == Answer.Undecided && verdict.Answer == Answer.Unmet), $"{verdict.Answer}: {verdict.Says}");
        Assert.True(expected == Answer.Met || (verdict.Says + verdict.Next + string.Join(' ', verdict.Concerns)).Contains("image_format", StringComparison.Ordinal), $"{verdict.Says} {verdict.Next} {string.Join(' ', verdict.Concerns)}");
    }

    /// <summary>A test text that is a train text with its first word changed; of 600 the limit is 12.</summary>
    [Theory]
    [InlineData(10, Answer.Met), InlineData(14, Answer.Unmet), InlineData(300, Answer.Unmet)]
    public async Task Texts_with_small_edits(int copies, Answer expected)
    {
        await using var project = MediaProject.OfTexts();
        for (var i = 0; i < copies; i++)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(project.Folder, "data", "texts", $"{i:0000}.txt"), TestContext.Current.CancellationToken);
            project.Put($"texts/{1_200 + i:0000}.txt", Encoding.UTF8.GetBytes("Well " + text));
        }

        var verdict = await project.JudgeAsync("leakage-safe-split", "rows");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.Equal((double)copies, verdict.Numbers["test_text_content_near"]);
    }

    /// <summary>Texts of test are longer, by so many of some fifty words.</summary>
    [Theory]
    [InlineData(0, Answer.Met), InlineData(4, Answer.Unmet), InlineData(40, Answer.Unmet)]
    public async Task Texts_of_another_length(int words, Answer expected)
    {
        await using var project = MediaProject.OfTexts(longer: words);

        var verdict = await project.JudgeAsync("dev-test-same-distribution", "columns");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
        Assert.True(expected == Answer.Met || verdict.Says.Contains("text_words", StringComparison.Ordinal), verdict.Says);
    }

    /// <summary>The same picture twice in train, as both classes; of 500 rows the limit is 10.</summary>
    [Theory]
    [InlineData(8, Answer.Met), InlineData(14, Answer.Unmet), InlineData(200, Answer.Unmet)]
    public async Task One_image_under_two_labels(int twice, Answer expected)
    {
        await using var project = MediaProject.OfImages(5);
        for (var i = 0; i < twice; i++)
        {
            File.Copy(Path.Combine(project.Folder, "data", "images", $"{i:0000}.jpg"), Path.Combine(project.Folder, "data", "images", $"again{i}.jpg"));
            project.Row($"images/again{i}.jpg,{(await LabelAsync(project, $"images/{i:0000}.jpg") == "round" ? "square" : "round")},train");
        }

        var verdict = await project.JudgeAsync("data-schema", "labels");

        Assert.True(expected == verdict.Answer, $"{verdict.Answer}: {verdict.Says}");
    }

    private static async Task<string> LabelAsync(MediaProject project, string file)
    {
        project.Written();
        return (await File.ReadAllLinesAsync(Path.Combine(project.Folder, "data", "labels.csv"), TestContext.Current.CancellationToken)).First(l => l.StartsWith(file + ",", StringComparison.Ordinal)).Split(',')[1];
    }
}
