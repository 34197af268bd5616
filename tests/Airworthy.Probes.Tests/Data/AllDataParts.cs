using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;

namespace Airworthy.Probes.Tests.Data;

/// <summary>Every part that looks at the table alone, judged as <c>check</c> does it.</summary>
internal static class AllDataParts
{
    public static IReadOnlyList<(Item Item, Part Part)> List { get; } = [.. Pages.Items
        .SelectMany(i => i.Parts.Where(p => !p.IsStatement && p.Tier is not null && Checks.Of(i, p) is { } check && Inspection.IsSettled(check)).Select(p => (i, p)))];

    /// <param name="contract">Its text, without the first two lines.</param>
    /// <param name="patience">How long each look may take.</param>
    public static async Task<IReadOnlyDictionary<PartId, PartSeen>> JudgeAsync(string folder, string contract, TimeSpan? patience = null)
    {
        var read = Read(contract);
        await using var around = new Surroundings { Root = folder, Contract = read, Clock = TimeProvider.System };
        return await new Inspection(around, new Subjects(read, new Dictionary<Bound, string>())) { Patience = patience }.RunAsync(List, TestContext.Current.CancellationToken);
    }

    public static ProjectContract Read(string contract)
    {
        var reading = ContractReader.Read($"airworthy: 1\nproject: grown\n{contract}", ContractReader.FileName);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        return reading.Contract!;
    }
}
