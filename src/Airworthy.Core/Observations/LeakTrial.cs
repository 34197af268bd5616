namespace Airworthy.Core.Observations;

/// <summary>What became of the contract's own commands on tables that show whether anything of dev reaches training.</summary>
/// <param name="Commit">What was checked out.</param>
/// <param name="Rows">Rows of train that features were made of.</param>
/// <param name="Columns">Columns of features that were compared.</param>
/// <param name="Fitted">By column, the rows of train whose features change when rows of dev lie beside them.</param>
/// <param name="Unsteady">By column, the rows whose features change when nothing else does.</param>
/// <param name="Plain">What predictions are worth with the labels as they are; null when there are none.</param>
/// <param name="Shuffled">The same where each row has the label of another, in train and in dev.</param>
/// <param name="Wrong">Why it broke off, as a sentence; null when it did not.</param>
/// <param name="NewerThan">What of the code changed since; null when nothing did.</param>
public sealed record LeakTrial(
    string Commit, DateTimeOffset MadeAt, long Rows, int Columns, IReadOnlyDictionary<string, long>? Fitted = null, IReadOnlyDictionary<string, long>? Unsteady = null,
    TrialMetric? Plain = null, TrialMetric? Shuffled = null, string? Wrong = null, string? NewerThan = null) : Observation;
