using System.Globalization;
using System.Text;

namespace Airworthy.Pipelines.Training;

/// <summary>How a line of the contract ended.</summary>
/// <param name="ExitCode">Null when it was stopped because it took too long.</param>
/// <param name="Output">What it printed, within bounds.</param>
internal sealed record LineEnd(int? ExitCode, TimeSpan Took, byte[] Output)
{
    private const int MaxLine = 200;

    /// <summary>Characters of the end in which the last line is looked for.</summary>
    private const int Tail = 8_000;

    /// <summary>The last line that is not empty, made fit to be printed; empty when there is none.</summary>
    public string LastLine
    {
        get
        {
            var line = Encoding.UTF8.GetString(Output.AsSpan(Math.Max(0, Output.Length - Tail))).Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Length > 0) ?? "";
            return string.Concat(line.Take(MaxLine).Select(c => char.IsControl(c) ? ' ' : c));
        }
    }
}

/// <summary>Runs a line that the project names (commands, baselines, packs) as a shell would: with nothing to read, without the tokens that this program was given, for a bounded time.</summary>
internal static class ShellLine
{
    /// <summary>Tokens that were given to this program and to nobody else.</summary>
    private static readonly string[] s_tokens = ["GITHUB_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "AZURE_DEVOPS_EXT_PAT", "SYSTEM_ACCESSTOKEN", "AIRWORTHY_TOKEN", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_PASSWORD"];

    /// <summary>Runs it with a seed, for as long as it takes.</summary>
    /// <param name="seed">Stands for <c>{seed}</c> in the line, and in the variable <c>AIRWORTHY_SEED</c>.</param>
    public static Task<LineEnd> RunAsync(string folder, string line, int seed, CancellationToken cancel)
    {
        var number = seed.ToString(CultureInfo.InvariantCulture);
        return RunAsync(folder, line.Replace("{seed}", number, StringComparison.Ordinal), new Dictionary<string, string?> { ["AIRWORTHY_SEED"] = number }, Timeout.InfiniteTimeSpan, cancel);
    }

    /// <param name="variables">Set in its environment; null takes one away.</param>
    public static async Task<LineEnd> RunAsync(string folder, string line, IReadOnlyDictionary<string, string?> variables, TimeSpan longest, CancellationToken cancel)
    {
        var environment = s_tokens.ToDictionary(t => t, _ => (string?)null);
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(longest);
        var kept = new KeptOutput();
        string[] command = OperatingSystem.IsWindows() ? ["cmd", "/d", "/c", line] : ["/bin/sh", "-c", line];
        var end = await ChildProcess.RunAsync(folder, command, environment, kept, show: false, patience.Token);
        cancel.ThrowIfCancellationRequested();
        return new LineEnd(end.WasStopped ? null : end.ExitCode, end.Took, kept.Bytes());
    }
}
