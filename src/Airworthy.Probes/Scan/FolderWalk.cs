using System.IO.Enumeration;

using Airworthy.Core.Reading;

namespace Airworthy.Probes.Scan;

/// <summary>A file below a project's folder.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
public sealed record SeenFile(string Path, long Bytes)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The ending in lower case, without the dot; of <c>a.csv.gz</c> it is <c>csv</c>.</summary>
    public string Ending
    {
        get
        {
            var name = Name.ToLowerInvariant();
            name = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name.EndsWith(".zst", StringComparison.Ordinal) ? name[..^4] : name;
            var dot = name.LastIndexOf('.');
            return dot < 0 ? "" : name[(dot + 1)..];
        }
    }

    public bool IsBelow(string folder) => Path.StartsWith(folder + "/", StringComparison.OrdinalIgnoreCase) || Path.Contains("/" + folder + "/", StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Lists the files of a folder that a person wrote or brought. Bounded, because folders of strangers are hostile: links are never
/// followed, folders of installed packages are left out, and it stops at <see cref="MaxFiles"/>.
/// </summary>
/// <param name="Files">Sorted by path.</param>
/// <param name="LeftOut">Links, unreadable folders, and names that a contract could not hold.</param>
/// <param name="IsCut">There were more than <see cref="MaxFiles"/> files.</param>
public sealed record FolderWalk(IReadOnlyList<SeenFile> Files, int LeftOut, bool IsCut)
{
    public const int MaxFiles = 20_000;

    public const int MaxDepth = 24;

    private static readonly HashSet<string> s_skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".hg", ".svn", "node_modules", "venv", ".venv", "virtualenv", "site-packages", "__pycache__", ".tox", ".nox", ".mypy_cache", ".pytest_cache",
        ".ruff_cache", ".ipynb_checkpoints", ".idea", ".vs", ".vscode", "bin", "obj", "artifacts", "packrat", ".Rproj.user", ".dvc", ".terraform", ".gradle", ".cache", ".eggs",
    };

    /// <summary>Walks a folder.</summary>
    public static FolderWalk Of(string root, CancellationToken cancel)
    {
        var files = new List<SeenFile>();
        var leftOut = 0;
        var waiting = new Queue<(string Folder, int Depth)>([("", 0)]);
        while (waiting.TryDequeue(out var next))
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                foreach (var entry in Entries(Path.Combine(root, next.Folder)))
                {
                    var path = next.Folder.Length == 0 ? entry.Name : $"{next.Folder}/{entry.Name}";
                    if (entry.IsLink || !IsPlain(entry.Name))
                    {
                        leftOut++;
                    }
                    else if (!entry.IsFolder)
                    {
                        if (files.Count == MaxFiles)
                        {
                            return new FolderWalk(Sorted(files), leftOut, true);
                        }

                        files.Add(new SeenFile(path, entry.Bytes));
                    }
                    else if (!IsSkipped(root, path, entry.Name) && next.Depth < MaxDepth)
                    {
                        waiting.Enqueue((path, next.Depth + 1));
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                leftOut++;
            }
        }

        return new FolderWalk(Sorted(files), leftOut, false);
    }

    private static bool IsSkipped(string root, string path, string name) =>
        s_skipped.Contains(name) || path is ".airworthy/store" or "renv/library" or "renv/staging" || File.Exists(Path.Combine(root, path, "pyvenv.cfg"));

    /// <summary>Whether a contract could name the file and a terminal could print it.</summary>
    private static bool IsPlain(string name) => Binding.IsInside(name) && !name.Any(char.IsControl) && !name.Contains('\uFFFD', StringComparison.Ordinal);

    private static List<SeenFile> Sorted(List<SeenFile> files)
    {
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    }

    private static FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink, long Bytes)> Entries(string folder) => new(
        folder,
        (ref FileSystemEntry e) => (e.FileName.ToString(), e.IsDirectory, (e.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Device)) != 0, e.IsDirectory ? 0 : e.Length),
        new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = 0, RecurseSubdirectories = false });
}
