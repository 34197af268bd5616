namespace Airworthy.Core.Reading;

/// <summary>A node of a YAML text, with the place where it stands.</summary>
public abstract record Yaml(Place At)
{
    /// <summary>A single value. <paramref name="Quoted"/> values are texts, whatever they look like.</summary>
    /// <param name="Start">Offset in characters of the first character of the value as written, quotes included.</param>
    /// <param name="End">Offset just behind the last character of the value as written.</param>
    public sealed record Scalar(Place At, string Text, bool Quoted, int Start, int End) : Yaml(At)
    {
        /// <summary>Nothing was written, or <c>~</c> or <c>null</c>.</summary>
        public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
    }

    public sealed record List(Place At, IReadOnlyList<Yaml> Items) : Yaml(At)
    {
        /// <summary>Where and how the list is written.</summary>
        public Extent Extent { get; init; }
    }

    public sealed record Map(Place At, IReadOnlyList<Entry> Entries) : Yaml(At)
    {
        public Yaml? this[string key] => Entries.FirstOrDefault(e => e.Key == key)?.Value;

        /// <summary>Where and how the map is written.</summary>
        public Extent Extent { get; init; }
    }

    public sealed record Entry(string Key, Place At, Yaml Value)
    {
        /// <summary>Offset in characters of the first character of the key as written.</summary>
        public int Start { get; init; }

        /// <summary>Offset just behind the key, before its colon.</summary>
        public int KeyEnd { get; init; }
    }

    /// <summary>The characters of this node as written.</summary>
    public Extent Written => this switch
    {
        Scalar s => new Extent(s.Start, s.End, true),
        List l => l.Extent,
        Map m => m.Extent,
        _ => default,
    };

    /// <summary>The node at a dotted path such as <c>goal.experts[0].person</c>; null when there is none.</summary>
    public Yaml? Find(string path)
    {
        Yaml? node = this;
        foreach (var step in path.Split('.'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var key = bracket < 0 ? step : step[..bracket];
            node = (node as Map)?[key];
            if (bracket >= 0)
            {
                node = node is List list && int.TryParse(step.AsSpan(bracket + 1).TrimEnd(']'), System.Globalization.NumberStyles.None, null, out var index)
                    ? list.Items.ElementAtOrDefault(index)
                    : null;
            }
        }

        return node;
    }
}

/// <summary>The characters of a node as written: a list or map with its brackets, else from the first character of its first entry to the last of its last.</summary>
/// <param name="Start">Offset of the first character.</param>
/// <param name="End">Offset just behind the last.</param>
/// <param name="IsFlow">Whether it is written in brackets, or is a single value.</param>
public readonly record struct Extent(int Start, int End, bool IsFlow);
