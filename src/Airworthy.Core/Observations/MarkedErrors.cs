namespace Airworthy.Core.Observations;

/// <summary>What experts wrote on sheets of the model's worst errors.</summary>
/// <param name="Model">Whose stored answers they are compared with.</param>
/// <param name="Sheets">One for each that <c>goal.experts</c> names.</param>
public sealed record MarkedErrors(string Model, IReadOnlyList<MarkedSheet> Sheets) : Observation;

/// <param name="Person">The expert.</param>
/// <param name="Rows">Rows on the sheet.</param>
/// <param name="Marked">Those with a label or a note of the expert.</param>
/// <param name="Current">Marked rows that are among as many worst ones of the model as the sheet has, with the same answer.</param>
/// <param name="Different">Different marks.</param>
/// <param name="WhyNot">Why the sheet cannot be read.</param>
public sealed record MarkedSheet(string Path, string Person, int Rows = 0, int Marked = 0, int Current = 0, int Different = 0, string? WhyNot = null);
