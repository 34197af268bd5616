using System.Globalization;

using Airworthy.Core.Statistics;

namespace Airworthy.Core.Tests.Statistics;

public sealed class ConfidentLearningTests
{
    [Fact]
    public void By_hand()
    {
        // Thresholds: class 0 (0.9 + 0.8 + 0.1) ⁄ 3 = 0.6, class 1 (0.7 + 0.6) ⁄ 2 = 0.65. The third row is confidently of class 1, the last of neither.
        float[] probabilities = [0.9f, 0.1f, 0.8f, 0.2f, 0.1f, 0.9f, 0.3f, 0.7f, 0.4f, 0.6f];
        int[] labels = [0, 0, 0, 1, 1];

        Assert.Equal([0.6, 0.65], ConfidentLearning.Thresholds(probabilities, labels, 2).Select(t => Math.Round(t, 6)));
        Assert.Equal([false, false, true, false, false], ConfidentLearning.Flags(probabilities, labels, 2));
    }

    [Fact]
    public void Of_planted_wrong_labels_most_are_flagged_and_few_others()
    {
        var random = new Random(12);
        var (probabilities, labels, wrong) = (new List<float>(), new List<int>(), new List<bool>());
        for (var i = 0; i < 5_000; i++)
        {
            var truth = random.Next(3);
            var sure = 0.75 + (0.24 * random.NextDouble());
            probabilities.AddRange(Enumerable.Range(0, 3).Select(j => (float)(j == truth ? sure : (1 - sure) / 2)));
            wrong.Add(random.NextDouble() < 0.04);
            labels.Add(wrong[^1] ? (truth + 1) % 3 : truth);
        }

        var flags = ConfidentLearning.Flags([.. probabilities], [.. labels], 3);
        Assert.InRange(flags.Zip(wrong).Count(x => x.First && x.Second) / (double)wrong.Count(w => w), 0.6, 1);
        Assert.Equal(0, flags.Zip(wrong).Count(x => x.First && !x.Second));
    }

    [Fact]
    public void Of_ten_thousand_digits_fifteen_are_flagged_and_the_hundred_least_likely_hold_all_that_were_verified()
    {
        var folder = Environment.GetEnvironmentVariable("AIRWORTHY_TEST_DATA");
        Assert.SkipWhen(folder is null, "AIRWORTHY_TEST_DATA does not say where the real tables lie.");
        var rows = File.ReadLines(Path.Combine(folder, "mnist_test_label_errors.csv")).Skip(1)
            .Select(l => l.Split(',').Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToList();
        var labels = rows.Select(r => (int)r[0]).ToArray();
        var verified = rows.Select(r => r[12] == 1).ToArray();

        var flags = ConfidentLearning.Flags([.. rows.SelectMany(r => r[1..11])], labels, 10);
        var least = Enumerable.Range(0, rows.Count).OrderBy(i => rows[i][1 + labels[i]]).Take(100);

        Assert.Equal(15, flags.Count(f => f));
        Assert.Equal(7, flags.Zip(verified).Count(x => x.First && x.Second));
        Assert.Equal(15, least.Count(i => verified[i]));
    }
}
