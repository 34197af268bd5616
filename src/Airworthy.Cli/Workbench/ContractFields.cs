using System.Text.Json;
using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Web.Projects;

namespace Airworthy.Cli.Workbench;

/// <summary>The fields of a project's contract as somebody fills them in at a page.</summary>
internal sealed partial class ContractFields(string root)
{
    private static readonly Lazy<JsonDocument> s_schema = new(() =>
    {
        using var stream = typeof(IWorkbench).Assembly.GetManifestResourceStream("airworthy.schema.json")!;
        return JsonDocument.Parse(stream);
    });

    private string File => Path.Combine(root, ContractReader.FileName);

    /// <summary>The fields that an item reads, those that it must have first.</summary>
    public IReadOnlyList<ContractField> Of(Item item)
    {
        var tree = YamlText.Read(Text(), ContractReader.FileName, []);
        var contract = ContractReader.Read(Text(), ContractReader.FileName).Contract;
        return [.. item.Read.Distinct().Select(path => FieldAt(path, item.Required.Contains(path), tree, contract)).OfType<ContractField>()];
    }

    /// <summary>The contract's text with fields changed, and what would be wrong with it.</summary>
    /// <param name="changes">What a person typed, by path; null or nothing but space removes.</param>
    public Edited Try(IReadOnlyDictionary<string, string?> changes)
    {
        var text = Text();
        var contract = ContractReader.Read(text, ContractReader.FileName).Contract;
        var guesses = contract?.Guessed?.ToList() ?? [];
        List<KeyValuePair<string, string?>> all = [.. changes.Select(c => KeyValuePair.Create(c.Key, Typed(c.Key, c.Value, contract?.Kind)))];

        // What a person wrote is no guess any more; from the end, so that the places of the others stay.
        var confirmed = guesses.Index().Where(g => changes.Keys.Any(path => path == g.Item || path.StartsWith(g.Item + ".", StringComparison.Ordinal))).Select(g => g.Index).OrderDescending().ToList();
        all.AddRange(confirmed.Count == guesses.Count && guesses.Count > 0
            ? [KeyValuePair.Create<string, string?>("guessed", null)]
            : confirmed.Select(i => KeyValuePair.Create<string, string?>($"guessed[{i}]", null)));
        return ContractEdit.SetAll(text, all);
    }

    public string Text() => System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "";

    private static string? Typed(string path, string? typed, ProjectKind? kind) =>
        string.IsNullOrWhiteSpace(typed) ? null
        : FieldHelp.Of(path, kind) is { IsText: true } ? YamlFlow.Text(string.Join(' ', typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        : typed.Trim();

    private static ContractField? FieldAt(string path, bool must, Yaml? tree, ProjectContract? contract)
    {
        if (FieldHelp.Of(path, contract?.Kind) is not { } help)
        {
            return null;
        }

        var node = tree?.Find(path);
        var written = node is null or Yaml.Scalar { IsNull: true } ? "" : help.IsText && node is Yaml.Scalar scalar ? scalar.Text : YamlFlow.Write(node);
        return new ContractField(path, written, Described(path), help.Example, must, contract?.IsGuess(path) == true)
        {
            Words = help.Words,
            IsDay = help.IsDay,
            IsPerson = path is "owner.person" or "owner.deputy",
            Documents = [.. DocumentName().Matches(written.Length > 0 ? written : "").Select(m => m.Value).Where(Binding.IsInside).Distinct()],
        };
    }

    /// <summary>What the contract's schema says of a field; empty when it says nothing.</summary>
    private static string Described(string path)
    {
        var node = s_schema.Value.RootElement;
        var says = "";
        foreach (var step in path.Split('.'))
        {
            if (Record(node) is not { } record || !record.GetProperty("properties").TryGetProperty(step, out node))
            {
                return says;
            }

            says = node.TryGetProperty("description", out var own) ? own.GetString()! : Record(node) is { } behind && behind.TryGetProperty("description", out var meaning) ? meaning.GetString()! : "";
        }

        return says;
    }

    private static JsonElement? Record(JsonElement node)
    {
        if (node.TryGetProperty("properties", out _))
        {
            return node;
        }

        if (node.TryGetProperty("$ref", out var reference))
        {
            return s_schema.Value.RootElement.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        return node.TryGetProperty("anyOf", out var any) ? any.EnumerateArray().Select(Record).FirstOrDefault(r => r is not null) : null;
    }

    [GeneratedRegex(@"[\w][\w./-]*\.(?:md|txt)\b")]
    private static partial Regex DocumentName();
}
