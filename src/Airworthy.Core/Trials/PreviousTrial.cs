using System.Text.Json;

using Airworthy.Core.Observations;

namespace Airworthy.Core.Trials;

/// <summary>What came of running the functionality tests with the version that a rollback would bring back, as it is kept beside the report.</summary>
/// <param name="StartedAt">When.</param>
/// <param name="Command">The contract's command.</param>
/// <param name="Model">The version: <c>models:/late/2</c>.</param>
/// <param name="Digest">Of its files.</param>
/// <param name="Ended">How the command ended.</param>
public sealed record PreviousTrial(DateTimeOffset StartedAt, string Command, string Model, string Digest, CommandEnd Ended)
{
    /// <summary>The report of the tests with that version; it says nothing about the model in use.</summary>
    public const string Report = $"{TestRun.Folder}/previous/cases.xml";

    /// <summary>What the command printed.</summary>
    public const string Output = $"{TestRun.Folder}/previous/cases.txt";

    public const string Note = $"{TestRun.Folder}/previous/cases.run.json";

    public string ToText() => JsonSerializer.Serialize(this, TrialJson.Default.PreviousTrial) + "\n";

    /// <summary>Null when the text is no such note.</summary>
    public static PreviousTrial? Read(string text) => TrialJson.Read(text, TrialJson.Default.PreviousTrial);
}
