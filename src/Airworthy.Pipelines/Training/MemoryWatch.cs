using System.Globalization;

namespace Airworthy.Pipelines.Training;

/// <summary>Looks again and again how much memory a process and all that it started hold.</summary>
/// <remarks>What the system counts as the peak of a child begins with the memory of this program, from which it was forked.</remarks>
internal static class MemoryWatch
{
    private const int Deepest = 20;

    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);

    /// <returns>The most that was seen until told to stop, in megabytes; null where the system does not tell, or the process ended too soon.</returns>
    public static async Task<double?> PeakAsync(int process, CancellationToken stop)
    {
        var peak = 0L;
        while (OperatingSystem.IsLinux() && !stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, Held(process, 0));
            await Task.Delay(s_every, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak == 0 ? null : peak / 1024.0;
    }

    /// <summary>Resident kilobytes of a process and all below it; one that has just ended holds none.</summary>
    private static long Held(int process, int depth)
    {
        try
        {
            var own = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
                : 0;
            return depth == Deepest ? own : own + Directory.EnumerateDirectories($"/proc/{process}/task")
                .SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Sum(c => Held(int.Parse(c, CultureInfo.InvariantCulture), depth + 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
