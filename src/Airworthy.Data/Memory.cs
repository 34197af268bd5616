using Airworthy.Core.Contracts;

namespace Airworthy.Data;

/// <summary>What the engine may hold before it spills to disk.</summary>
public static class Memory
{
    /// <summary>Below this an engine reads no file.</summary>
    private const long Least = 64;

    /// <summary>MB of 10⁶ bytes: what the contract allows, or half of what this process may have, be it of the machine or of its container.</summary>
    public static long MbFor(ProjectContract contract) =>
        contract.Data?.MemoryMb ?? Math.Max(Least, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / 1_000_000);
}
