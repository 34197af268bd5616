using Airworthy.Core.Reading;

namespace Airworthy.Core.Records;

/// <summary>Walks the chains of one writer's file and names every place where its history is broken.</summary>
public static class History
{
    /// <summary>What is wrong with the lines of a file.</summary>
    /// <param name="file">The file as messages shall name it.</param>
    public static IReadOnlyList<Problem> Problems(string file, IReadOnlyList<string> lines)
    {
        var problems = new List<Problem>();
        var read = new List<(CheckRecord Record, int Line)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, line) in lines.Index())
        {
            if (CheckRecord.Parse(line) is not { } record)
            {
                problems.Add(new Problem(new Place(file, index + 1, 1), "history broken: this line is no record. Bring the file back from a copy, or from git with `airworthy records pull`."));
            }
            else if (seen.Add(record.Id))
            {
                read.Add((record, index + 1));
            }
        }

        foreach (var chain in read.GroupBy(r => (r.Record.Check, r.Record.By.Id)))
        {
            var ids = chain.Select(r => r.Record.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var (record, line) in chain.Where(r => r.Record.Previous is { } previous && !ids.Contains(previous)))
            {
                problems.Add(new Problem(new Place(file, line, 1),
                    $"history broken: this record of {record.Check} follows {Short(record.Previous!)}, which is not there. The record before it was removed or edited."));
            }

            foreach (var rivals in chain.GroupBy(r => r.Record.Previous).Where(g => g.Count() > 1))
            {
                foreach (var (record, line) in rivals.Skip(1))
                {
                    problems.Add(new Problem(new Place(file, line, 1),
                        $"history broken: this record of {record.Check} {(rivals.Key is null ? "begins a chain that begins" : $"follows {Short(rivals.Key)}, which is followed")} in line {rivals.First().Line} already. One of the two was edited, or two machines wrote under one name."));
                }
            }
        }

        return [.. problems.OrderBy(p => p.At.Line)];
    }

    /// <summary>One file out of two that grew from the same: the lines of the first, then what only the second has.</summary>
    public static IReadOnlyList<string> Union(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var known = first.ToHashSet(StringComparer.Ordinal);
        return [.. first, .. second.Where(known.Add)];
    }

    private static string Short(string id) => id.Length > 12 ? id[..12] + "…" : id;
}
