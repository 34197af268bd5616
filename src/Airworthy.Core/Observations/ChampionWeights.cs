namespace Airworthy.Core.Observations;

/// <summary>The numbers inside the champion's file.</summary>
/// <param name="Count">All of them; 0 of a model without any.</param>
/// <param name="NotFinite">NaN or infinite.</param>
/// <param name="MostAbs">The largest finite one, without sign.</param>
/// <param name="Dead">Units of <paramref name="Units"/> whose weights are all 0.</param>
/// <param name="Outside">Tensors whose numbers lie in another file.</param>
/// <param name="First">Where the first number stands that is not finite.</param>
public sealed record ChampionWeights(string Model, string Version, long Count, long NotFinite, double MostAbs, long Dead = 0, long Units = 0, long Outside = 0, string? First = null) : Observation;
