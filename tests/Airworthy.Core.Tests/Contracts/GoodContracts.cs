namespace Airworthy.Core.Tests.Contracts;

/// <summary>The contracts in <c>tests/contracts</c> that read without a word.</summary>
internal static class GoodContracts
{
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf("tests", "contracts"), "*.good.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public static string Text(string name) => File.ReadAllText(Repository.PathOf("tests", "contracts", name)).ReplaceLineEndings("\n");
}
