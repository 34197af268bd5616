namespace Airworthy.Core.Observations;

/// <summary>Features that name a row rather than describe it, and whether the place of a row in the table speaks of the label.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Features">Texts and whole numbers that the model reads, most unique first.</param>
/// <param name="Order">Null without a label, or when rows are split by time anyway.</param>
public sealed record RowIdentity(long Rows, IReadOnlyList<NameLike> Features, RowOrder? Order = null) : Observation;

/// <summary>What the values of a nearly unique column look like.</summary>
public enum NamePattern { None, Sequence, Random }

/// <param name="UniqueShare">Different values ÷ rows that have one, in [0, 1].</param>
public sealed record NameLike(string Column, double UniqueShare, NamePattern Pattern);

/// <param name="Auc">AUC of the row's position for the label, of the better direction, in [0.5, 1].</param>
/// <param name="Low">Lower end of its 95 % interval, over blocks of neighbouring rows.</param>
/// <param name="High">Upper end.</param>
public sealed record RowOrder(double Auc, double Low, double High);
