using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Airworthy.Core.Tests.SnapshotsInUse))]

namespace Airworthy.Core.Tests;

/// <summary>Compares text with a file that was reviewed like code. <c>AIRWORTHY_ACCEPT=1</c> writes the file instead.</summary>
internal static class Snapshot
{
    private static readonly ConcurrentDictionary<string, bool> s_used = new();

    private static bool Accepts => Environment.GetEnvironmentVariable("AIRWORTHY_ACCEPT") == "1";

    /// <summary>The files that were compared in this run.</summary>
    public static ICollection<string> Used => s_used.Keys;

    /// <summary>Compares text with the file at a path below the repository's root.</summary>
    public static void Match(string text, string path)
    {
        var file = Path.GetFullPath(Repository.PathOf(path));
        s_used[file] = true;
        if (Accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return;
        }

        Assert.True(File.Exists(file), $"{path} does not exist. Run the tests with AIRWORTHY_ACCEPT=1 to write it, and review it.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }

    /// <summary>Fails when a folder holds a file that no test compares any more; deletes it when accepting.</summary>
    public static void NothingElse(string folder, string pattern, IEnumerable<string> expected)
    {
        var left = Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
            .Except(expected.Select(e => Path.GetFullPath(Repository.PathOf(e)))).ToList();
        foreach (var file in Accepts ? left : [])
        {
            File.Delete(file);
        }

        Assert.True(Accepts || left.Count == 0, $"No test compares {string.Join(", ", left)}. Delete them, or run with AIRWORTHY_ACCEPT=1.");
    }
}

/// <summary>After a run of all tests, every file in a folder <c>snapshots</c> of this project must have been compared.</summary>
public sealed class SnapshotsInUse : IDisposable
{
    public void Dispose()
    {
        // A run of some tests compares some files.
        if (Environment.GetCommandLineArgs().Skip(1).Any(a => a is "-class" or "-method" or "-namespace" or "-trait" || a.StartsWith("--filter", StringComparison.Ordinal)))
        {
            return;
        }

        var unused = Directory.EnumerateDirectories(Repository.PathOf("tests", "Airworthy.Core.Tests"), "snapshots", SearchOption.AllDirectories)
            .SelectMany(Directory.EnumerateFiles).Except(Snapshot.Used).ToList();
        if (unused.Count > 0)
        {
            throw new InvalidOperationException($"No test compares {string.Join(", ", unused)}. Delete them.");
        }
    }
}
