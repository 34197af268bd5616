using System.Globalization;
using System.Runtime.InteropServices;

namespace Airworthy.Pipelines.Training;

/// <summary>What a command takes, with all that it starts.</summary>
internal static partial class ResourceUse
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);

    /// <summary>Processor time of all processes that this one started and that have ended; null where the system does not tell.</summary>
    /// <remarks>Source: POSIX.1-2017, getrusage(RUSAGE_CHILDREN).</remarks>
    public static TimeSpan? OfEnded()
    {
        const int Children = -1;
        Span<long> usage = stackalloc long[18];
        return OperatingSystem.IsLinux() && Environment.Is64BitProcess && GetUsage(Children, ref MemoryMarshal.GetReference(usage)) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : null;
    }

    /// <summary>Looks again and again how much memory a process and those below it hold, until told to stop.</summary>
    /// <returns>The most that was seen, in bytes; 0 where the system does not tell, or it ended too soon.</returns>
    public static async Task<long> PeakAsync(int process, CancellationToken stop)
    {
        var peak = 0L;
        while (OperatingSystem.IsLinux() && !stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, Held(process, 0));
            await Task.Delay(s_every, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    /// <summary>Resident bytes of a process and all below it; a process that has just ended holds none.</summary>
    private static long Held(int process, int depth)
    {
        try
        {
            var own = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024
                : 0;
            return depth > 20 ? own : own + Directory.EnumerateDirectories($"/proc/{process}/task")
                .SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Sum(c => Held(int.Parse(c, CultureInfo.InvariantCulture), depth + 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, ref long usage);
}
