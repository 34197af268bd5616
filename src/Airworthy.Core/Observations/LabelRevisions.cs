namespace Airworthy.Core.Observations;

/// <summary>How labels changed from version to version, and what the log says of it.</summary>
/// <param name="Versions">Versions that the dataset has.</param>
/// <param name="Steps">One per version with a parent, oldest first.</param>
/// <param name="Log">The file that tells why labels changed; null when the contract names none.</param>
public sealed record LabelRevisions(string Dataset, int Versions, IReadOnlyList<LabelStep> Steps, string? Log = null) : Observation;

/// <summary>The labels of a version against those of its parent, by id.</summary>
/// <param name="Changed">Labels that the manifest says were changed; null when it says nothing.</param>
/// <param name="Added">Labels that it says were added.</param>
/// <param name="Logged">The numbers in the log's entry about this version; null when there is no entry.</param>
public sealed record LabelStep(string Version, long? Changed = null, long? Added = null, IReadOnlyList<long>? Logged = null)
{
    /// <summary>Labels that differ, counted again from the rows; null when that was not done.</summary>
    public long? SeenChanged { get; init; }

    /// <summary>Labels of new ids, counted again from the rows.</summary>
    public long? SeenAdded { get; init; }

    /// <summary>Why the rows could not be compared.</summary>
    public string? Problem { get; init; }
}
