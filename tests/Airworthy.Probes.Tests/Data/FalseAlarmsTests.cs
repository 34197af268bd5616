using System.Collections.Concurrent;

using Airworthy.Core.Checklist;

namespace Airworthy.Probes.Tests.Data;

/// <summary>How often a part cries over a table in which nothing is wrong.</summary>
[Trait("Category", "slow")]
public sealed class FalseAlarmsTests
{
    /// <summary>Share of clean tables over which any part may be Unmet.</summary>
    private const double Most = 0.02;

    private static readonly int s_tables = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is null ? 12 : 200;

    [Fact]
    public async Task Clean_tables_of_20_columns_raise_no_alarm()
    {
        var alarms = new ConcurrentBag<(int Seed, PartSeen Part)>();
        for (var seed = 1; seed <= s_tables; seed++)
        {
            // Few rows and twice as many: chance is larger in the first, and power in the second.
            await using var project = await GrownProject.OfAsync(CleanTable.Contract, CleanTable.Select(seed, seed % 2 == 0 ? 3_000 : 6_000), ("schema.yaml", CleanTable.Schema));
            foreach (var part in (await AllDataParts.JudgeAsync(project.Folder, CleanTable.Contract)).Values)
            {
                Assert.True(part.Crash is null, $"{part.Id} over table {seed}: {part.Crash}");
                if (part.Verdict.Answer == Answer.Unmet)
                {
                    alarms.Add((seed, part));
                }

                if (part.Verdict.Answer == Answer.Unmet || part.Verdict.Concerns.Count > 0)
                {
                    TestContext.Current.SendDiagnosticMessage("table {0}, {1}: {2}", seed, part.Id, $"{part.Verdict.Answer}: {part.Verdict.Says} {string.Join(" ", part.Verdict.Concerns)}");
                }
            }
        }

        var tables = alarms.Select(a => a.Seed).Distinct().Count();
        Assert.True(tables <= Math.Max(Most * s_tables, 0), $"{tables} of {s_tables} clean tables raised an alarm:\n" + string.Join("\n",
            alarms.GroupBy(a => a.Part.Id).OrderByDescending(g => g.Count()).Select(g => $"{g.Key}: {g.Count()}, for instance over table {g.First().Seed}: {g.First().Part.Verdict.Says}")));
    }
}
