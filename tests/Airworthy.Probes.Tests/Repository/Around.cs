using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>Looks at a folder with a real probe, as a run would.</summary>
internal static class Around
{
    public static Surroundings Folder(string root, string contract = "", IReadOnlyList<CheckRecord>? records = null, params (string Name, string Value)[] variables)
    {
        var reading = ContractReader.Read("airworthy: 1\nproject: example\n" + contract, "airworthy.yaml");
        return new Surroundings
        {
            Root = root,
            Contract = reading.Contract ?? throw new InvalidOperationException(string.Join('\n', reading.Problems)),
            Clock = TimeProvider.System,
            Files = ProjectFolder.Read(root),
            Records = records ?? [],
            Variable = name => variables.FirstOrDefault(v => v.Name == name).Value,
        };
    }

    /// <summary>What a probe saw; the test fails with its reason when it saw nothing.</summary>
    public static async Task<T> SeenAsync<T>(this Surroundings around, IProbe<T> probe) where T : Observation =>
        await probe.LookAsync(around, TestContext.Current.CancellationToken) switch
        {
            Sighting<T>.Seen seen => seen.Observation,
            Sighting<T>.NotSeen not => throw new InvalidOperationException($"{not.Because} {not.Next}"),
            var other => throw new InvalidOperationException($"{other}"),
        };

    /// <summary>Why a probe saw nothing; the test fails when it saw something.</summary>
    public static async Task<string> WhyNotAsync<T>(this Surroundings around, IProbe<T> probe) where T : Observation =>
        Assert.IsType<Sighting<T>.NotSeen>(await probe.LookAsync(around, TestContext.Current.CancellationToken)).Because;
}
