using Airworthy.Core.Trials;

namespace Airworthy.Probes.Ci;

/// <summary>Reads how the contract's test commands ended that <c>airworthy check --here</c> ran.</summary>
internal static class TestRuns
{
    private const long MaxBytes = 1_000_000;

    /// <summary>Reports of a run may carry a stamp of the second in which it started.</summary>
    private static readonly TimeSpan s_grain = TimeSpan.FromSeconds(2);

    /// <summary>The newest run of a command; null when it was never run here, or when the contract has another command by now.</summary>
    public static TestRun? Newest(Surroundings around, string kind, string? command)
    {
        var file = Path.Combine(around.Root, TestRun.NoteOf(kind));
        return File.Exists(file) && new FileInfo(file).Length <= MaxBytes && TestRun.Read(File.ReadAllText(file)) is { } run && run.Ended.Command == command ? run : null;
    }

    extension(TestRun run)
    {
        /// <summary>Why there is no report although the command was run; null when there is one. Reports of earlier runs say nothing about this one.</summary>
        /// <param name="field">The contract's field of the command.</param>
        public (string Because, string Next)? LeftNothing(IEnumerable<ReportFile> reports, string field)
        {
            var ended = run.Ended;
            return ended.ExitCode is null ? ($"`{ended.Command}` did not end within {ended.Seconds / 60:0.#} minutes and was stopped.", "Find the test that hangs, or split off what takes long.")
                : reports.Any(r => r.MadeAt >= run.StartedAt - s_grain) ? null
                : ($"`{ended.Command}` ended with {ended.ExitCode} and left no JUnit report.{(ended.LastLine.Length == 0 ? "" : $" Its last line: {ended.LastLine}")}",
                    $"Let {field} write JUnit XML to {{junit}}, and see what it printed in {TestRun.Folder}/.");
        }
    }
}
