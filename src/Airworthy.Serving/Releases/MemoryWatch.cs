using System.Globalization;

using Airworthy.Serving.Models;

namespace Airworthy.Serving.Releases;

/// <summary>
/// Watches what this process holds while a candidate is on its way. A release begins only with a model that fits when it is loaded; what it takes once
/// it is asked shows later. Memory has no arms: what grows beyond the limit after a candidate came, and was within it before, is laid to the candidate,
/// and going back is the step that can be undone.
/// </summary>
internal sealed class MemoryWatch
{
    /// <summary>Looks, one a second, that must all be above the limit: a batch of many rows takes memory for a moment.</summary>
    private const int Looks = 3;

    private readonly Dictionary<long, (double Begin, bool IsKept, int Above)> _seen = [];

    /// <summary>What the process holds, in MB. With <c>true</c>, after what is garbage was given back.</summary>
    public Func<bool, double> Resident { get; set; } = static collect => (collect ? FirstRun.Resident() : Environment.WorkingSet) / FirstRun.Megabyte;

    /// <summary>It has looked at the release already.</summary>
    public bool Knows(Release release) => _seen.ContainsKey(release.No);

    /// <summary>Looks once for each release that runs.</summary>
    /// <param name="before">What an instance held before the release began, in MB, as the store has it: this process may have begun later, with the candidate in it. Null where nobody knows.</param>
    /// <returns>What ends a release at once, in words that end a sentence; null: nothing does.</returns>
    public string? Look(Release release, double? before = null)
    {
        if (release.Policy.MemoryMb is not { } most || !release.IsRunning)
        {
            _seen.Remove(release.No);
            return null;
        }

        var now = Resident(false);
        var (begin, isKept, above) = _seen.GetValueOrDefault(release.No, (before ?? now, before is not null, 0));
        above = now > most ? above + 1 : 0;
        _seen[release.No] = (begin, isKept, above);

        // An instance that held too much before the candidate was asked anything says nothing of it.
        if (begin > most || above < Looks)
        {
            return null;
        }

        var holds = Resident(true);
        return holds <= most ? null : string.Create(CultureInfo.InvariantCulture, $"the instance holds {holds:0} MB of memory, {begin:0} {(isKept ? "before the release began" : "when this process first saw the release")}; serving.memory_mb allows {most:0}");
    }

    /// <summary>Forgets releases that do not run any more.</summary>
    public void Keep(IEnumerable<Release> running)
    {
        var known = running.Select(r => r.No).ToHashSet();
        foreach (var no in _seen.Keys.Where(no => !known.Contains(no)).ToList())
        {
            _seen.Remove(no);
        }
    }
}
