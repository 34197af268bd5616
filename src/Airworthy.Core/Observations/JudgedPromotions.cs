namespace Airworthy.Core.Observations;

/// <summary>What the gate had said of each version before it became the champion, as the tracking server tells.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Since">The day of the gate's first report; null when it never judged.</param>
/// <param name="Of">Promotions of the last 365 days after that, newest first.</param>
/// <param name="Earlier">Promotions before that.</param>
public sealed record JudgedPromotions(string Model, DateOnly? Since = null, IReadOnlyList<JudgedPromotion>? Of = null, int Earlier = 0) : Observation;

/// <summary>A version became the champion.</summary>
/// <param name="On">The day on which it did.</param>
/// <param name="Judged">The day of the newest intact report of it before; null when there is none.</param>
/// <param name="Checks">What that report said.</param>
public sealed record JudgedPromotion(string Version, DateOnly On, DateOnly? Judged = null, IReadOnlyList<GateCheck>? Checks = null);
