using System.Text.Json;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Trials;

/// <summary>What came of running the functionality tests with a model that was broken on purpose, as it is kept beside the report.</summary>
/// <param name="StartedAt">When.</param>
/// <param name="Command">The contract's command.</param>
/// <param name="Model">Whose model was broken, for a person.</param>
/// <param name="How">What was done to it, in words; null when it could not be broken.</param>
/// <param name="WhyNot">Why it could not.</param>
/// <param name="Ended">How the command ended with it.</param>
public sealed record TeethTrial(DateTimeOffset StartedAt, string Command, string Model, string? How = null, string? WhyNot = null, CommandEnd? Ended = null)
{
    /// <summary>In the command, the place of the model's file.</summary>
    public const string Place = "{model}";

    /// <summary>The report of the tests with the broken model; it is no report about the code, and counts as none.</summary>
    public const string Report = $"{TestRun.Folder}/teeth/broken.xml";

    /// <summary>What the command printed.</summary>
    public const string Output = $"{TestRun.Folder}/teeth/broken.txt";

    public const string Note = $"{TestRun.Folder}/teeth/broken.run.json";

    public string ToText() => JsonSerializer.Serialize(this, TrialJson.Default.TeethTrial) + "\n";

    /// <summary>Null when the text is no such note.</summary>
    public static TeethTrial? Read(string text) => TrialJson.Read(text, TrialJson.Default.TeethTrial);
}
