using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What came of reading a contract: the contract, or everything that is wrong with it.</summary>
public sealed record ContractReading(ProjectContract? Contract, IReadOnlyList<Problem> Problems);

/// <summary>Reads <c>airworthy.yaml</c>.</summary>
public static class ContractReader
{
    public const string FileName = "airworthy.yaml";

    /// <summary>Reads a contract from the bytes of its file.</summary>
    /// <param name="file">The file as the user named it, for messages.</param>
    public static ContractReading Read(ReadOnlySpan<byte> bytes, string file)
    {
        var problems = new List<Problem>();
        return Read(YamlText.Read(bytes, file, problems), file, problems);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, string)"/>
    public static ContractReading Read(string text, string file)
    {
        var problems = new List<Problem>();
        return Read(YamlText.Read(text, file, problems), file, problems);
    }

    /// <summary>Reads a contract from a tree that was parsed elsewhere, such as an example on an item's page.</summary>
    public static ContractReading Read(Yaml root, string file) => Read(root, file, []);

    private static ContractReading Read(Yaml? root, string file, List<Problem> problems)
    {
        var contract = root is null ? null : Binding.Read<ProjectContract>(root, problems);
        return new ContractReading(
            contract is null ? null : contract with { Source = new ContractSource(file, root) },
            [.. problems.OrderBy(p => p.At.Line).ThenBy(p => p.At.Column)]);
    }
}
