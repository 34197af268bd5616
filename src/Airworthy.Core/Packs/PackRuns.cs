using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Packs;

/// <summary>How the commands of packs ended, by item.</summary>
public sealed record PackRuns(IReadOnlyDictionary<string, PackRun> Items) : Observation;

/// <summary>How one command ended.</summary>
/// <param name="ExitCode">Null when it did not end by itself.</param>
/// <param name="LastLine">The last line that it printed; empty when it printed none.</param>
/// <param name="Why">Why it did not end by itself, as a sentence.</param>
public sealed record PackRun(int? ExitCode, string LastLine, TimeSpan Took, string? Why = null);

/// <summary>Judges a part <c>command</c>: it ended with 0.</summary>
public sealed class CommandEnds(Item item) : ICheck<PackRuns>
{
    /// <summary>What a drill would plant; none is made for items of a project, whose commands are its own.</summary>
    public Defect Defect => new Defect.Seen("its command is the project's own", new PackRuns(new Dictionary<string, PackRun> { [item.Id] = new(1, "drill", TimeSpan.Zero) }));

    public Verdict Judge(ProjectContract contract, PackRuns seen)
    {
        if (seen.Items.GetValueOrDefault(item.Id) is not { } run)
        {
            return Verdict.Unknown("Its command was not run.", $"Run `airworthy check {item.Id} --pack-commands`.");
        }

        var last = run.LastLine.Length == 0 ? "" : $" Its last line: {run.LastLine}";
        return run.ExitCode switch
        {
            null => Verdict.Unknown($"{run.Why}{last}", $"Mend the command in {item.Front.Origin}."),
            0 => Verdict.Met($"Its command ended with 0.{last}").With(("exit_code", 0), ("seconds", run.Took.TotalSeconds)),
            { } code => Verdict.Unmet($"Its command ended with {code}.{last}", Pages.Section(item, "To make it true") is { Length: > 0 } how ? how : "Mend what the command looks at.")
                .With(("exit_code", code), ("seconds", run.Took.TotalSeconds)),
        };
    }
}
