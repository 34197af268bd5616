using System.Globalization;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What came of reading a contract: the contract, or everything that is wrong with it.</summary>
public sealed record ContractReading(ProjectContract? Contract, IReadOnlyList<Problem> Problems);

/// <summary>Reads <c>airworthy.yaml</c>.</summary>
public static class ContractReader
{
    public const string FileName = "airworthy.yaml";

    /// <summary>The version of the contract's format.</summary>
    public const int Version = 1;

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
        if (root?.Find("airworthy") is Yaml.Scalar { Text: var version } at && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var later) && later > Version)
        {
            // What else a later version holds cannot be judged here.
            return new ContractReading(null, [new Problem(at.At, $"airworthy is {later}, expected {Version}: this program reads version {Version} of the contract. Use a later program, or write {Version}.")]);
        }

        var contract = root is null ? null : Binding.Read<ProjectContract>(root, problems);
        if (contract is not null)
        {
            contract = contract with { Source = new ContractSource(file, root) };
            problems.AddRange(Contradictions.In(contract));
        }

        return new ContractReading(problems.Count == 0 ? contract : null, [.. problems.OrderBy(p => p.At.Line).ThenBy(p => p.At.Column)]);
    }
}
