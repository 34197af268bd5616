namespace Airworthy.Core.Checklist;

/// <summary>How large a planted defect is, against the limit it breaks.</summary>
public enum DefectSize { JustBelow, JustAbove, FarAbove }

/// <summary>A known defect, described but not applied: whoever drills applies it to a throw-away copy of the project.</summary>
public abstract record Defect
{
    private Defect()
    {
    }

    /// <summary>
    /// What the verdict must become: <c>Unmet</c>; <c>Undecided</c> where a machine only asks; <c>Unknown</c> where age or change takes the evidence away;
    /// <c>Met</c> where the page lets the check raise no more than a concern, and then a new concern is asked for.
    /// </summary>
    public Answer Turns { get; init; } = Answer.Unmet;

    /// <summary>Other values for contract fields; a null removes the field. Values are YAML.</summary>
    public sealed record Promise(IReadOnlyDictionary<string, string?> Fields) : Defect;

    /// <summary>
    /// SQL statements over the writable table <c>data</c> (the project's raw columns, then <c>__split</c> and <c>__label</c> as read),
    /// run on a copy whose rows are then written back to the project's files. <c>$label</c>, <c>$time</c>, <c>$entity</c>, <c>$id</c>,
    /// <c>$feature</c> (the first numeric feature) are replaced by quoted names.
    /// </summary>
    /// <param name="Sql">The statements for a size.</param>
    /// <param name="Fields">Contract fields to change with them.</param>
    public sealed record Rows(Func<DefectSize, string> Sql, IReadOnlyDictionary<string, string?> Fields) : Defect;

    /// <summary>Files of the project to write, by path; a null deletes the file. <c>*</c> in a path deletes all that match.</summary>
    public sealed record Files(Func<DefectSize, IReadOnlyDictionary<string, string?>> Content) : Defect
    {
        /// <summary>Contract fields to change with them.</summary>
        public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();
    }

    /// <summary>
    /// Worse answers in the candidate's stored predictions of the split that ranks models: on a share of the rows for which a condition holds the answer is
    /// surely wrong, and a number is off by half of itself and one.
    /// </summary>
    /// <param name="Where">SQL over the table's columns from the contract and, by column, a literal of a frequent value of it (null without one); null when the contract has nothing that it could be.</param>
    /// <param name="Share">Of these rows, in (0, 1].</param>
    public sealed record Predicted(Func<Contracts.ProjectContract, Func<string, string?>, string?> Where, Func<DefectSize, double> Share) : Defect;

    /// <summary>Commits on top of the project's history, oldest first, for a part that judges how files came to be there.</summary>
    public sealed record Commits(Func<DefectSize, IReadOnlyList<PlantedCommit>> Content) : Defect
    {
        /// <summary>Contract fields to change with them, before the first commit.</summary>
        public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();
    }

    /// <summary>The part judges what lies outside a copy of the project (people's signs of life, a forge): the observation is replaced.</summary>
    /// <param name="Why">Why no copy can show it.</param>
    public sealed record Seen(string Why, Observations.Observation Instead) : Defect
    {
        /// <summary>Contract fields to change with it.</summary>
        public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();
    }

    /// <summary>Contract fields as pairs of path and YAML value; null removes.</summary>
    public static Promise Promising(params ReadOnlySpan<(string Path, string? Yaml)> fields)
    {
        var all = new Dictionary<string, string?>();
        foreach (var (path, yaml) in fields)
        {
            all[path] = yaml;
        }

        return new Promise(all);
    }

    public static Defect Planting(Func<DefectSize, string> sql, params ReadOnlySpan<(string Path, string? Yaml)> fields) =>
        new Rows(sql, Promising(fields).Fields);

    public static Defect Writing(string path, string? content) => new Files(_ => new Dictionary<string, string?> { [path] = content });
}

/// <summary>A commit that a drill makes on the default branch of a throw-away copy.</summary>
/// <param name="By">Its author and committer, as <c>name &lt;address&gt;</c>.</param>
/// <param name="Files">Files it writes, by path; a null deletes the file.</param>
public sealed record PlantedCommit(string Message, string By, IReadOnlyDictionary<string, string?> Files);
