namespace Airworthy.Pipelines.Drills;

/// <summary>
/// A copy of a project's folder, with its history, in which anything may be broken. Small files are copied; large ones are links to
/// the originals, which nothing here ever writes through. The folder goes when the copy is disposed.
/// </summary>
public sealed class ThrowAwayCopy : IDisposable
{
    /// <summary>Bytes; from here on a file is linked.</summary>
    private const long Large = 4_000_000;

    private const int MaxFiles = 20_000;

    /// <summary>Of the store only the reports of tests and the versions of data come along; records are read where they are.</summary>
    private static readonly string Kept = Path.Combine(".airworthy", "store");

    private static readonly string[] s_kept = ["reports", "data"];

    private static readonly HashSet<string> s_skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", "node_modules", "venv", ".venv", "site-packages", "__pycache__", ".tox", ".mypy_cache", ".pytest_cache", ".ipynb_checkpoints", "bin", "obj", "artifacts",
    };

    private readonly string _temporary;

    private ThrowAwayCopy(string temporary, string root) => (_temporary, Root) = (temporary, root);

    /// <summary>The project's folder inside the copy.</summary>
    public string Root { get; }

    /// <summary>The reference that says what is merged, where the copied history has a remote; else null.</summary>
    public string? Upstream
    {
        get
        {
            var head = Path.Combine(_temporary, ".git", "refs", "remotes", "origin", "HEAD");
            return File.Exists(head) && File.ReadAllText(head).Trim() is var text && text.StartsWith("ref: ", StringComparison.Ordinal) ? text[5..] : null;
        }
    }

    /// <summary>Copies a project. Where it is a folder of a larger repository, the whole repository comes along.</summary>
    public static ThrowAwayCopy Of(string root, CancellationToken cancel)
    {
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var top = Top(root) ?? root;
        var copy = new ThrowAwayCopy(Directory.CreateTempSubdirectory("airworthy-drill-").FullName, "");
        try
        {
            var left = MaxFiles;
            Copy(top, copy._temporary, ref left, cancel);
            if (Directory.Exists(Path.Combine(top, ".git")) || File.Exists(Path.Combine(top, ".git")))
            {
                CopyHistory(top, Path.Combine(copy._temporary, ".git"));
            }

            return new ThrowAwayCopy(copy._temporary, Path.GetFullPath(Path.Combine(copy._temporary, Path.GetRelativePath(top, root))));
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file of the copy; a null deletes it, and with <c>*</c> in its name all that match.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Write(string path, string? content)
    {
        if (!Core.Reading.Binding.IsInside(path))
        {
            throw new ArgumentException($"{path} leads out of the project.", nameof(path));
        }

        var full = Path.Combine(Root, path);
        var folder = Path.GetDirectoryName(full)!;
        if (content is null)
        {
            var matches = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(full)) : [];
            Array.ForEach(matches, File.Delete);
            return matches.Length > 0;
        }

        Directory.CreateDirectory(folder);
        File.Delete(full); // A link goes; what it leads to stays.
        File.WriteAllText(full, content);
        return true;
    }

    private static string? Top(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Directory.Exists(Path.Combine(at, ".git")) || File.Exists(Path.Combine(at, ".git")))
            {
                return at;
            }
        }

        return null;
    }

    private static void Copy(string from, string to, ref int left, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Directory.CreateDirectory(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (s_skipped.Contains(entry.Name) || (Path.GetFileName(from) == "store" && entry.FullName.EndsWith($"{Kept}{Path.DirectorySeparatorChar}{entry.Name}", StringComparison.Ordinal) && !s_kept.Contains(entry.Name)))
            {
                continue;
            }

            if (entry is DirectoryInfo folder)
            {
                if (folder.LinkTarget is null && !folder.FullName.EndsWith(Path.Combine(Kept, "data", "out"), StringComparison.Ordinal) && !File.Exists(Path.Combine(folder.FullName, "pyvenv.cfg")))
                {
                    Copy(folder.FullName, target, ref left, cancel);
                }

                continue;
            }

            if (left-- <= 0)
            {
                return;
            }

            var file = (FileInfo)(entry.LinkTarget is null ? entry : entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry);
            if (!file.Exists)
            {
                continue;
            }

            if (file.Length > Large)
            {
                File.CreateSymbolicLink(target, file.FullName);
            }
            else
            {
                File.Copy(file.FullName, target);
                File.SetAttributes(target, FileAttributes.Normal);
            }
        }
    }

    /// <summary>Everything of a repository but its objects, which are read where they are.</summary>
    private static void CopyHistory(string top, string target)
    {
        var own = Path.Combine(top, ".git");
        if (File.Exists(own))
        {
            // A working tree beside its repository says where that lies.
            own = Path.GetFullPath(Path.Combine(top, File.ReadAllText(own).Replace("gitdir:", "", StringComparison.Ordinal).Trim()));
        }

        var shared = File.Exists(Path.Combine(own, "commondir")) ? Path.GetFullPath(Path.Combine(own, File.ReadAllText(Path.Combine(own, "commondir")).Trim())) : own;
        Directory.CreateDirectory(Path.Combine(target, "objects", "info"));
        foreach (var file in (string[])["config", "packed-refs", "shallow"])
        {
            CopyIfThere(Path.Combine(shared, file), Path.Combine(target, file));
        }

        foreach (var file in (string[])["HEAD", "index"])
        {
            CopyIfThere(Path.Combine(own, file), Path.Combine(target, file));
        }

        var refs = Path.Combine(shared, "refs");
        Directory.CreateDirectory(Path.Combine(target, "refs"));
        foreach (var file in Directory.Exists(refs) ? Directory.EnumerateFiles(refs, "*", SearchOption.AllDirectories) : [])
        {
            CopyIfThere(file, Path.Combine(target, Path.GetRelativePath(shared, file)));
        }

        var alternates = Path.Combine(shared, "objects", "info", "alternates");
        File.WriteAllText(Path.Combine(target, "objects", "info", "alternates"),
            Path.Combine(shared, "objects") + "\n" + (File.Exists(alternates) ? File.ReadAllText(alternates) : ""));
    }

    private static void CopyIfThere(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
        }
    }

    public void Dispose() => Directory.Delete(_temporary, recursive: true);
}
