using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Airworthy.Pipelines.Training;

/// <summary>The machine and the packages that a command runs with, as files to keep. No variable of the environment is among them.</summary>
public static class RunEnvironment
{
    private const long LargestLock = 10_000_000;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <param name="root">The project's folder.</param>
    /// <param name="locks">Names of lock files that may lie at its top.</param>
    /// <param name="words">The command: Python is asked for its packages.</param>
    public static async Task<IReadOnlyList<(string File, byte[] Content)>> ReadAsync(string root, IEnumerable<string> locks, IReadOnlyList<string> words, CancellationToken cancel)
    {
        var files = new List<(string, byte[])>
        {
            ("environment/machine.json", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
            {
                ["os"] = RuntimeInformation.OSDescription,
                ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
                ["processor"] = Processor(),
                ["processors"] = Environment.ProcessorCount,
                ["memory_bytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            }, s_json)),
        };
        foreach (var path in locks.Select(l => Path.Combine(root, l)).Where(p => File.Exists(p) && new FileInfo(p).Length <= LargestLock))
        {
            files.Add(($"environment/{Path.GetFileName(path)}", await File.ReadAllBytesAsync(path, cancel)));
        }

        if (IsPython(words[0]) && !files.Exists(f => f.Item1 == "environment/requirements.txt") && await PackagesAsync(words[0], root, cancel) is { Length: > 0 } packages)
        {
            files.Add(("environment/requirements.txt", packages));
        }

        return files;
    }

    private static bool IsPython(string program) => Path.GetFileNameWithoutExtension(program).StartsWith("python", StringComparison.OrdinalIgnoreCase);

    /// <summary>What <c>pip freeze</c> says; empty where there is no pip.</summary>
    private static async Task<byte[]> PackagesAsync(string python, string folder, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        try
        {
            using var pip = Process.Start(new ProcessStartInfo(python, ["-m", "pip", "freeze", "--disable-pip-version-check"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var errors = pip.StandardError.ReadToEndAsync(patience.Token);
                using var said = new MemoryStream();
                await pip.StandardOutput.BaseStream.CopyToAsync(said, patience.Token);
                await pip.WaitForExitAsync(patience.Token);
                await errors;
                return pip.ExitCode == 0 ? said.ToArray() : [];
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                pip.Kill(entireProcessTree: true);
                return [];
            }
        }
        catch (Win32Exception)
        {
            return [];
        }
    }

    private static string Processor()
    {
        try
        {
            return File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
