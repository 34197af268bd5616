using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist;

/// <summary>
/// Judges one machine part. Pure: same contract and observations, same verdict. Its class is nested in a static class named like the
/// item and is named like the part: <c>LeakageSafeSplit.Rows</c> judges <c>leakage-safe-split/rows</c>. Nobody registers it.
/// </summary>
public interface ICheck
{
    /// <summary>Raised when the meaning changes; older records then no longer count.</summary>
    int Version => 1;

    /// <summary>A known defect that this check must see. It is the drill, and the generator behind the lying twin.</summary>
    Defect Defect { get; }
}

/// <summary>A check that needs the contract alone.</summary>
public interface IContractCheck : ICheck
{
    Verdict Judge(ProjectContract contract);
}

/// <summary>A check that needs one observation.</summary>
public interface ICheck<in T> : ICheck where T : Observation
{
    Verdict Judge(ProjectContract contract, T seen);
}

/// <summary>A check that needs two observations.</summary>
public interface ICheck<in T1, in T2> : ICheck where T1 : Observation where T2 : Observation
{
    Verdict Judge(ProjectContract contract, T1 first, T2 second);
}
