namespace Airworthy.Core.Statements;

/// <summary>Finds statements that one person signed faster than anybody can think about them. They count, and every report says so.</summary>
public static class Bulk
{
    /// <summary>So many by one person within <see cref="Window"/> are still taken for thought about.</summary>
    public const int Most = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>The items of all statements that lie in a stretch of ten minutes with more than five of the same person. Statements without a moment are passed over.</summary>
    public static IReadOnlySet<string> Of(IEnumerable<Statement> statements)
    {
        var bulk = new HashSet<string>(StringComparer.Ordinal);
        foreach (var person in statements.Where(s => s.Written is not null).GroupBy(s => s.By))
        {
            var line = person.OrderBy(s => s.Written).ToList();
            var first = 0;
            for (var last = 0; last < line.Count; last++)
            {
                while (line[last].Written - line[first].Written > Window)
                {
                    first++;
                }

                if (last - first + 1 > Most)
                {
                    bulk.UnionWith(line[first..(last + 1)].Select(s => s.Item));
                }
            }
        }

        return bulk;
    }
}
