using Airworthy.Core.Checklist;
using Airworthy.Core.Records;

namespace Airworthy.Data.Records;

/// <summary>
/// The ledger of reads of the test split: one record per read, kept among the records of checks, so that it is append-only, chained per writer, and
/// travels with <c>records push|pull</c>.
/// </summary>
public static class TestReadLedger
{
    /// <summary>The name under which reads are kept. It is no part of the checklist.</summary>
    public const string Name = "test-split/read";

    private const string Digest = "split";

    /// <summary>Every read in some records, oldest first.</summary>
    public static IEnumerable<CheckRecord> Of(IEnumerable<CheckRecord> records) => records.Where(r => r.Check == Name);

    /// <summary>Whether a read gave out exactly the rows of a digest.</summary>
    public static bool IsOf(CheckRecord read, string digest) => read.Subject.GetValueOrDefault(Digest) == digest;

    /// <summary>A read as a record, to be appended before the rows are given out: a read that fails afterwards is counted, one that succeeds never goes uncounted.</summary>
    /// <param name="run">The name of the run that reads.</param>
    /// <param name="digest">Over which rows were read.</param>
    public static CheckRecord Entry(Writer by, string? run, long rows, string digest, DateTimeOffset at) => new()
    {
        Check = Name,
        CheckVersion = 1,
        Answer = Answer.Met,
        Says = $"{(run is null ? "A run without a name" : $"Run {run}")} read the {rows:N0} rows of test.",
        Measured = new Dictionary<string, double> { ["rows"] = rows },
        Subject = new Dictionary<string, string> { [Digest] = digest },
        By = run is null ? by : by with { Run = run },
        At = at,
    };
}
