using Airworthy.Core.Evaluations;

namespace Airworthy.Core.Observations;

/// <summary>Load tests of the model that is to serve, and of the versions before it.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The champion, else the newest version.</param>
/// <param name="Newest">The newest load test of that version; null: there is none.</param>
/// <param name="Earlier">Those before it, of any version, newest first.</param>
/// <param name="Damaged">Reports whose content is not what their name says.</param>
public sealed record LoadTests(string Model, string Version, LoadTest? Newest = null, IReadOnlyList<LoadTest>? Earlier = null, int Damaged = 0) : Observation;

/// <param name="IsSameModel">The version's files are those that were tested.</param>
public sealed record LoadTest(LoadReport Report, int DaysAgo, bool IsSameModel = true);
