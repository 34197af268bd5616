using System.Diagnostics;

using Airworthy.Data.Versions.Buckets;

namespace Airworthy.Data.Versions;

/// <summary>What a process left in a store that was stopped.</summary>
internal static class Unfinished
{
    /// <summary>Removes what a writer left that was stopped; called by the only writer there is. What another process is making or fetching stays.</summary>
    public static void Sweep(string store, string packs)
    {
        foreach (var file in Directory.Exists(packs) ? Directory.GetFiles(packs, "*" + WholeFile.Ending) : [])
        {
            File.Delete(file);
        }

        foreach (var folder in new[] { "out", BucketPacks.Incoming }.Select(f => Path.Combine(store, f)).Where(Directory.Exists))
        {
            foreach (var left in new DirectoryInfo(folder).GetFileSystemInfos("*" + WholeFile.Ending).Where(f => !IsBeingMade(f.Name)))
            {
                if (left is DirectoryInfo copy)
                {
                    copy.Delete(recursive: true);
                }
                else
                {
                    left.Delete();
                }
            }
        }
    }

    /// <summary>Whether the process is alive whose number a name such as <c>4f0c.812-x1.new</c> carries.</summary>
    private static bool IsBeingMade(string name)
    {
        if (name.Split('.', '-') is not [_, var number, ..] || !int.TryParse(number, out var id))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
