namespace Airworthy.Serving.PredictionLog;

/// <summary>What is remembered of one answered row.</summary>
/// <remarks>It holds what may be kept and nothing else: redaction comes before it, and sampling has said with which probability it is here at all.</remarks>
public sealed record PredictionEntry
{
    /// <summary>Of the request; the answer carries it.</summary>
    public required string Id { get; init; }

    /// <summary>Which row of the request, from 0.</summary>
    public int Row { get; init; }

    /// <summary>When the request came; kept to the microsecond.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string Endpoint { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    /// <summary>live, candidate or shadow.</summary>
    public required string Arm { get; init; }

    /// <summary>Of the route table that the request took.</summary>
    public required long Generation { get; init; }

    /// <summary>The keyed hash of whom the row is about, as <see cref="RedactionKeys.HashOf"/> gives it, or null: what a deletion looks for.</summary>
    public string? Subject { get; init; }

    /// <summary>Of the kept features, so that equal rows are found; see <see cref="FeatureRedaction.HashOf"/>.</summary>
    public string? FeatureHash { get; init; }

    /// <summary>After redaction; empty when only the hash is kept.</summary>
    public IReadOnlyList<LoggedValue> Features { get; init; } = [];

    public IReadOnlyList<LoggedValue> Outputs { get; init; } = [];

    /// <summary>The largest probability, 0 to 1; null where the model gives none.</summary>
    public double? Confidence { get; init; }

    /// <summary>The conformal set or interval, as the answer carried it.</summary>
    public string? Set { get; init; }

    /// <summary>The distance to the training rows; null where it was not measured.</summary>
    public double? Distance { get; init; }

    /// <summary>Which step of the fallback chain answered: primary, previous, baseline, constant, refuse.</summary>
    public required string ServedBy { get; init; }

    /// <summary>Why it was not the primary; null when it was.</summary>
    public string? Reason { get; init; }

    /// <summary>Microseconds by stage.</summary>
    public IReadOnlyList<LoggedValue> Stages { get; init; } = [];

    /// <summary>Of the answer, as HTTP has it.</summary>
    public required int Status { get; init; }

    /// <summary>Whether a shadow answered otherwise than live.</summary>
    public bool Disagrees { get; init; }

    /// <summary>With which probability a row like this is kept, above 0 to 1: an estimate weighs each by one over it.</summary>
    public required double Inclusion { get; init; }
}
