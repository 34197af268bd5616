using System.Text;

namespace Airworthy.Probes.Repository;

/// <summary>Reads texts of a project by the paths its contract names. What people write is taken as it comes: too large, binary, or outside the folder.</summary>
internal static class ProjectText
{
    /// <summary>Bytes of a text that are read at most; a longer one is no document that people read.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The full path of something in the project; null when the path leads out of it, by itself or through a link.</summary>
    public static string? Resolve(string root, string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(path))
        {
            return null;
        }

        var home = Path.GetFullPath(root);
        var full = Path.GetFullPath(Path.Combine(home, path));
        return IsWithin(home, full) && Steps(home, full).All(s => new FileInfo(s).LinkTarget is null || (File.ResolveLinkTarget(s, returnFinalTarget: true) is { } target && IsWithin(home, target.FullName)))
            ? full : null;
    }

    /// <summary>Whether a file is there that is not empty.</summary>
    public static bool IsFile(string root, string path) => Resolve(root, path) is { } full && new FileInfo(full) is { Exists: true, Length: > 0 };

    /// <summary>The text of a file, or why it cannot be read as one.</summary>
    public static async Task<(string? Text, string? WhyNot)> ReadAsync(string root, string path, CancellationToken cancel)
    {
        if (Resolve(root, path) is not { } full || !File.Exists(full))
        {
            return (null, $"{path} is not there.");
        }

        var size = new FileInfo(full).Length;
        if (size > MaxBytes)
        {
            return (null, $"{path} has {size:N0} bytes; at most {MaxBytes:N0} are read as a document.");
        }

        var bytes = await File.ReadAllBytesAsync(full, cancel);
        return bytes.AsSpan().Contains((byte)0) ? (null, $"{path} is not a text file.") : (Encoding.UTF8.GetString(bytes), null);
    }

    private static bool IsWithin(string home, string full) =>
        full == home || full.StartsWith(home.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Every folder on the way, and the end.</summary>
    private static IEnumerable<string> Steps(string home, string full)
    {
        var step = home;
        foreach (var name in Path.GetRelativePath(home, full).Split(Path.DirectorySeparatorChar).Where(n => n != "."))
        {
            yield return step = Path.Combine(step, name);
        }
    }
}
