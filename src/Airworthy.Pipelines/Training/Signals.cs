using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Airworthy.Pipelines.Training;

/// <summary>Asks a process to end: first as Ctrl-C does, then firmly, then without asking.</summary>
internal static partial class Signals
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <param name="wasTold">Whether it had Ctrl-C already: a terminal sends it to everything in the foreground.</param>
    public static async Task EndAsync(Process process, bool wasTold)
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (var signal in wasTold ? (int[])[0, Terminate] : [Interrupt, Terminate])
            {
                if (signal != 0)
                {
                    _ = Kill(process.Id, signal);
                }

                using var patience = new CancellationTokenSource(s_patience);
                try
                {
                    await process.WaitForExitAsync(patience.Token);
                    return;
                }
                catch (OperationCanceledException)
                {
                    // Asked again, less kindly.
                }
            }
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
