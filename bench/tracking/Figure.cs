namespace TrackingBench;

/// <summary>One line of the table.</summary>
/// <param name="Reference">What the original does, as quoted; null where it was not measured.</param>
/// <param name="Asked">The figure that is asked for.</param>
/// <param name="Beside">What something raw did in the same run, with the ratio.</param>
internal sealed record Figure(string What, double Value, double? Reference, string Asked, string? Beside = null);
