using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Airworthy.Pipelines.Training;

/// <summary>What a command runs in: the machine, and the lock files that say which packages it gets. Environment variables are not among it: they hold secrets.</summary>
/// <param name="Machine">Lines of <c>name: value</c>.</param>
/// <param name="Locks">Lock files of the project, as full paths.</param>
public sealed record EnvironmentNote(IReadOnlyList<KeyValuePair<string, string>> Machine, IReadOnlyList<string> Locks)
{
    private static readonly string[] s_locks =
        ["requirements.txt", "requirements.lock", "conda.yaml", "python_env.yaml", "environment.yml", "uv.lock", "poetry.lock", "Pipfile.lock", "packages.lock.json", "renv.lock", "Manifest.toml"];

    public static EnvironmentNote Of(string root, string top) => new(
        [
            new("system", RuntimeInformation.OSDescription),
            new("architecture", RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()),
            new("processor", Processor()),
            new("processors", Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000} MB"),
            new("runtime", RuntimeInformation.FrameworkDescription),
        ],
        [.. s_locks.SelectMany(name => new[] { root, top }.Distinct(StringComparer.Ordinal).Select(f => Path.Combine(f, name))).Where(File.Exists).DistinctBy(f => Path.GetFileName(f))]);

    /// <summary>The lock files with the beginning of their digests; the system alone where there is none. The same text, the same packages.</summary>
    public string Packages => Locks.Count == 0 ? "" : string.Join(", ", Locks.Select(l => $"{Path.GetFileName(l)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(l)))[..16]}"));

    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (name, value) in Machine)
            {
                text.Append(name).Append(": ").Append(value).Append('\n');
            }

            return text.ToString();
        }
    }

    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        try
        {
            return System.IO.File.Exists(File) && System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line ? line.Split(':', 2)[^1].Trim() : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
