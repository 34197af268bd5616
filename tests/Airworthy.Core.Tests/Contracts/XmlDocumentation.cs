using System.Text.RegularExpressions;
using System.Xml.Linq;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Tests.Contracts;

/// <summary>The summaries of an assembly's documentation file, as plain text in which a property is called by its key.</summary>
internal sealed partial class XmlDocumentation(string file)
{
    private readonly Dictionary<string, XElement> _summaries = XDocument.Load(file).Descendants("member")
        .Where(m => m.Element("summary") is not null)
        .ToDictionary(m => m.Attribute("name")!.Value, m => m.Element("summary")!);

    /// <summary>The summary of a type, or of one of its properties.</summary>
    public string? Of(Type type, string? property) =>
        _summaries.TryGetValue(property is null ? $"T:{type.FullName}" : $"P:{type.FullName}.{property}", out var summary)
            ? Space().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim()
            : null;

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement see when see.Attribute("cref")?.Value is { } cref => $"`{Field.SnakeCase(cref[(cref.LastIndexOf('.') + 1)..])}`",
        XElement other => other.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
