using System.Text.Json;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Trials;

/// <summary>A run of one of the contract's test commands, as it is kept beside the report that it made.</summary>
/// <param name="StartedAt">Reports that are younger are of this run.</param>
/// <param name="Model">The digest of the model's file that the tests were given, <c>sha256:…</c>; null where they were given none.</param>
public sealed record TestRun(DateTimeOffset StartedAt, CommandEnd Ended, string? Model = null)
{
    /// <summary>The folder below the project in which reports of tests lie.</summary>
    public const string Folder = ".airworthy/store/reports";

    public const string UnitTests = "unit-tests";

    public const string FunctionalityTests = "functionality-tests";

    /// <summary>How the newest trial of the pipeline went.</summary>
    public const string PipelineTrial = $"{Folder}/pipeline.run.json";

    /// <summary>What its commands printed.</summary>
    public const string PipelineOutput = $"{Folder}/pipeline.txt";

    /// <summary>How the newest trial for leaks went.</summary>
    public const string Leaks = $"{Folder}/leaks.run.json";

    /// <summary>What its commands printed.</summary>
    public const string LeaksOutput = $"{Folder}/leaks.txt";

    /// <summary>The report that a command is told to write, in the place of <c>{junit}</c>.</summary>
    /// <param name="kind"><see cref="UnitTests"/> or <see cref="FunctionalityTests"/>.</param>
    public static string ReportOf(string kind) => $"{Folder}/{kind}.xml";

    /// <summary>What it printed.</summary>
    public static string OutputOf(string kind) => $"{Folder}/{kind}.txt";

    /// <summary>How it ended.</summary>
    public static string NoteOf(string kind) => $"{Folder}/{kind}.run.json";

    public string ToText() => JsonSerializer.Serialize(this, TrialJson.Default.TestRun) + "\n";

    /// <summary>Null when the text is no such note.</summary>
    public static TestRun? Read(string text) => TrialJson.Read(text, TrialJson.Default.TestRun);
}
