using System.IO.Enumeration;

namespace Airworthy.Probes.Repository;

/// <summary>Lists files of a project without walking into what tools put there: environments, packages, build output, stores.</summary>
internal static class ProjectTree
{
    /// <summary>Files looked at in one listing.</summary>
    private const int MaxFiles = 100_000;

    private static readonly HashSet<string> s_foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".venv", "venv", "env", "node_modules", "site-packages", "__pycache__", ".tox", ".nox", "bin", "obj", "renv", "packrat", "mlruns", "wandb", "store", "vendor",
        ".ipynb_checkpoints", ".pytest_cache", ".mypy_cache",
    };

    /// <summary>Paths relative to the folder, with forward slashes, sorted.</summary>
    /// <param name="depth">Folders below the folder that are entered; 0 for its own files only.</param>
    public static IReadOnlyList<string> Files(string root, int depth, Func<string, bool> wanted)
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        var found = new FileSystemEnumerable<string>(root, (ref e) => Path.GetRelativePath(root, e.ToFullPath()).Replace('\\', '/'),
            new EnumerationOptions { RecurseSubdirectories = depth > 0, MaxRecursionDepth = Math.Max(1, depth), AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device, IgnoreInaccessible = true })
        {
            ShouldIncludePredicate = (ref e) => !e.IsDirectory && wanted(e.FileName.ToString()),
            ShouldRecursePredicate = (ref e) => !s_foreign.Contains(e.FileName.ToString()),
        };
        return [.. found.Take(MaxFiles).Order(StringComparer.Ordinal)];
    }
}
