using System.Security.Cryptography;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Data;

/// <summary>The one place that knows files: finds them, digests them, and names them for the engine.</summary>
public static class DataFiles
{
    /// <summary>The relation that reads the files of a pattern.</summary>
    /// <exception cref="TableException">No file matches, or the ending is not one that is read.</exception>
    public static string Relation(string root, string pattern)
    {
        var files = Find(root, pattern);
        if (files.Count == 0)
        {
            throw new TableException($"{pattern} is not there.", "Correct data.files in airworthy.yaml, or bring the file.");
        }

        var list = $"[{string.Join(", ", files.Select(f => f.Literal))}]";
        var name = files[0].EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || files[0].EndsWith(".zst", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(files[0])
            : files[0];
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".parquet" => $"read_parquet({list}, union_by_name = true)",
            ".csv" or ".tsv" or ".txt" or ".data" => $"read_csv({list}, union_by_name = true, sample_size = 200000, nullstr = ['', 'NA', 'NULL', 'null', 'NaN', 'nan'])",
            ".json" or ".jsonl" or ".ndjson" => $"read_json({list}, union_by_name = true)",
            var ending => throw new TableException($"{pattern} ends in {(ending.Length == 0 ? "nothing" : ending)}; CSV, TSV, Parquet and JSON lines are read.", "Convert it, or correct its name."),
        };
    }

    /// <summary>The files of a pattern below a folder, sorted; a plain path must be a regular file.</summary>
    public static IReadOnlyList<string> Find(string root, string pattern)
    {
        if (!Path.IsPathRooted(pattern) && !Binding.IsInside(pattern))
        {
            throw new TableException($"{pattern} leaves the project.", "Name files below the project's folder.");
        }

        var full = Path.GetFullPath(Path.Combine(root, pattern));
        if (!pattern.Contains('*', StringComparison.Ordinal))
        {
            return File.Exists(full) && (File.GetAttributes(full) & (FileAttributes.Directory | FileAttributes.Device)) == 0 ? [full] : [];
        }

        var folder = Path.GetDirectoryName(full[..full.IndexOf('*', StringComparison.Ordinal)])!;
        var name = Path.GetFileName(full);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, name, pattern.Contains("**", StringComparison.Ordinal) ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>SHA-256 over the bytes of all files that a contract's data consists of; null when it names none that is there.</summary>
    public static async Task<string?> DigestAsync(ProjectContract contract, string root, CancellationToken cancel)
    {
        var patterns = (contract.Data?.Split?.Files?.Select(f => f.Value) ?? []).Concat(contract.Data?.Files ?? []);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var any = false;
        foreach (var file in patterns.SelectMany(p => Find(root, p)).Distinct().Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(file);
            all.AppendData(await SHA256.HashDataAsync(stream, cancel));
            any = true;
        }

        return any ? "sha256:" + Convert.ToHexStringLower(all.GetHashAndReset()) : null;
    }
}
