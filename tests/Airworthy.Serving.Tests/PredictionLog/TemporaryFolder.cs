namespace Airworthy.Serving.Tests.PredictionLog;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("airworthy-log-").FullName;

    public string Segments => System.IO.Path.Combine(Path, "segments");

    public static implicit operator string(TemporaryFolder folder) => folder.Path;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
