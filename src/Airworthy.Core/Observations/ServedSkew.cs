using Airworthy.Core.Evaluations;

namespace Airworthy.Core.Observations;

/// <summary>Logged requests of the version in use beside what the code of training makes of the same rows.</summary>
/// <param name="HoursAgo">When they were compared.</param>
/// <param name="IsSameModel">The files of the version are those that were compared.</param>
public sealed record ServedSkew(SkewReport Report, double HoursAgo, bool IsSameModel = true) : Observation;
