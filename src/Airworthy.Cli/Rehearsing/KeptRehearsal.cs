using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Data.Records;

namespace Airworthy.Cli.Rehearsing;

/// <summary>Says how a rehearsal went, and keeps it among the project's records.</summary>
internal static class KeptRehearsal
{
    /// <summary>Who rehearses here, as records name it.</summary>
    public static Writer By(Project project)
    {
        var ran = RunBy.Of(null);
        return new Writer(WriterKind.Drill, $"drill-{ran?.Id ?? new RecordStore(project.Root).LocalWriter()}", ran?.Run, ran?.Commit);
    }

    /// <summary>Keeps it, and prints it.</summary>
    /// <returns>The exit code: 0 where all went as it should, 1 where it did not, 2 where it could not be told.</returns>
    public static async Task<int> EndAsync(Project project, Rehearsal done, CancellationToken cancel)
    {
        await new RecordStore(project.Root).AppendAsync(done.By.Id, [done.ToRecord()], cancel);
        Console.WriteLine($"{done.Outcome switch { Answer.Met => "held", Answer.Unmet => "DID NOT HOLD", Answer.Undecided => "undecided", _ => "not told" },-12} {done.Name}: {done.Says}");
        if (done.Next is { } next)
        {
            Console.WriteLine($"{"",-12} {next}");
        }

        foreach (var (name, value) in done.Measured)
        {
            Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{"",-12} {name.Replace('_', ' ')} {value:0.###}"));
        }

        return done.Outcome switch { Answer.Met => 0, Answer.Unmet => 1, _ => 2 };
    }
}
