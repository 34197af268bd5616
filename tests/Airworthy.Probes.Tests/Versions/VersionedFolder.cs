using System.Globalization;
using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Tests.Versions;

/// <summary>A project's folder in which versions are made, for one test.</summary>
internal sealed class VersionedFolder : IDisposable
{
    public const string Contract = """
        airworthy: 1
        project: small
        data:
          dataset: trips
          files: [data/trips.csv]
          id: trip
          label: late
        """;

    public VersionedFolder(string contract = Contract) => Write("airworthy.yaml", contract);

    public string Root { get; } = Directory.CreateTempSubdirectory("airworthy-versions-").FullName;

    public ProjectContract Read => ProjectFolder.ReadContract(Root).Contract!;

    public DatasetManifest Manifest => new ManifestFiles(Root).Read("trips").Manifest!;

    public string StoreFolder => Path.Combine(Root, ".airworthy", "store", "data");

    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] bytes)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    public Task<Added> AddAsync(params string[] paths) => AddAsync(new Addition("trips", Root, paths));

    public Task<Added> AddAsync(Addition wanted) =>
        VersionAdding.AddAsync(Root, Read, wanted, new Noon(new DateOnly(2026, 1, 5)), TestContext.Current.CancellationToken);

    public IReadOnlyList<Damage> Verify()
    {
        using var store = ContentStore.Open(Root);
        return StoreLook.AtAll(store, new ManifestFiles(Root).ReadAll().Select(r => r.Manifest!), null, TestContext.Current.CancellationToken);
    }

    public string CheckOut(DatasetVersion version)
    {
        using var store = ContentStore.Open(Root);
        return VersionFiles.Materialise(store, VersionFiles.Tree(store, version.Digest), version.Digest, TestContext.Current.CancellationToken);
    }

    /// <summary>Trips with an id, a number, a word and a label of 0 and 1.</summary>
    /// <param name="flipped">Whose labels are the other one.</param>
    public static string Trips(int rows, int flipped = 0, int from = 0)
    {
        var random = new Random(11);
        var text = new StringBuilder("trip,way,carrier,late\n");
        for (var i = 0; i < rows; i++)
        {
            var (way, carrier, late) = (random.NextDouble() * 100, "abc"[random.Next(3)], random.Next(2));
            if (i >= from)
            {
                text.Append(CultureInfo.InvariantCulture, $"T{i:000000},{way:0.000},{carrier},{(i - from < flipped ? 1 - late : late)}\n");
            }
        }

        return text.ToString();
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private sealed class Noon(DateOnly day) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(day, new TimeOnly(12, 0), TimeSpan.Zero);
    }
}
