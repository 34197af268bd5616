namespace Airworthy.Core.Observations;

/// <summary>Rows of a split that were drawn, asked again of the champion's file and compared with what its run stored, by <c>airworthy model explain --replay</c>.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Split">The split.</param>
/// <param name="Rows">How many were drawn.</param>
/// <param name="Different">Those whose answer is not the stored one.</param>
/// <param name="Differing">Some of them, by their ids.</param>
/// <param name="Largest">The largest difference seen.</param>
/// <param name="DaysAgo">When.</param>
/// <param name="PartsApart">The largest distance between an answer and what its parts add up to; null where the file cannot be taken apart exactly.</param>
public sealed record StoredAnswersAgain(string Model, string Version, string Split, int Rows, int Different, IReadOnlyList<string> Differing, double Largest, int DaysAgo, double? PartsApart = null) : Observation;
