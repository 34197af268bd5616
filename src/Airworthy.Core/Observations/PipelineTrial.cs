namespace Airworthy.Core.Observations;

/// <summary>How the contract's own commands went, one after the other, in a clean checkout and on a small table.</summary>
/// <param name="Commit">What was checked out.</param>
/// <param name="Steps">Those that were run, in order; the first that did not end with 0 is the last.</param>
/// <param name="TrainRows">Rows of train that it was made from.</param>
/// <param name="AskedRows">Rows of dev whose labels were taken away and that it predicted.</param>
/// <param name="Seconds">Of all together.</param>
/// <param name="Wrong">What is wrong with what the steps left behind, as a sentence; null when nothing is.</param>
/// <param name="Score">What the predictions are worth; null when there are none.</param>
/// <param name="NotCommitted">Whether files had changes that are in no commit, and so were not tried.</param>
/// <param name="NewestRowDays">Age of the newest row of the table, in days; null without a time.</param>
/// <param name="NewerThan">What of the code changed since; null when nothing did.</param>
/// <param name="Served">What an endpoint said of the same rows; null where nobody tried, because a step broke before.</param>
public sealed record PipelineTrial(
    string Commit, DateTimeOffset MadeAt, IReadOnlyList<TrialStep> Steps, long TrainRows, long AskedRows, double Seconds,
    string? Wrong = null, TrialMetric? Score = null, bool NotCommitted = false, double? NewestRowDays = null, string? NewerThan = null, ServedAnswers? Served = null) : Observation
{
    /// <summary>Rows that must be predicted.</summary>
    public const int MinimumRows = 100;
}

/// <summary>The freshly trained model behind a gateway of the trial, and how its answers compare with those of <c>commands.predict</c>.</summary>
/// <param name="Asked">Requests that were sent, of one row each.</param>
/// <param name="Refused">Those that got no answer; <paramref name="Why"/> says what the first was told.</param>
/// <param name="Different">Answers that differ by more than 1e-4 (of numbers above 1: of the number).</param>
/// <param name="Differing">The first of those, by what names the row.</param>
/// <param name="Largest">The largest difference.</param>
/// <param name="Why">Why it could not be asked, or what it refused with, as a sentence.</param>
/// <param name="IsModel">Whether there was a model that a gateway could be given, and rows that it takes.</param>
/// <param name="IsLoaded">Whether the gateway loaded it.</param>
public sealed record ServedAnswers(int Asked, int Refused, int Different, IReadOnlyList<string> Differing, double Largest = 0, string? Why = null, bool IsModel = true, bool IsLoaded = true);

/// <summary>One command of a trial.</summary>
/// <param name="Name"><c>prepare</c>, <c>features</c>, <c>train</c> or <c>predict</c>.</param>
public sealed record TrialStep(string Name, CommandEnd Ended);

/// <summary>A metric of a trial with its interval, beside that of the best answer that is the same for every row.</summary>
/// <param name="Low">Lower end of the interval, in units of the metric.</param>
/// <param name="IsUp">Whether more is better.</param>
public sealed record TrialMetric(string Name, double Value, double Low, double High, double Constant, bool IsUp = true);

/// <summary>On which days CI or a schedule tried the pipeline.</summary>
/// <param name="Days">Of the last <see cref="Window"/> days, each once.</param>
/// <param name="Ever">Trials of CI or a schedule that records tell of, whenever they were.</param>
public sealed record ScheduledTrials(IReadOnlyList<DateOnly> Days, int Ever) : Observation
{
    /// <summary>Days that are looked back.</summary>
    public const int Window = 7;

    /// <summary>The number of a record that names the trial it is about, in seconds since 1970: a later check reads the same trial again, which is no trial of its own.</summary>
    public const string TrialAt = "trial_unix_seconds";
}
