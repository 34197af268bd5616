namespace Airworthy.Core.Observations;

/// <summary>What JUnit reports of the functionality tests say.</summary>
/// <param name="Files">The reports that were read.</param>
/// <param name="MadeAt">When the oldest of them was written.</param>
/// <param name="Tests">Tests that were collected, skipped ones included.</param>
/// <param name="Failed">Tests that failed or broke.</param>
/// <param name="Seconds">What the tests took together.</param>
/// <param name="Cases">Case files in <c>.airworthy/cases/</c>.</param>
/// <param name="NewerThan">What of the code, or of the model's stored answers, changed after the report was written; null when nothing did.</param>
/// <param name="Failures">Names of a few failed tests.</param>
/// <param name="Ended">How <c>commands.functionality_tests</c> ended, where <c>airworthy check --here</c> ran it.</param>
public sealed record FunctionalityReport(
    IReadOnlyList<string> Files, DateTimeOffset MadeAt, int Tests, int Failed = 0, int Skipped = 0, double Seconds = 0, int Cases = 0,
    string? NewerThan = null, IReadOnlyList<string>? Failures = null, CommandEnd? Ended = null) : Observation;
