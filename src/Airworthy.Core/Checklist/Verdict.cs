namespace Airworthy.Core.Checklist;

/// <summary>The four answers of a check.</summary>
public enum Answer { Met, Unmet, Undecided, Unknown }

/// <summary>What a check says about one part: the answer, the sentence with the number that decided, and what to do next.</summary>
public sealed record Verdict
{
    private Verdict(Answer answer, string says, string? next) => (Answer, Says, Next) = (answer, says, next);

    public Answer Answer { get; }

    /// <summary>One or two sentences that carry the number that decided.</summary>
    public string Says { get; init; }

    /// <summary>What would make it true; null only when it is.</summary>
    public string? Next { get; init; }

    /// <summary>What was measured, by name, limits included; units stand in the names.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = new Dictionary<string, double>();

    /// <summary>True but worth a look. A concern never changes the answer.</summary>
    public IReadOnlyList<string> Concerns { get; init; } = [];

    /// <summary>Rows or entries that show it.</summary>
    public Shown? Shown { get; init; }

    public IReadOnlyList<Plot> Plots { get; init; } = [];

    /// <summary>What this evidence cannot tell.</summary>
    public string? Blind { get; init; }

    /// <summary>The field or file and line it is about, if there is one.</summary>
    public Reading.Place? At { get; init; }

    /// <summary>It holds.</summary>
    public static Verdict Met(string says) => new(Answer.Met, says, null);

    /// <summary>It does not hold.</summary>
    public static Verdict Unmet(string says, string next) => new(Answer.Unmet, says, next);

    /// <summary>The interval straddles the limit.</summary>
    public static Verdict Undecided(string says, string next) => new(Answer.Undecided, says, next);

    /// <summary>Nothing was seen, so nothing is said.</summary>
    public static Verdict Unknown(string says, string next) => new(Answer.Unknown, says, next);

    /// <summary>The same verdict with what was measured.</summary>
    public Verdict With(params ReadOnlySpan<(string Name, double Value)> numbers)
    {
        var all = new Reading.InOrder<double>();
        foreach (var (name, value) in Numbers)
        {
            all.Add(name, value);
        }

        foreach (var (name, value) in numbers)
        {
            all.Add(name, value);
        }

        return this with { Numbers = all };
    }

    /// <summary>The same verdict with shares as numbers, each with its 95 % interval (Wilson 1927), and a picture of them beside the limit.</summary>
    /// <param name="limit">The share that decides, in [0, 1].</param>
    /// <param name="shares">What was counted, by name; those of nothing are left out.</param>
    public Verdict Shares(string title, double? limit, params IEnumerable<(string Name, double Hits, double Of)> shares)
    {
        var known = shares.Where(s => s.Of > 0).Select(s => (s.Name, Share: s.Hits / s.Of, Within: Statistics.Proportion.Wilson(Math.Min(s.Hits, s.Of), s.Of))).ToList();
        return known.Count == 0 ? this : With([.. known.SelectMany(k => new[] { ($"{k.Name}_share", k.Share), ($"{k.Name}_share_low", k.Within.Low), ($"{k.Name}_share_high", k.Within.High) })]) with
        {
            Plots = [.. Plots, Plot.Bars(title, known.Select(k => (k.Name.Replace('_', ' '), 100 * k.Share, new Statistics.Interval(100 * k.Within.Low, 100 * k.Within.High))), 100 * limit, "percent, with 95 % interval")],
        };
    }

    /// <summary>The same verdict with one more concern, if there is one.</summary>
    public Verdict Concern(string? concern) => concern is null ? this : this with { Concerns = [.. Concerns, concern] };

    /// <summary>The same words and numbers under another answer.</summary>
    public Verdict As(Answer answer, string says, string next) => new(answer, says, next)
    {
        Numbers = Numbers,
        Concerns = Concerns,
        Shown = Shown,
        Plots = Plots,
        Blind = Blind,
        At = At,
    };

    /// <summary>A verdict read back from a record.</summary>
    public static Verdict Of(Answer answer, string says, string? next) => new(answer, says, next);
}

/// <summary>A few rows as a table; every row as long as <paramref name="Columns"/>.</summary>
public sealed record Shown(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A picture of the evidence, as numbers; whoever prints it draws it.</summary>
/// <param name="Kind"><c>bars</c>: one value per label, and where two more series follow, the lower and upper ends of its interval. <c>lines</c>: one series per label over <see cref="X"/>.</param>
public sealed record Plot(string Kind, string Title, IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<double>> Series)
{
    /// <summary>Positions of <c>lines</c>; as long as each series.</summary>
    public IReadOnlyList<double> X { get; init; } = [];

    public string XAxis { get; init; } = "";

    public string YAxis { get; init; } = "";

    /// <summary>A line that the values must not cross, if there is one.</summary>
    public double? Limit { get; init; }

    public static Plot Bars(string title, IEnumerable<(string Label, double Value)> bars, double? limit = null, string axis = "")
    {
        var all = bars.ToList();
        return new Plot("bars", title, [.. all.Select(b => b.Label)], [[.. all.Select(b => b.Value)]]) { Limit = limit, YAxis = axis };
    }

    /// <summary>Bars with an interval each.</summary>
    public static Plot Bars(string title, IEnumerable<(string Label, double Value, Statistics.Interval Within)> bars, double? limit, string axis)
    {
        var all = bars.ToList();
        return new Plot("bars", title, [.. all.Select(b => b.Label)], [[.. all.Select(b => b.Value)], [.. all.Select(b => b.Within.Low)], [.. all.Select(b => b.Within.High)]]) { Limit = limit, YAxis = axis };
    }
}
