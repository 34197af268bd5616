using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the base images that Dockerfiles and Containerfiles name.</summary>
internal static class ContainerFiles
{
    private const int MaxDepth = 3;
    private const long MaxBytes = 500_000;

    public static IReadOnlyList<string> Find(string root) => [.. ProjectTree.Files(root, MaxDepth, name =>
        name.StartsWith("Dockerfile", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Containerfile", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".dockerfile", StringComparison.OrdinalIgnoreCase))];

    /// <summary>One entry per FROM that names an image from outside.</summary>
    /// <remarks>Source: the Dockerfile reference, FROM and ARG: an ARG before the first FROM may stand in it, with its default.</remarks>
    public static IEnumerable<BaseImage> BaseImages(string root, string path)
    {
        var file = Path.Combine(root, path);
        if (new FileInfo(file).Length > MaxBytes)
        {
            yield break;
        }

        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var line = 0;
        foreach (var text in File.ReadLines(file))
        {
            line++;
            var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is [var arg, var definition, ..] && arg.Equals("ARG", StringComparison.OrdinalIgnoreCase) && definition.Split('=', 2) is [var name, var value])
            {
                arguments[name] = value.Trim('"', '\'');
            }

            if (words.Length < 2 || !words[0].Equals("FROM", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var rest = words.Skip(1).SkipWhile(w => w.StartsWith("--", StringComparison.Ordinal)).ToList();
            if (rest.Count == 0)
            {
                continue;
            }

            var image = Filled(rest[0], arguments);
            if (!stages.Contains(image) && !image.Equals("scratch", StringComparison.OrdinalIgnoreCase))
            {
                yield return new BaseImage(path, line, image);
            }

            if (rest is [_, var also, var stage, ..] && also.Equals("AS", StringComparison.OrdinalIgnoreCase))
            {
                stages.Add(stage);
            }
        }
    }

    private static string Filled(string image, Dictionary<string, string> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            image = image.Replace($"${{{name}}}", value, StringComparison.Ordinal).Replace($"${name}", value, StringComparison.Ordinal);
        }

        return image;
    }
}
