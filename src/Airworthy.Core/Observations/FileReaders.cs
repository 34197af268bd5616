namespace Airworthy.Core.Observations;

/// <summary>Who may read the files that hold the data, as far as the file system says so.</summary>
/// <param name="Places">The places that were looked at, as the contract names them.</param>
/// <param name="Files">Files in them.</param>
/// <param name="ByEverybody">Files that every account of the machine can read: the file and each folder above it let others in.</param>
/// <param name="ByGroup">Files that their group can read, beside their owner.</param>
/// <param name="Examples">A few of the files that everybody can read.</param>
public sealed record FileReaders(IReadOnlyList<string> Places, long Files, long ByEverybody, long ByGroup, IReadOnlyList<string>? Examples = null) : Observation;
