namespace Airworthy.Probes.Tests.Repository;

/// <summary>A folder of its own, which goes away with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("airworthy-folder-").FullName;

    public void Write(string path, string text)
    {
        var full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Age(string path, int hours) => File.SetLastWriteTimeUtc(System.IO.Path.Combine(Path, path), DateTime.UtcNow.AddHours(-hours));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
