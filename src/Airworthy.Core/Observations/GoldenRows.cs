namespace Airworthy.Core.Observations;

/// <summary>The features of stored rows, made once by the code of training and once by the code of serving, laid side by side.</summary>
/// <param name="Training">The table that the code of training wrote.</param>
/// <param name="Serving">The table that the code of serving wrote.</param>
/// <param name="MadeAt">When the older of them was written.</param>
/// <param name="Rows">Rows that both have.</param>
/// <param name="OnlyTraining">Rows that only training has.</param>
/// <param name="OnlyServing">Rows that only serving has.</param>
/// <param name="Columns">Features that both have.</param>
/// <param name="OneSided">Features that only one has.</param>
/// <param name="Different">Features that differ in a row, the most frequent first.</param>
/// <param name="NewerThan">What of the code changed after they were written; null when nothing did.</param>
public sealed record GoldenRows(
    string Training, string Serving, DateTimeOffset MadeAt, long Rows, long OnlyTraining, long OnlyServing, int Columns, IReadOnlyList<string> OneSided, IReadOnlyList<GoldenDifference> Different,
    string? NewerThan = null) : Observation;

/// <summary>A feature that the two sides make differently.</summary>
/// <param name="Rows">In how many rows.</param>
/// <param name="Id">The first of them.</param>
/// <param name="InTraining">Its value there; null for none.</param>
/// <param name="InServing">Its value there; null for none.</param>
public sealed record GoldenDifference(string Feature, long Rows, string Id, string? InTraining = null, string? InServing = null);
