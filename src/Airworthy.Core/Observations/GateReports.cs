using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>What the gate has said of the champion and of the other versions of the model.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Report">The gate's newest report of it; null when it was never judged.</param>
/// <param name="Refused">Versions that the gate refused, with what it said, newest first.</param>
/// <param name="Judged">Versions with a report.</param>
public sealed record GateReports(string Model, string Version, StoredGateReport? Report = null, IReadOnlyList<RefusedVersion>? Refused = null, int Judged = 0) : Observation;

/// <summary>A report as it lies with the run.</summary>
/// <param name="DaysAgo">When the gate judged.</param>
/// <param name="Intact">Whether its content has the digest that the version names.</param>
/// <param name="SameModel">Whether the version's files are those that were judged.</param>
/// <param name="SameRows">Whether the split has the rows that decided.</param>
/// <param name="SamePromise">Whether the contract still asks what it asked.</param>
/// <param name="Checks">What it said.</param>
public sealed record StoredGateReport(int DaysAgo, bool Intact = true, bool SameModel = true, bool SameRows = true, bool SamePromise = true, IReadOnlyList<GateCheck>? Checks = null);

/// <param name="Check">Its name.</param>
public sealed record GateCheck(string Check, Answer Answer, string Says = "");

/// <param name="Because">The checks that said no.</param>
public sealed record RefusedVersion(string Version, int DaysAgo, string Because);
