using Airworthy.Serving.Feedback;

namespace Airworthy.Serving.Releases;

/// <summary>How a candidate and the version in use decided the newest rows that both have answered, until what came true is told; after a restart those that the prediction log has kept are here again.</summary>
internal sealed class ShadowDecisions
{
    private readonly AwaitedRows<(bool Candidate, bool Live)> _decided = new(Guards.SetsGiven.Most);

    public void Add(string id, int row, bool candidate, bool live) => _decided.Add(id, row, (candidate, live));

    /// <summary>What both decided of a row whose truth came; null where they did not. The first truth counts.</summary>
    public (bool Candidate, bool Live)? Take(string id, int row) => _decided.TryTake(id, row, out var decided) ? decided : null;

    /// <summary>A label as a yes or no; null where it is neither.</summary>
    public static bool? Truth(string label) => label switch
    {
        "1" => true,
        "0" => false,
        _ => bool.TryParse(label, out var truth) ? truth : null,
    };
}
