using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using CsCheck;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Every method of a split, made from the contract alone.</summary>
[Trait("Category", "slow")]
public sealed class SplitDrawTests
{
    private const string Shares = "shares: {train: 0.7, dev: 0.15, test: 0.15}";

    /// <summary>Every method that a contract can draw or cut, as fields of <c>data</c>.</summary>
    public static TheoryData<string> Ways =>
    [
        $"id: id, split: {{method: random, seed: 5, draw: md5, {Shares}}}",
        $"id: id, split: {{method: by-hash, draw: md5, {Shares}}}",
        $"id: id, split: {{method: by-hash, columns: [shop, id], draw: md5, {Shares}}}",
        $"id: id, entity: customer, split: {{method: by-group, draw: md5, {Shares}}}",
        $"id: id, split: {{method: by-entity, columns: [customer, shop], draw: md5, {Shares}}}",
        $"id: id, label: y, split: {{method: stratified, columns: shop, draw: md5, {Shares}}}",
        $"id: id, time: at, split: {{method: by-time, gap_days: 0.25, {Shares}}}",
        "id: id, time: at, split: {method: by-time, train: {until: 2024-01-05}, dev: {from: 2024-01-07, until: 2024-01-08}, test: {from: 2024-01-10}, gap_days: 1}",
        "id: id, entity: customer, split: {method: by-group, draw: md5, nested: 4}",
        "id: id, label: y, split: {method: stratified, columns: shop, draw: md5, nested: 5}",
        "id: id, split: {method: random, seed: 3, draw: md5, nested: 3}",
        "id: id, time: at, split: {method: by-time, nested: 4}",
    ];

    /// <summary>Rows of customers in shops: ids are different, times are to the second, three classes.</summary>
    private static string Rows(int from, int to, int seed, string order = "i") => $"""
        select i * 7 + 1000 as id, 'C' || (hash(i, {seed}) % {Math.Max(2, to / 6)}) as customer, case when hash(i, {seed}, 1) % 9 = 0 then null else 'shop ' || (hash(i, {seed}, 2) % 4) end as shop,
            timestamp '2024-01-01' + interval (hash(i, {seed}, 3) % 864000) second as at, hash(i, {seed}, 4) % 3 as y, hash(i, {seed}, 5) % 1000 / 7.0 as amount
        from range({from}, {to}) as rows(i) order by {order}
        """;

