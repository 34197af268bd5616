using Airworthy.Serving.Models;

namespace Airworthy.Serving.Routing;

/// <summary>A prediction and where it comes from.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Version">Of the model that answered; <c>0</c> of a constant.</param>
/// <param name="Arm">Which part of the traffic the request belongs to: <c>live</c> or <c>candidate</c>.</param>
/// <param name="Generation">Of the route table that was in force.</param>
/// <param name="ServedBy">What answered, for example <c>models:/flight-delay/3</c>.</param>
/// <param name="Degraded">Why something else answered than should have; null where it did not.</param>
public sealed record Answered(string Id, string Endpoint, string Version, string Arm, long Generation, string ServedBy, string? Degraded, IReadOnlyList<Tensor> Outputs);
