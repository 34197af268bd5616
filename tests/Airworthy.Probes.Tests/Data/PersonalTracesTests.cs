using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.Tests.Data;

public sealed class PersonalTracesTests
{
    private const string Contract = "data: {files: t.csv, split: {method: given, column: part}, privacy: {personal_data: none}}\n";

    [Fact]
    public async Task What_lies_in_one_split_alone_is_found()
    {
        var rows = Enumerable.Range(0, 2000).Select(i => $"{(i < 1950 ? "train" : "test")},{(i >= 1950 && i % 10 == 0 ? $"p{i}@example.com" : $"box {i % 7}")}");

        var verdict = await JudgeAsync(Contract, "part,remark", rows);

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("10.0 % of remark in test are e-mail addresses", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_are_never_printed_whole()
    {
        var verdict = await JudgeAsync(Contract, "part,remark,iban", Enumerable.Range(0, 100).Select(i => $"train,person{i}@example.com,{Iban(i)}"));

        var printed = $"{verdict.Says} {string.Join(' ', verdict.Concerns)} {string.Join(' ', verdict.Shown!.Rows.SelectMany(r => r))}";
        Assert.DoesNotContain("example.com", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("GB", printed, StringComparison.Ordinal);
        Assert.Contains("p••••••@•••••••.•••", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zeros_that_reading_as_a_number_dropped_are_put_back()
    {
        // Brazilian numbers whose first digit is often 0, read as whole numbers.
        var rows = Enumerable.Range(0, 300).Select(i => $"train,{Cpf((i * 331) + 7)}");

        var verdict = await JudgeAsync(Contract, "part,number", rows);

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("100.0 % of number in train are Brazilian CPFs", verdict.Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9), InlineData(10), InlineData(11), InlineData(12), InlineData(13), InlineData(16)]
    public async Task Random_and_counted_numbers_raise_no_alarm(int digits)
    {
        var random = new Random(digits);
        var start = (long)Math.Pow(10, digits - 1) * 4;
        var rows = Enumerable.Range(0, 3000).Select(i => $"train,{random.NextInt64(start / 4, start * 2)},{start + i},{start + (i * 100)}");

        var verdict = await JudgeAsync(Contract, "part,drawn,counted,hundreds", rows);

        Assert.Equal((Answer.Met, ""), (verdict.Answer, string.Join(' ', verdict.Concerns)));
    }

    [Fact]
    public async Task Small_groups_are_counted_by_stated_columns_and_by_names()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => $"train,{20 + (i % 10)},{(i == 7 ? "99999" : "10115")}").ToList();

        var guessed = await SeeAsync(Contract, "part,age,zip", rows);
        var stated = await SeeAsync(Contract.Replace("none}", "none, quasi_identifiers: [age]}", StringComparison.Ordinal), "part,age,zip", rows);

        Assert.Equal((false, 11, 1, 1), (guessed.Groups!.Stated, guessed.Groups.Groups, guessed.Groups.Smallest, guessed.Groups.Few));
        Assert.Equal((true, 10, 100, 0), (stated.Groups!.Stated, stated.Groups.Groups, stated.Groups.Smallest, stated.Groups.Few));
    }

    [Fact]
    public async Task The_order_of_rows_and_columns_changes_nothing()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 25_000).Select(i => (Mail: i % 40 == 0 ? $"p{i}@example.com" : $"note {i}", Number: random.NextInt64(100_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture))).ToList();

        var one = await SeeAsync(Contract, "part,remark,number", rows.Select(r => $"train,{r.Mail},{r.Number}"));
        var other = await SeeAsync(Contract, "number,part,remark", Enumerable.Reverse(rows).Select(r => $"{r.Number},train,{r.Mail}"));

        Assert.Equal(Lines(one), Lines(other));
        Assert.All(one.Columns.Where(c => c.Name == "remark"), c => Assert.True(c is { Sampled: true, Values: < 15_000 }, $"{c}"));

        static IEnumerable<string> Lines(PersonalTraces seen) => seen.Columns.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => $"{c.Name} {c.Values} {c.Rows} {string.Join(", ", c.Found)}");
    }

    [Fact]
    public async Task A_quasi_identifier_that_is_not_there_is_named()
    {
        var failure = await Assert.ThrowsAsync<Airworthy.Data.TableException>(() => SeeAsync("data: {files: t.csv, privacy: {quasi_identifiers: [shoe]}}\n", "part", ["train"]));

        Assert.Contains("no column shoe", failure.Message, StringComparison.Ordinal);
    }

    private static string Iban(int i)
    {
        var account = $"NWBK{60161331926800 + i:00000000000000}";
        return $"GB{98 - Core.Persons.CheckDigits.Remainder(account + "GB00", 97):00}{account}";
    }

    private static string Cpf(int i)
    {
        var digits = $"{i:000000000}";
        digits += Core.Persons.CheckDigits.Weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        return digits + (Core.Persons.CheckDigits.Weighted(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10);
    }

    private static async Task<Verdict> JudgeAsync(string contract, string header, IEnumerable<string> rows) =>
        new PrivacyControls.Scan().Judge(ContractReader.Read($"airworthy: 1\nproject: small\n{contract}", ContractReader.FileName).Contract!, await SeeAsync(contract, header, rows));

    private static async Task<PersonalTraces> SeeAsync(string contract, string header, IEnumerable<string> rows)
    {
        await using var project = SmallProject.With(contract, ("t.csv", $"{header}\n{string.Join('\n', rows)}\n"));
        return await project.SeeAsync(new PersonalTracesProbe());
    }
}
