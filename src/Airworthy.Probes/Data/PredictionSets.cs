using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>The stored predictions for a split, as far as they fit its rows.</summary>
internal static class PredictionSets
{
    /// <summary>Reads all that the contract names, the candidate's first; what is wrong with those that do not fit is told together.</summary>
    public static async Task<(IReadOnlyList<Predictions> Fit, IReadOnlyList<TableException> Problems)> ReadAsync(Table table, string split, CancellationToken cancel)
    {
        var fit = new List<Predictions>();
        var problems = new List<TableException>();
        foreach (var source in table.PredictionsFor(split))
        {
            try
            {
                fit.Add(await table.PredictionsAsync(source, split, cancel));
            }
            catch (TableException e)
            {
                problems.Add(e);
            }
        }

        return (fit, problems);
    }
}
