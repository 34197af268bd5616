using Airworthy.Core.Observations;
using Airworthy.Models.Trees;

namespace Airworthy.Probes.Data;

/// <summary>Counts the labels that look wrong to trees that did not learn from them.</summary>
public sealed class SuspectLabelsProbe : IProbe<SuspectLabels>
{
    private const int MostShown = 5;

    public bool IsCostly => true;

    public async Task<Sighting<SuspectLabels>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        try
        {
            var ranked = await LabelSuspicion.RankAsync(table, cancel);
            return new SuspectLabels(ranked.Doubts.Count, ranked.Doubts.Count(d => d.IsFlagged), ranked.Certainty, ranked.Classes.Count, ranked.There,
                await LabelSheet.ShowAsync(table, [.. ranked.Doubts.Take(MostShown)], cancel));
        }
        catch (TreesUnavailableException e)
        {
            return new Sighting<SuspectLabels>.NotSeen(e.Message, "Install what the message names, or look at the labels by hand.");
        }
    }
}
