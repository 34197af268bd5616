using Airworthy.Core.Records;
using Airworthy.Probes.Ci;

namespace Airworthy.Cli;

/// <summary>Tells who runs a command: a person, a CI, or a scheduler.</summary>
internal static class RunBy
{
    /// <summary>The writer of this run's records; null for a person at this machine.</summary>
    /// <param name="claimed">What <c>--as</c> said.</param>
    /// <exception cref="Refusal">The word is unknown, or a CI is claimed where none runs.</exception>
    public static Writer? Of(string? claimed)
    {
        var ci = Detect();
        return claimed switch
        {
            null => ci,
            "person" => null,
            "ci" => ci ?? throw new Refusal(64, "--as ci: none of the variables that a CI sets are here, so its records would prove nothing. Run it in the CI, or without --as."),
            "scheduler" => new Writer(WriterKind.Scheduler, $"scheduler-{Environment.MachineName}"),
            _ => throw new Refusal(64, $"--as {claimed}: expected ci, scheduler or person."),
        };
    }

    private static Writer? Detect() => CiRun.Of(Environment.GetEnvironmentVariable) is { } run ? new Writer(WriterKind.Ci, run.Id, run.Address, run.Commit) : null;
}
