using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Registry;

/// <summary>Where a model version may come from: whoever reads it later must not be led to other files.</summary>
internal static class ModelSource
{
    private const int MostDecodings = 10;

    /// <summary>Refuses a source that leads elsewhere: a path outside of its run's or logged model's folder, or an address with <c>..</c>.</summary>
    /// <param name="home">The artifact folder of the run or logged model it belongs to; null where it belongs to none.</param>
    /// <param name="parameter">Which of them was meant: <c>run_id</c> or <c>model_id</c>.</param>
    /// <exception cref="RefusedException">It leads elsewhere.</exception>
    public static void Check(string source, string? home, string parameter)
    {
        if (LocalPath(source) is not { } path)
        {
            CheckAddress(source);
            return;
        }

        if (home is null || LocalPath(home) is not { } folder || !Contains(folder, path))
        {
            throw RefusedException.Invalid(
                $"Invalid model version source: '{source}'. To use a local path as a model version source, the {parameter} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the {parameter}.");
        }
    }

    /// <summary>The path of a source on a disk; null where it is an address elsewhere.</summary>
    private static string? LocalPath(string source)
    {
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        var slash = source.IndexOf('/', StringComparison.Ordinal);
        if (colon < 0 || (slash >= 0 && slash < colon))
        {
            return source;
        }

        // One letter is a drive.
        return colon == 1 ? source : source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? FilePath(source["file:".Length..]) : null;
    }

    private static string FilePath(string rest)
    {
        var path = Uri.UnescapeDataString(rest.Split('?', '#')[0]);
        return path.StartsWith("//", StringComparison.Ordinal) ? path.IndexOf('/', 2) is var start and > 0 ? path[start..] : "" : path;
    }

    private static bool Contains(string folder, string path)
    {
        if (path.Length == 0 || folder.Length == 0 || path.Contains('\0') || folder.Contains('\0'))
        {
            return false;
        }

        var (outer, inner) = (Path.GetFullPath(folder).TrimEnd('/'), Path.GetFullPath(path).TrimEnd('/'));
        return inner == outer || inner.StartsWith(outer + "/", StringComparison.Ordinal);
    }

    private static void CheckAddress(string source)
    {
        var decoded = source;
        for (var times = 0; ; times++)
        {
            if (times > MostDecodings || decoded.Contains('\0') || decoded.Split('/', '\\', '?', '#').Any(step => step is ".." or "."))
            {
                throw RefusedException.Invalid(
                    $"Invalid model version source: '{source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.");
            }

            var again = Uri.UnescapeDataString(decoded);
            if (again == decoded)
            {
                return;
            }

            decoded = again;
        }
    }
}
