namespace Airworthy.Tracking.Artifacts;

/// <summary>Where the artifacts of this server lie.</summary>
/// <param name="Path">The folder, as a full path.</param>
public sealed record ArtifactFolder(string Path)
{
    /// <summary>The file or folder of a place.</summary>
    /// <exception cref="Protocol.RefusedException">"Invalid path": a step on the way is a link, which may lead anywhere.</exception>
    internal string FileOf(ArtifactPath place)
    {
        var file = Path;
        foreach (var step in place.Text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            file = System.IO.Path.Combine(file, step);
            if (new FileInfo(file) is { LinkTarget: not null })
            {
                throw ArtifactPath.Invalid();
            }
        }

        return file;
    }
}
