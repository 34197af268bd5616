namespace Airworthy.Probes.Repository;

/// <summary>A folder's path with every symbolic link followed, because git names its working tree so.</summary>
internal static class RealPath
{
    public static string Of(string folder)
    {
        var full = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        var parent = Path.GetDirectoryName(full);
        if (string.IsNullOrEmpty(parent) || full.Length == 0)
        {
            return full.Length == 0 ? Path.DirectorySeparatorChar.ToString() : full;
        }

        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        return Directory.Exists(here) && new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true) is { } target ? Of(target.FullName) : here;
    }
}
