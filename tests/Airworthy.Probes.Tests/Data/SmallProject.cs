using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Tests.Data;

/// <summary>A project in a temporary folder: a contract and a few small files.</summary>
internal sealed class SmallProject : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-");
    private readonly Surroundings _around;

    private SmallProject(string contract, IEnumerable<(string Path, string Text)> files)
    {
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(_folder.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        var reading = ContractReader.Read($"airworthy: 1\nproject: small\n{contract}", ContractReader.FileName);
        Assert.Empty(reading.Problems);
        _around = new Surroundings { Root = _folder.FullName, Contract = reading.Contract!, Clock = TimeProvider.System };
    }

    public static SmallProject With(string contract, params IEnumerable<(string Path, string Text)> files) => new(contract, files);

    /// <summary>What a probe sees; fails with its reason when it sees nothing.</summary>
    public async Task<T> SeeAsync<T>(IProbe<T> probe) where T : Observation =>
        await probe.LookAsync(_around, TestContext.Current.CancellationToken) switch
        {
            Sighting<T>.Seen seen => seen.Observation,
            Sighting<T>.NotSeen not => throw new InvalidOperationException($"{not.Because} {not.Next}"),
            var other => throw new System.Diagnostics.UnreachableException($"{other}"),
        };

    /// <summary>Why a probe sees nothing.</summary>
    public async Task<string> WhyNotAsync<T>(IProbe<T> probe) where T : Observation =>
        Assert.IsType<Sighting<T>.NotSeen>(await probe.LookAsync(_around, TestContext.Current.CancellationToken)).Because;

    /// <summary>The project's table, which lives as long as the project.</summary>
    public Task<Airworthy.Data.Table> TableAsync() => _around.TableAsync(TestContext.Current.CancellationToken);

    public string Folder => _folder.FullName;

    public async ValueTask DisposeAsync()
    {
        await _around.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
