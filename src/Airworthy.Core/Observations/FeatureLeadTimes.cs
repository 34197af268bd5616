namespace Airworthy.Core.Observations;

/// <summary>How long features took from the first commit that named them until a champion used them.</summary>
/// <param name="Features">First used within the last <paramref name="Days"/> days, newest first.</param>
/// <param name="Days">How far back from today was looked.</param>
/// <param name="Older">Features that were first used before that.</param>
/// <param name="Unnamed">Features of a champion that no commit names, or that the oldest commit of a shallow clone names already.</param>
/// <param name="IsRemembered">Whether the server tells when each version became champion; else the day a version was registered stands for it, and only today's champion is known.</param>
public sealed record FeatureLeadTimes(string Model, IReadOnlyList<FeatureWay> Features, int Days, int Older, IReadOnlyList<string> Unnamed, bool IsRemembered) : Observation;

/// <summary>The way of one feature into use.</summary>
/// <param name="Named">When the first commit that names it was written.</param>
/// <param name="Commit">That commit, abbreviated.</param>
/// <param name="Used">When the first version whose signature has it became champion.</param>
public sealed record FeatureWay(string Name, DateOnly Named, string Commit, DateOnly Used, string Version)
{
    /// <summary>Calendar days from the one to the other; 0 at least.</summary>
    public int Days => Math.Max(0, Used.DayNumber - Named.DayNumber);
}
