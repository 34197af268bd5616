namespace Airworthy.Core.Observations;

/// <summary>What JUnit reports of the unit tests say.</summary>
/// <param name="Files">The reports that were read.</param>
/// <param name="MadeAt">When the oldest of them was written.</param>
/// <param name="Tests">Tests that were collected, skipped ones included.</param>
/// <param name="Failed">Tests that failed or broke.</param>
/// <param name="SkippedWithoutReason">Skipped tests that give no reason.</param>
/// <param name="NewerThan">What changed after the report was written, such as a commit; null when nothing did.</param>
/// <param name="Failures">Names of a few failed tests.</param>
/// <param name="Marked">Tests of the training code, by their marker or name.</param>
/// <param name="Ended">How <c>commands.unit_tests</c> ended, where <c>airworthy check --here</c> ran it.</param>
public sealed record TestReport(
    IReadOnlyList<string> Files, DateTimeOffset MadeAt, int Tests, int Failed = 0, int Skipped = 0, int SkippedWithoutReason = 0, double Seconds = 0,
    string? NewerThan = null, IReadOnlyList<string>? Failures = null, IReadOnlyList<MarkedTest>? Marked = null,
    CommandEnd? Ended = null) : Observation;

/// <summary>How one test ended.</summary>
public enum TestOutcome { Passed, Failed, Skipped }

/// <summary>A test of the code that defines and trains the model.</summary>
/// <param name="Kind"><c>interface</c>, <c>step</c>, <c>loss</c>, <c>overfit</c> or <c>resume</c>.</param>
public sealed record MarkedTest(string Kind, string Name, TestOutcome Outcome, double Seconds = 0);
