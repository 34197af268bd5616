using System.Globalization;

using Airworthy.Core.Reading;

namespace Airworthy.Probes.Runs;

/// <summary>Releases that were sealed: the files <c>.airworthy/releases/&lt;model&gt;.yaml</c>, each with the moment of its gate in <c>gate.at</c>.</summary>
internal static class SealedReleases
{
    /// <summary>The newest; null when there is none. A file that cannot be read is none.</summary>
    public static (string Name, DateTimeOffset At)? Newest(string root)
    {
        var folder = Path.Combine(root, ".airworthy", "releases");
        if (!Directory.Exists(folder))
        {
            return null;
        }

        return Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)
            .Where(f => new FileInfo(f).Length <= YamlText.MaxLength)
            .Select(f => (Name: Path.GetFileNameWithoutExtension(f), Gate: YamlText.Read(File.ReadAllText(f), f, [])?.Find("gate.at") as Yaml.Scalar))
            .Select(f => DateTimeOffset.TryParse(f.Gate?.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (f.Name, At: at) : ((string Name, DateTimeOffset At)?)null)
            .Where(r => r is not null).MaxBy(r => r!.Value.At);
    }
}
