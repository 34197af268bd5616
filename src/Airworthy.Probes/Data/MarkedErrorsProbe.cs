using System.Globalization;

using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Reads the sheets of errors that experts marked, and looks which of their rows are the candidate's worst ones now.</summary>
public sealed class MarkedErrorsProbe : IProbe<MarkedErrors>
{
    /// <summary>Rows of a sheet that are compared.</summary>
    private const int MostRows = 10_000;

    /// <summary>Of an answer that was written down.</summary>
    private const double Tolerance = 1e-6;

    public async Task<Sighting<MarkedErrors>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var named = (around.Contract.Goal?.Experts ?? []).Where(e => e.Sheet is not null).ToList();
        if (named.Count == 0)
        {
            return new Sighting<MarkedErrors>.NotSeen("No entry in goal.experts names a sheet of errors.", "Write one with `airworthy evaluate --errors FILE`, let the expert mark it, and name it as sheet in goal.experts.");
        }

        var (ranked, because, next) = await RankedSplit.FindAsync(around, cancel);
        if (ranked is not var (metric, split, table, candidate))
        {
            return new Sighting<MarkedErrors>.NotSeen(because, next);
        }

        var set = await table.PredictionsAsync(candidate, split, cancel);
        var sheets = new List<MarkedSheet>();
        foreach (var expert in named.DistinctBy(e => e.Sheet).Take(20))
        {
            try
            {
                var rows = await WorstRows.ReadAsync(around.Root, expert.Sheet!, cancel);
                var worst = rows.Count is 0 or > MostRows ? new Dictionary<string, string>() : await WorstRows.AnswersAsync(table, set, split, metric, rows.Count, cancel);
                var marked = rows.Where(r => r.Mark.Length > 0).DistinctBy(r => r.Id).ToList();
                sheets.Add(new MarkedSheet(expert.Sheet!, expert.Person, rows.Count, marked.Count, marked.Count(r => worst.TryGetValue(r.Id, out var answer) && IsSame(r.Answer, answer)),
                    marked.Select(r => r.Mark).Distinct(StringComparer.OrdinalIgnoreCase).Count(), rows.Count > MostRows ? $"it has {rows.Count:N0} rows, and {MostRows:N0} are compared." : null));
            }
            catch (TableException e)
            {
                sheets.Add(new MarkedSheet(expert.Sheet!, expert.Person, WhyNot: e.Message));
            }
        }

        return new MarkedErrors(candidate.Name, sheets);
    }

    private static bool IsSame(string written, string now) => written == now
        || (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && double.TryParse(now, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(b)));
}
