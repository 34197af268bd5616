using System.Diagnostics;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Packs;

namespace Airworthy.Pipelines.Packs;

/// <summary>Runs the commands of a project's packs, one after the other, in the project's folder. They are the project's own code, so only somebody who asks for it runs them.</summary>
public static class PackCommands
{
    /// <summary>Minutes, where a pack names none.</summary>
    private const int Minutes = 10;

    /// <summary>Characters of the last line that are kept.</summary>
    private const int MaxLine = 200;

    /// <summary>Tokens that were given to this program and to nobody else.</summary>
    private static readonly string[] s_tokens = ["GITHUB_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "AZURE_DEVOPS_EXT_PAT", "SYSTEM_ACCESSTOKEN"];

    /// <summary>Runs the command of every item that has one.</summary>
    public static async Task<PackRuns> RunAsync(string root, IEnumerable<Item> items, Action<string>? doing, CancellationToken cancel)
    {
        var runs = new Dictionary<string, PackRun>();
        foreach (var item in items)
        {
            if (item.Own?.Command is { } command)
            {
                doing?.Invoke($"the command of {item.Id}");
                runs[item.Id] = await RunAsync(root, command, cancel);
            }
        }

        return new PackRuns(runs);
    }

    private static async Task<PackRun> RunAsync(string root, PackCommand command, CancellationToken cancel)
    {
        var minutes = command.MaxMinutes ?? Minutes;
        var watch = Stopwatch.StartNew();
        using var process = new Process { StartInfo = Start(root, command.Run) };
        var last = new LastLine();
        process.OutputDataReceived += (_, e) => last.Take(e.Data);
        process.ErrorDataReceived += (_, e) => last.Take(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(minutes));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new PackRun(process.ExitCode, last.Text, watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            return new PackRun(null, last.Text, watch.Elapsed, $"Its command did not end within {minutes} minutes and was stopped.");
        }
    }

    private static ProcessStartInfo Start(string root, string line)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd" : "/bin/sh", OperatingSystem.IsWindows() ? ["/d", "/c", line] : ["-c", line])
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var token in s_tokens)
        {
            start.Environment.Remove(token);
        }

        return start;
    }

    /// <summary>The last line that is not empty, made fit to be printed.</summary>
    private sealed class LastLine
    {
        private readonly Lock _lock = new();
        private string _text = "";

        public string Text
        {
            get
            {
                lock (_lock)
                {
                    return _text;
                }
            }
        }

        public void Take(string? line)
        {
            var clean = new StringBuilder();
            foreach (var c in (line ?? "").AsSpan(0, Math.Min(line?.Length ?? 0, MaxLine)))
            {
                clean.Append(char.IsControl(c) ? ' ' : c);
            }

            if (clean.ToString().Trim() is { Length: > 0 } text)
            {
                lock (_lock)
                {
                    _text = text;
                }
            }
        }
    }
}
