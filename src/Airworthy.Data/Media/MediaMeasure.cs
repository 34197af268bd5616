using Airworthy.Core.Contracts;

namespace Airworthy.Data.Media;

/// <summary>What was measured of one file: a value per column of its <see cref="MediaMeasure"/>, null where there is none, and what is wrong with it.</summary>
/// <param name="Problem">As <c>kind: more words</c>, where the kind is one of a few words; null for a file that is as it should be.</param>
internal sealed record Measured(IReadOnlyList<object?> Values, string? Problem = null);

/// <summary>Measures files of one kind. Reads a bounded part of each, whatever its name or header promises, and never throws for what a file holds.</summary>
internal abstract class MediaMeasure
{
    /// <summary>Raised when the same bytes would be measured otherwise than before, so that nothing old is taken from the cache.</summary>
    public const int Edition = 1;

    /// <summary>The columns, in order: name without prefix, and the engine's type.</summary>
    public abstract IReadOnlyList<(string Name, string Type)> Columns { get; }

    /// <summary>Measures a file that can be opened.</summary>
    public abstract Measured Of(string path);

    public static MediaMeasure For(MediaKind kind) => kind == MediaKind.Image ? new ImageMeasure() : new TextMeasure();
}
