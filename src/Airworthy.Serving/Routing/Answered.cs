using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Routing;

/// <summary>A prediction and where it comes from.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Version">Of the model that answered; <c>0</c> of a constant.</param>
/// <param name="Arm">Which part of the traffic the request belongs to: <c>live</c> or <c>candidate</c>.</param>
/// <param name="Generation">Of the route table that was in force.</param>
/// <param name="ServedBy">What answered, for example <c>models:/flight-delay/3</c>.</param>
/// <param name="Degraded">Why something else answered than should have; null where it did not.</param>
/// <param name="Rows">Who answered each row and what the guards said of it; null where no guard was asked and one step answered all.</param>
public sealed record Answered(string Id, string Endpoint, string Version, string Arm, long Generation, string ServedBy, string? Degraded, IReadOnlyList<Tensor> Outputs, IReadOnlyList<RowAnswer>? Rows = null)
{
    /// <summary>With which probability the sets or intervals of <see cref="Rows"/> hold the truth; null where nothing is promised.</summary>
    public double? Coverage { get; init; }

    /// <summary>Whether <see cref="RowAnswer.Set"/> is an interval.</summary>
    public bool IsInterval { get; init; }

    /// <summary>Whether rows were answered by different steps.</summary>
    public bool IsMixed
    {
        get
        {
            for (var r = 1; r < Rows?.Count; r++)
            {
                if (Rows[r].ServedBy != Rows[0].ServedBy || Rows[r].Reason != Rows[0].Reason)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
