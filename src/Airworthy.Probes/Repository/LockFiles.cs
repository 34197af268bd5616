using System.Text.Json;

using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Repository;

/// <summary>The files in which package tools write down exactly what is installed.</summary>
/// <remarks>Formats: the documentation of pip, uv, Poetry, PDM, Pipenv, Pixi, conda-lock, renv, npm, pnpm, Yarn, NuGet, Julia and Cargo.</remarks>
public static class LockFiles
{
    private const int MaxDepth = 4;
    private const long MaxBytes = 50_000_000;

    /// <summary>All lock files of a project, and lists of packages that may stand for one.</summary>
    public static IReadOnlyList<string> Find(string root) => ProjectTree.Files(root, MaxDepth, LockNames.All.ContainsKey);

    public static string LanguageOf(string path) => LockNames.All[Path.GetFileName(path)].Language;

    /// <summary>Whether a file is written by people and may name ranges of versions.</summary>
    public static bool IsLooseList(string path) => Path.GetFileName(path).ToLowerInvariant() is "requirements.txt" or "environment.yml" or "environment.yaml";

    /// <summary>Reads one lock file. What cannot be read says why.</summary>
    public static async Task<LockFile> ReadAsync(string root, string path, CancellationToken cancel)
    {
        var tool = LockNames.All[Path.GetFileName(path)].Tool;
        var file = new FileInfo(Path.Combine(root, path));
        if (file.Length > MaxBytes)
        {
            return new LockFile(path, tool, 0, [], [], $"it has {file.Length:N0} bytes, and at most {MaxBytes:N0} are read");
        }

        try
        {
            var text = await File.ReadAllTextAsync(file.FullName, cancel);
            IReadOnlyList<Locked> packages = Path.GetFileName(path).ToLowerInvariant() switch
            {
                "package-lock.json" or "npm-shrinkwrap.json" => LockText.Npm(text),
                "pipfile.lock" => LockText.Pipfile(text),
                "renv.lock" => LockText.Renv(text),
                "packages.lock.json" => LockText.NuGet(text),
                "yarn.lock" => LockText.Yarn(text),
                "pnpm-lock.yaml" => LockText.Pnpm(text),
                "conda-lock.yml" or "conda-lock.yaml" or "pixi.lock" => LockText.Conda(text),
                "environment.yml" or "environment.yaml" => LockText.CondaEnvironment(text),
                var name when name.StartsWith("requirements", StringComparison.Ordinal) => LockText.Requirements(text),
                _ => LockText.Toml(text),
            };
            return new LockFile(path, tool, packages.Count,
                [.. packages.Where(p => !p.HasVersion).Select(p => p.Name)], [.. packages.Where(p => p is { HasVersion: true, HasDigest: false }).Select(p => p.Name)])
            {
                Names = [.. packages.Select(p => p.Name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new LockFile(path, tool, 0, [], [], e.Message.Split('\n')[0].TrimEnd('.'));
        }
    }
}
