namespace Airworthy.Tests.Shared;

/// <summary>The command line that tests start: the published one that <c>./test</c> names in <c>AIRWORTHY_PROGRAM</c>, else the one that was built last.</summary>
internal static class BuiltProgram
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("AIRWORTHY_PROGRAM") is { Length: > 0 } published
        ? published
        : Directory.EnumerateFiles(System.IO.Path.Combine(Up(AppContext.BaseDirectory), "artifacts", "bin", "Airworthy.Cli"), "airworthy.dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;

    private static string Up(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "Airworthy.slnx")) ? folder : Up(System.IO.Path.GetDirectoryName(folder.TrimEnd('/'))!);
}
