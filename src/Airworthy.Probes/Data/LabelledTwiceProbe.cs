using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts how often the two labels of a row that was labelled twice are the same.</summary>
public sealed class LabelledTwiceProbe : IProbe<LabelledTwice>
{
    public async Task<Sighting<LabelledTwice>> LookAsync(Surroundings around, CancellationToken cancel) =>
        around.Contract.Data?.Collection?.LabelQuality?.File is { } file
            ? await LabelAudit.ReadAsync(around.Root, file, around.Contract.Data.Id, cancel)
            : new Sighting<LabelledTwice>.NotSeen("No table of rows that were labelled twice is named.", "Let a second person label at least 100 rows, and name the table in data.collection.label_quality.file.");
}
