namespace Airworthy.Core.Observations;

/// <summary>How often runs have read the test split, as the ledger of reads counts it.</summary>
/// <param name="Reads">Reads of the present model generation.</param>
/// <param name="Ever">Reads of all time; 0 when nobody ever read test through <c>airworthy data read</c>.</param>
/// <param name="Since">What the generation began with, in words.</param>
/// <param name="Newest">The newest reads of the generation, newest first; a few.</param>
public sealed record TestReads(int Reads, int Ever, string Since, IReadOnlyList<TestRead> Newest) : Observation;

/// <param name="On">The day.</param>
/// <param name="Run">The run that read; null when it gave no name.</param>
/// <param name="By">The writer of the record.</param>
public sealed record TestRead(DateOnly On, string? Run, string By);
