using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What a team promises: <c>airworthy.yaml</c>. Every field may be missing; what is missing stays unanswered.</summary>
public sealed record ProjectContract
{
    /// <summary>The version of the contract's format: 1.</summary>
    [Must, Within(1, 1)] public int Airworthy { get; init; }

    /// <summary>The project's name, also that of its registered model.</summary>
    [Must] public string Project { get; init; } = "";

    /// <summary>What kind of answer the model gives; sets templates and which items can apply.</summary>
    public ProjectKind? Kind { get; init; }

    /// <summary>How far the project has come. Live traffic overrides it.</summary>
    public Stage? Stage { get; init; }

    /// <summary>The day that counts as today, for historical projects only. Printed in every report.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Who must sign and how long texts must be.</summary>
    public Policy? Policy { get; init; }

    /// <summary>Paths of fields that were guessed. A guess can turn an item red, never green; deleting a name confirms it.</summary>
    public IReadOnlyList<string>? Guessed { get; init; }

    /// <summary>Who answers for success and failure.</summary>
    public Owner? Owner { get; init; }

    public Goal? Goal { get; init; }

    public Responsibility? Responsibility { get; init; }

    public Metric? Metric { get; init; }

    public ErrorCosts? ErrorCosts { get; init; }

    public Serving? Serving { get; init; }

    public Freshness? Freshness { get; init; }

    public DataPromise? Data { get; init; }

    public Features? Features { get; init; }

    /// <summary>Stored predictions by split: <c>dev</c> and <c>test</c>; a path in the project, or <c>run</c>.</summary>
    [Path] public IReadOnlyDictionary<string, string>? Predictions { get; init; }

    /// <summary>Groups of rows where a good average can hide a bad model.</summary>
    public IReadOnlyList<Slice>? Slices { get; init; }

    /// <summary>Simple things that the model has to beat.</summary>
    public IReadOnlyList<Baseline>? Baselines { get; init; }

    public Commands? Commands { get; init; }

    public Reproduce? Reproduce { get; init; }

    public Tuning? Tuning { get; init; }

    public Guards? Guards { get; init; }

    public Release? Release { get; init; }

    public Monitoring? Monitoring { get; init; }

    /// <summary>What can change without asking this team.</summary>
    public IReadOnlyList<Dependency>? Dependencies { get; init; }

    public Fallback? Fallback { get; init; }

    public Runs? Runs { get; init; }

    public Ci? Ci { get; init; }

    public ContinuousTraining? Ct { get; init; }

    public OnlineMetric? OnlineMetric { get; init; }

    public ReasonableScore? MlTestScore { get; init; }

    /// <summary>The text the contract was read from.</summary>
    [NotInFile] public ContractSource Source { get; init; } = ContractSource.None;

    /// <summary>The declared stage, or idea.</summary>
    public Stage StageOrIdea => Stage ?? Checklist.Stage.Idea;

    /// <summary>The declared policy, or standard.</summary>
    public Policy PolicyOrStandard => Policy ?? Contracts.Policy.Standard;

    /// <summary>Whether a field, or one above or below it, was guessed and not confirmed.</summary>
    public bool IsGuess(string path) => Guessed is { } guesses && guesses.Any(g =>
        g == path || path.StartsWith(g + ".", StringComparison.Ordinal) || g.StartsWith(path + ".", StringComparison.Ordinal));
}

/// <summary>What kind of answer a model gives.</summary>
public enum ProjectKind { TabularClassification, TabularRegression, Ranking, Forecasting, ImageClassification, TextClassification, Other }

/// <summary>How strict signing is: <c>light</c> for one person, <c>standard</c> with four eyes at severity 5, <c>strict</c> with all.</summary>
public enum Policy { Light, Standard, Strict }

/// <summary>One person answers for success and failure; the deputy stands in.</summary>
public sealed record Owner
{
    /// <summary>A handle in <c>.airworthy/people.yaml</c>.</summary>
    [Must] public string Person { get; init; } = "";

    /// <summary>Who stands in; also a handle.</summary>
    public string? Deputy { get; init; }
}

/// <summary>The root node of a contract, to find where a field stands.</summary>
/// <param name="File">The file as the user named it.</param>
public sealed record ContractSource(string File, Yaml? Root)
{
    public static readonly ContractSource None = new("airworthy.yaml", null);

    /// <summary>Where a field stands, or the file when it does not.</summary>
    public Place At(string path)
    {
        for (var at = path; at.Length > 0; at = at.LastIndexOf('.') is var dot and > 0 ? at[..dot] : "")
        {
            if (Root?.Find(at) is { } node)
            {
                return node.At;
            }
        }

        return new Place(File, Root is null ? 0 : 1, Root is null ? 0 : 1);
    }
}