    [Theory, MemberData(nameof(Ways))]
    public async Task The_order_of_rows_does_not_matter(string way)
    {
        await using var one = await PartedTable.OfAsync(Rows(0, 600, 1), way);
        await using var other = await PartedTable.OfAsync(Rows(0, 600, 1, "hash(i, 77)"), way);

        Assert.Equal(await one.SplitsAsync(), await other.SplitsAsync());
        foreach (var split in one.Table.Splits)
        {
            Assert.Equal(await one.Table.DigestAsync(split, TestContext.Current.CancellationToken), await other.Table.DigestAsync(split, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("id: id, split: {method: by-hash, draw: md5, " + Shares + "}")]
    [InlineData("id: id, entity: customer, split: {method: by-group, draw: md5, " + Shares + "}")]
    [InlineData("id: id, split: {method: random, seed: 9, draw: md5, " + Shares + "}")]
    [InlineData("id: id, split: {method: by-hash, draw: md5, nested: 5}")]
    public Task New_rows_never_move_an_old_one(string way) => Gen.Select(Gen.Int[1, 400], Gen.Int[1, 400], Gen.Int[0, 1000]).SampleAsync(async (old, added, seed) =>
    {
        // The customers' number is fixed, so that old rows keep theirs.
        string Grown(int to) => Rows(0, to, seed).Replace($"% {Math.Max(2, to / 6)})", "% 50)", StringComparison.Ordinal);
        await using var before = await PartedTable.OfAsync(Grown(old), way);
        await using var after = await PartedTable.OfAsync(Grown(old + added), way);
        var now = await after.SplitsAsync();

        Assert.All(await before.SplitsAsync(), row => Assert.Equal(row.Value, now[row.Key]));
    }, iter: 8, threads: 1);

    [Theory]
    [InlineData("id: id, split: {method: by-hash, draw: md5, " + Shares + "}")]
    [InlineData("id: id, split: {method: random, seed: 1, draw: md5, " + Shares + "}")]
    [InlineData("split: {method: random, seed: 1, draw: md5, " + Shares + "}")] // no id, so by position
    public async Task Shares_are_kept_as_closely_as_chance_keeps_them(string way)
    {
        const int N = 20_000;
        await using var parted = await PartedTable.OfAsync(Rows(0, N, 4), way);
        var counts = (await parted.SplitsAsync()).Values.CountBy(s => s).ToDictionary();

        foreach (var (split, share) in new[] { ("train", 0.7), ("dev", 0.15), ("test", 0.15) })
        {
            // 4.5 standard deviations of a binomial: one in 150,000 draws lies outside.
            Assert.InRange(counts[split], (N * share) - (4.5 * Math.Sqrt(N * share * (1 - share))), (N * share) + (4.5 * Math.Sqrt(N * share * (1 - share))));
        }
    }

    [Fact]
    public Task Strata_keep_their_shares_within_one_row() => Gen.Select(Gen.Int[60, 500], Gen.Int[0, 1000]).SampleAsync(async (rows, seed) =>
    {
        await using var parted = await PartedTable.OfAsync(Rows(0, rows, seed), $"id: id, label: y, split: {{method: stratified, columns: shop, draw: md5, {Shares}}}");
        await foreach (var row in parted.Table.ReadAsync("select y, shop, count(*), count(case when __train then 1 end), count(case when __dev then 1 end), count(case when __test then 1 end) from parted group by all", TestContext.Current.CancellationToken))
        {
            var n = row.GetInt64(2);
            Assert.InRange(row.GetInt64(3), (0.7 * n) - 1, (0.7 * n) + 1);
            Assert.InRange(row.GetInt64(4), (0.15 * n) - 1, (0.15 * n) + 1);
            Assert.InRange(row.GetInt64(5), (0.15 * n) - 1, (0.15 * n) + 1);
        }
    }, iter: 10, threads: 1);

    [Theory]
    [InlineData("entity: customer, split: {method: by-group, draw: md5, " + Shares + "}", "customer")]
    [InlineData("split: {method: by-entity, columns: [customer, shop], draw: md5, " + Shares + "}", "customer, shop")]
    [InlineData("entity: customer, split: {method: by-group, draw: md5, nested: 4}", "customer")]
    public async Task No_group_is_on_two_sides(string way, string group)
    {
        await using var parted = await PartedTable.OfAsync(Rows(0, 3_000, 8), way);

        Assert.Equal(0, await parted.Table.NumberAsync($"select count(*) from (select {group} from parted group by {group} having count(distinct case when __train then 1 when __dev then 2 else 3 end) > 1)", TestContext.Current.CancellationToken));
        Assert.Equal(3, (await parted.SplitsAsync()).Values.Distinct().Count());
    }

    [Fact]
    public Task A_gap_is_left_to_the_second() => Gen.Select(Gen.Int[1, 200_000], Gen.Int[0, 1000]).SampleAsync(async (seconds, seed) =>
    {
        var gap = seconds / 86_400.0;
        await using var parted = await PartedTable.OfAsync(Rows(0, 900, seed), $"id: id, time: at, split: {{method: by-time, gap_days: {gap.ToString("R", CultureInfo.InvariantCulture)}, shares: {{train: 0.4, dev: 0.3, test: 0.3}}}}");
        await foreach (var row in parted.Table.ReadAsync("""
            select max(case when __train then "at" end), min(case when __dev then "at" end), max(case when __dev then "at" end), min(case when __test then "at" end),
                count(case when __train or __dev or __test then 1 end) from parted
            """, TestContext.Current.CancellationToken))
        {
            Assert.True(row.IsDBNull(1) || row.GetDateTime(1) - row.GetDateTime(0) >= TimeSpan.FromSeconds(seconds));
            Assert.True(row.IsDBNull(2) || row.IsDBNull(3) || row.GetDateTime(3) - row.GetDateTime(2) >= TimeSpan.FromSeconds(seconds));
            Assert.True(seconds > 1000 || row.GetInt64(4) > 800, "A short gap leaves out few rows.");
        }
    }, iter: 8, threads: 1);

    [Theory]
    [InlineData("id: id, entity: customer, split: {method: by-group, draw: md5, nested: 4}", 4, 0)]
    [InlineData("id: id, label: y, split: {method: stratified, columns: shop, draw: md5, nested: 5}", 5, 0)]
    [InlineData("split: {method: random, draw: md5, nested: 3}", 3, 0)]
    [InlineData("id: id, time: at, split: {method: by-time, nested: 4}", 4, 2)] // the first two of six stretches are only learnt from
    public async Task Folds_test_every_row_once_and_part_all_of_them(string way, int folds, int untested)
    {
        await using var parted = await PartedTable.OfAsync(Rows(0, 1_200, 3), way);
        var contract = parted.Table.Contract;
        var tested = new List<string>();
        for (var fold = 1; fold <= folds; fold++)
        {
            var split = contract.Data!.Split! with { Fold = fold };
            await parted.Table.ReadAsAsync(contract with { Data = contract.Data with { Split = split } }, TestContext.Current.CancellationToken);
            var splits = await parted.SplitsAsync();
            tested.AddRange(splits.Where(s => s.Value == "test").Select(s => s.Key));
            Assert.Equal(untested == 0 ? 0 : splits.Count - ((fold + 2) * splits.Count / (folds + 2)), splits.Values.Count(s => s == "none"), 10.0);
            Assert.Equal(["dev", "test", "train"], splits.Values.Where(s => s != "none").Distinct().Order());
        }

        Assert.Equal(tested.Count, tested.Distinct().Count());
        Assert.Equal(1_200.0 * folds / (folds + untested), tested.Count, 10.0);
    }

    [Fact]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "It places rows and keeps no secret; other engines have it too.")]
    public async Task The_draw_is_the_published_one()
    {
        await using var parted = await PartedTable.OfAsync("select i as id, case when i % 5 = 0 then null else 'ü' || i end as name, i / 2.0 as half, i % 2 = 0 as even from range(0, 200) as rows(i)",
            $"id: id, split: {{method: by-hash, columns: [id, name, half, even], seed: 7, draw: md5, {Shares}}}");

        foreach (var (id, split) in await parted.SplitsAsync())
        {
            var i = int.Parse(id, CultureInfo.InvariantCulture);
            var half = (i / 2.0).ToString("R", CultureInfo.InvariantCulture);
            string[] values = [id, i % 5 == 0 ? "" : "ü" + id, half, i % 2 == 0 ? "true" : "false"];
            var key = string.Concat(values.Select(v => v.Length == 0 ? "-" : $"{v.Length}:{v}"));
            var place = Convert.ToInt64(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes("airworthy-split-1|7|" + key)))[..15], 16) / (double)(1L << 60);
            Assert.Equal(place < 0.7 ? "train" : place < 0.85 ? "dev" : "test", split);
        }
    }

    [Fact]
    public async Task A_digest_sees_one_changed_row()
    {
        await using var one = await PartedTable.OfAsync("select i, i % 7 as x from range(0, 500) as rows(i)", $"split: {{method: random, draw: md5, {Shares}}}");
        await using var other = await PartedTable.OfAsync("select i, case when i = 250 then 9 else i % 7 end as x from range(0, 500) as rows(i)", $"split: {{method: random, draw: md5, {Shares}}}");
        var changed = 0;
        foreach (var split in one.Table.Splits)
        {
            changed += await one.Table.DigestAsync(split, TestContext.Current.CancellationToken) == await other.Table.DigestAsync(split, TestContext.Current.CancellationToken) ? 0 : 1;
        }

        Assert.Equal(1, changed);
    }

    [Theory]
    [InlineData("split: {method: by-hash, draw: md5, " + Shares + "}", "A split that is by-hash needs data.split.columns or the column data.id")]
    [InlineData("entity: none, split: {method: by-group, draw: md5, " + Shares + "}", "A split that is by-group needs data.split.columns or data.entity")]
    [InlineData("id: id, split: {method: random, draw: md5}", "A split that is random needs data.split.shares")]
    [InlineData("id: id, split: {method: by-hash}", "cannot be made again from the contract")]
    [InlineData("id: id, split: {method: stratified, draw: md5, " + Shares + "}", "needs data.label")]
    [InlineData("id: id, label: amount, split: {method: stratified, draw: md5, " + Shares + "}", "too small to be parted each by itself")]
    [InlineData("id: id, time: amount, split: {method: by-time, gap_days: 2, " + Shares + "}", "A gap of 2 days cannot be left in amount, which holds numbers")]
    [InlineData("id: id, time: customer, split: {method: by-time, " + Shares + "}", "nothing that reads as a date")]
    public async Task What_cannot_be_made_says_why(string way, string says)
    {
        await using var parted = await PartedTable.OfAsync(Rows(0, 300, 2), way);

        Assert.Empty(parted.Table.Splits);
        Assert.Contains(says, parted.Table.WhyNoSplits, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_longer_than_the_data_leaves_nothing_behind_it()
    {
        await using var parted = await PartedTable.OfAsync(Rows(0, 300, 2), $"id: id, time: at, split: {{method: by-time, gap_days: 30, {Shares}}}");

        Assert.Equal(["none", "train"], (await parted.SplitsAsync()).Values.Distinct().Order());
    }
}
