using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>Labels that a model which had not seen them would not have given.</summary>
/// <param name="Rows">Labelled rows that were looked at.</param>
/// <param name="Flagged">Rows confidently of another class than their label.</param>
/// <param name="Certainty">Mean probability of the given label over the rows that are not flagged, in [0, 1]: how well the columns tell the classes apart.</param>
/// <param name="Classes">Classes of the label.</param>
/// <param name="There">Labelled rows of the table.</param>
/// <param name="Worst">The least likely labels.</param>
public sealed record SuspectLabels(long Rows, long Flagged, double Certainty, int Classes, long There, Shown? Worst = null) : Observation;
