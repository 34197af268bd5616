using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Probes;

/// <summary>What people wrote below <c>.airworthy/</c>, as read from the working tree, with everything that was wrong with it.</summary>
public sealed record ProjectFiles
{
    public People People { get; init; } = People.Nobody;

    public IReadOnlyDictionary<string, StatementOnFile> Statements { get; init; } = new Dictionary<string, StatementOnFile>();

    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    public IReadOnlyList<NotApplicable> NotApplicable { get; init; } = [];

    /// <summary>What was decided at stops, oldest first.</summary>
    public IReadOnlyList<StopDecision> Decisions { get; init; } = [];

    public IReadOnlyList<Problem> Problems { get; init; } = [];
}
