using System.Security.Cryptography;

using Airworthy.Cli.Guarding;
using Airworthy.Core.Evaluations;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli.Gating;

/// <summary>What a judgement of this project's models rests on now.</summary>
internal static class PresentBasis
{
    /// <exception cref="Refusal">The approved schema cannot be read.</exception>
    public static async Task<GateBasis> OfAsync(Project project, CancellationToken cancel)
    {
        var there = await LockedEnvironmentProbe.LookAsync(project.Root, cancel);
        var locks = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in there.Locks)
        {
            await using var content = File.OpenRead(Path.Combine(project.Root, file.Path));
            locks[file.Path] = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
        }

        return new GateBasis(locks, [.. there.Images.Select(i => i.Image).Distinct().Order(StringComparer.Ordinal)], PromisedGuards.SchemaOf(project)?.Digest);
    }
}
