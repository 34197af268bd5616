using System.Globalization;

using Airworthy.Core.Checklist;

namespace Airworthy.Probes.FirstLook;

/// <summary>What a first look has to tell, as it comes up.</summary>
internal sealed class LookNotes
{
    private readonly List<Noticed> _noticed = [];
    private readonly List<string> _looked = [];
    private readonly List<string> _notLooked = [];

    /// <summary>What was noticed, the heaviest first, and among equals in the order in which it came up.</summary>
    public IReadOnlyList<Noticed> Noticed => [.. _noticed.OrderBy(n => n.Weight)];

    /// <summary>What was looked at, each once.</summary>
    public IReadOnlyList<string> Looked => _looked;

    /// <summary>What was not looked at, and why.</summary>
    public IReadOnlyList<string> NotLooked => _notLooked;

    public void Notice(Weight weight, string about, string says, Shown? shown = null) => _noticed.Add(new Noticed(weight, about, says, shown));

    public void LookedAt(string about)
    {
        if (!_looked.Contains(about))
        {
            _looked.Add(about);
        }
    }

    public void NotLookedAt(string why) => _notLooked.Add(why);

    /// <summary>A part of a whole, in percent.</summary>
    public static string Percent(long part, long whole) => whole == 0 ? "0 %" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.##} %");

    /// <summary>The first names, and how many more there are.</summary>
    public static string Listed(List<string> names) => names.Count <= 6 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";
}
