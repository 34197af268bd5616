using Airworthy.Core.Observations;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

public sealed class ForbiddenCopiesProbeTests
{
    private const string Contract = "data: {files: t.csv}\nfeatures: {forbidden: [sex, passenger_*, secret], columns: all-but}\n";

    [Fact]
    public async Task A_code_for_a_forbidden_word_is_a_mapping()
    {
        var pair = await StrongestAsync("sex,title", i => i % 3 == 0 ? "female,2" : "male,1");

        Assert.Equal(("sex", "title", "mapping"), (pair.Forbidden, pair.Feature, pair.By));
        Assert.Equal(1, pair.Strength, 1e-9);
    }

    [Fact]
    public async Task A_number_in_another_unit_correlates()
    {
        var pair = await StrongestAsync("secret,feet", i => $"{i * i % 977},{(i * i % 977 * -3.28) + 5:0.00}");

        Assert.Equal(("feet", "correlation"), (pair.Feature, pair.By));
        Assert.InRange(pair.Strength, 0.9999, 1);
    }

    [Fact]
    public async Task A_text_that_is_different_in_every_row_is_known_by_being_equal()
    {
        var pair = await StrongestAsync("passenger_name,ref,other", i => $"Person {i},PERSON {i} ,thing {i * 7 % 400}");

        Assert.Equal(("ref", "equality"), (pair.Feature, pair.By));
        Assert.Equal(1, pair.Strength);
    }

    [Fact]
    public async Task Columns_that_have_nothing_to_do_with_it_stay_low()
    {
        var random = new Random(4);
        var pair = await StrongestAsync("sex,ward,km,id", i => $"{(random.Next(2) == 0 ? "m" : "f")},{(char)('A' + random.Next(5))},{random.NextDouble():0.0000},{i}");

        Assert.InRange(pair.Strength, 0, 0.2);
    }

    private static async Task<LikenessOfColumns> StrongestAsync(string header, Func<int, string> row)
    {
        await using var project = SmallProject.With(Contract, ("t.csv", $"{header}\n{string.Join('\n', Enumerable.Range(0, 400).Select(row))}\n"));
        return (await project.SeeAsync(new ForbiddenCopiesProbe())).Pairs[0];
    }
}
