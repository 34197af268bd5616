namespace Airworthy.Core.Tests;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string PathOf(params IEnumerable<string> steps) => Path.Combine([Root, .. steps]);

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "Airworthy.slnx"))
        ? folder
        : Above(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new InvalidOperationException("The tests do not run inside a checkout."));
}
