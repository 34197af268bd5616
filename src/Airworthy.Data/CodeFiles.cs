using System.Security.Cryptography;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Data;

/// <summary>
/// Finds the files that are a project's code: those that <c>features.code</c>, <c>commands</c>, the baselines' commands and the regulations'
/// tests name, and its lock files. Never documents, data, or what lies below <c>.airworthy/</c>.
/// </summary>
public static class CodeFiles
{
    /// <summary>Files of a folder that is named as a whole; beyond it, the rest of the folder is left out.</summary>
    private const int MaxFiles = 5_000;

    private const long MaxBytes = 20_000_000;

    private static readonly HashSet<string> s_notCode = new(StringComparer.OrdinalIgnoreCase)
    {
        ".md", ".rst", ".pdf", ".docx", ".csv", ".tsv", ".parquet", ".feather", ".arrow", ".jsonl", ".ndjson", ".npy", ".npz", ".pkl", ".joblib", ".onnx", ".pt", ".h5",
        ".pyc", ".pyo", ".dll", ".so", ".exe", ".log", ".db", ".sqlite", ".duckdb", ".rds", ".gz", ".zst", ".zip",
    };

    private static readonly HashSet<string> s_notCodeFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        ".airworthy", ".git", "docs", "doc", "__pycache__", ".venv", "venv", "node_modules", "bin", "obj", "artifacts", ".ipynb_checkpoints", ".pytest_cache", "mlruns",
    };

    /// <summary>Digests of all code files that are there; null when there is none.</summary>
    public static Task<CodeDigest?> DigestAsync(ProjectContract contract, string root, CancellationToken cancel) => DigestAsync(Find(contract, root), root, cancel);

    /// <summary>The same with the files that a command names; null when nothing but lock files would be told.</summary>
    /// <param name="command">The program and its arguments.</param>
    public static Task<CodeDigest?> DigestOfRunAsync(ProjectContract contract, string root, IReadOnlyList<string> command, CancellationToken cancel)
    {
        var files = Find(contract, root, command);
        return DigestAsync(files.All(f => LockNames.All.ContainsKey(Path.GetFileName(f))) ? [] : files, root, cancel);
    }

    private static async Task<CodeDigest?> DigestAsync(IReadOnlyList<string> paths, string root, CancellationToken cancel)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            cancel.ThrowIfCancellationRequested();
            files[path] = await DigestAsync(Path.Combine(root, path), cancel);
        }

        return files.Count == 0 ? null : new CodeDigest(files);
    }

    /// <summary>The paths of all code files, sorted.</summary>
    /// <param name="command">A command that names files too: the program and its arguments.</param>
    public static IReadOnlyList<string> Find(ProjectContract contract, string root, IReadOnlyList<string>? command = null)
    {
        var data = (contract.Data?.Files ?? []).Concat(contract.Data?.Split?.Files?.Values ?? []).Where(Binding.IsInside).SelectMany(p => DataFiles.Find(root, p)).ToHashSet();
        var named = (contract.Features?.Code ?? [])
            .Concat(Commands(contract).Append(string.Join(' ', command ?? [])).SelectMany(Words))
            .Concat((contract.Responsibility?.Regulations ?? []).Select(r => r.HeldBy ?? ""))
            .Concat(LockNames.All.Keys);
        return [.. named.SelectMany(n => Named(root, n)).Where(f => !data.Contains(f))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Where(IsCode).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The files that <c>features.code</c> names, sorted.</summary>
    public static IReadOnlyList<string> FeatureCode(ProjectContract contract, string root) =>
        [.. (contract.Features?.Code ?? []).SelectMany(n => Named(root, n)).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Where(IsCode).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every command that a contract names, with those of its baselines.</summary>
    public static IEnumerable<string> Commands(ProjectContract contract) => contract.Commands is { } c
        ? ((string?[])[c.Prepare, c.Features, c.Train, c.Predict, c.UnitTests, c.FunctionalityTests, c.Explain]).OfType<string>().Concat(Baselines(contract))
        : Baselines(contract);

    private static IEnumerable<string> Baselines(ProjectContract contract) => (contract.Baselines ?? []).Select(b => b.Command).OfType<string>();

    /// <summary>The words of a command that could be files: quotes fall away, <c>--in=path</c> gives its path, <c>-m a.b</c> the module's files.</summary>
    private static IEnumerable<string> Words(string command)
    {
        var words = command.Split([' ', '\t', '\n', '"', '\'', ';', '&', '|', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "-m" && i + 1 < words.Length)
            {
                var module = words[i + 1].Replace('.', '/');
                foreach (var start in (string[])["", "src/"])
                {
                    yield return $"{start}{module}.py";
                    yield return $"{start}{module}/__main__.py";
                }
            }

            yield return words[i];
            if (words[i].IndexOf('=', StringComparison.Ordinal) is var at and > 0)
            {
                yield return words[i][(at + 1)..];
            }
        }
    }

    /// <summary>The files that a word names: a file, a pattern, or a folder and all below it. None when it names nothing in the project.</summary>
    private static IEnumerable<string> Named(string root, string word)
    {
        var path = word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word;
        if (!Binding.IsInside(path) || path is "." or "")
        {
            return [];
        }

        // `tests/unit/test_a.py::test_b` names a test in a file.
        path = path.Split("::")[0].TrimEnd('/');
        var full = Path.GetFullPath(Path.Combine(root, path));
        return path.Contains('*', StringComparison.Ordinal) ? DataFiles.Find(root, path)
            : File.Exists(full) ? [full]
            : Directory.Exists(full) ? Below(full)
            : [];
    }

    private static IEnumerable<string> Below(string folder) => new System.IO.Enumeration.FileSystemEnumerable<string>(folder, (ref e) => e.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device, IgnoreInaccessible = true })
    {
        ShouldIncludePredicate = (ref e) => !e.IsDirectory,
        ShouldRecursePredicate = (ref e) => !s_notCodeFolders.Contains(e.FileName.ToString()),
    }.Order(StringComparer.Ordinal).Take(MaxFiles);

    private static bool IsCode(string path) => !s_notCode.Contains(Path.GetExtension(path)) && !path.Split('/')[..^1].Any(s_notCodeFolders.Contains);

    private static async Task<string> DigestAsync(string file, CancellationToken cancel)
    {
        if (new FileInfo(file).Length > MaxBytes)
        {
            await using var stream = File.OpenRead(file);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
        }

        var bytes = await File.ReadAllBytesAsync(file, cancel);
        return Convert.ToHexStringLower(SHA256.HashData(Array.IndexOf(bytes, (byte)'\r') < 0 || Array.IndexOf(bytes, (byte)0) >= 0 ? bytes : [.. bytes.Where(b => b != '\r')]));
    }
}
