using Airworthy.Data.Media;

namespace Airworthy.Data;

/// <summary>Tables of images and texts.</summary>
public sealed partial class Table
{
    private MediaTable? _media;

    /// <summary>The column that names the file of a row; null where rows have none.</summary>
    public Column? FileColumn => this[MediaColumns.FileOf(Contract)];

    /// <summary>Sources with what was measured of the files of their rows; the same ones where rows are all there is.</summary>
    /// <param name="cacheRoot">The folder of the project that remembers it; null to remember nothing.</param>
    private async Task<IReadOnlyList<DataSource>> MeasuredAsync(IReadOnlyList<DataSource> sources, string? cacheRoot, CancellationToken cancel)
    {
        if (Contract.Data?.Media is not { Kind: not null } media)
        {
            return sources;
        }

        _media = new MediaTable(_connection, _spill.Folder, media, cacheRoot);
        return await _media.OfAsync(sources, cancel);
    }

    /// <summary>How far the reading of the files has come, in [0, 1].</summary>
    private double Progress() => _media is { Done: < 1 } media
        ? media.Done
        : Math.Clamp(_connection.GetQueryProgress().Percentage / 100, 0, 1);
}
