using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;

using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Airworthy.Core.Tests.Checklist;

/// <summary>One example on an item's page: a contract, what was seen, and the verdict the page promises for them.</summary>
/// <param name="Line">Line of the page where it stands, from 1.</param>
/// <param name="Contract">A map; dotted keys are paths.</param>
/// <param name="Seen">A map of observation type to its fields.</param>
/// <param name="Says">A piece of the verdict's sentence, next step or concern; null when the page does not quote it.</param>
/// <param name="Concern">A piece of a concern; <c>none</c> when there must be no concern; null when the page does not say.</param>
internal sealed record PageExample(Item Item, int Line, string Part, Yaml Contract, Yaml Seen, string Verdict, string? Says, string? Concern)
{
    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    private static readonly string[] s_columns = ["part", "contract", "seen", "verdict", "says", "concern"];

    private static readonly Dictionary<string, Type> s_observations = typeof(Observation).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Observation)) && !t.IsAbstract).ToDictionary(t => t.Name);

    /// <summary>All examples of a page, in its order.</summary>
    /// <exception cref="FormatException">An example breaks the format.</exception>
    public static IReadOnlyList<PageExample> On(Item item)
    {
        var page = Markdown.Parse(Pages.PageOf(item), s_markdown);
        var examples = page.Descendants<FencedCodeBlock>().Where(b => b is { Info: "yaml", Arguments: "example" }).Select(b => OfBlock(item, b)).ToList();
        var below = page.SkipWhile(b => b is not HeadingBlock { Level: 2 } h || Text(h.Inline) != "Examples").Skip(1).TakeWhile(b => b is not HeadingBlock { Level: 2 });
        foreach (var table in below.OfType<Table>())
        {
            examples.AddRange(OfTable(item, table));
        }

        return [.. examples.OrderBy(e => e.Line)];
    }

    /// <summary>Judges the example as a run would, with the real reader, binding and check.</summary>
    public Verdict Judge()
    {
        var part = Item[Part] ?? throw Broken($"the item has no part {Part}");
        var check = Checks.Of(Item, part) ?? throw Broken($"no class judges {part.Id}");
        var reading = ContractReader.Read(Nested(), "airworthy.yaml");
        var contract = reading.Contract ?? throw Broken(string.Join('\n', reading.Problems));
        var problems = new List<Problem>();
        var seen = new Dictionary<Type, Observation>();
        foreach (var entry in ((Yaml.Map)Seen).Entries)
        {
            var type = s_observations.GetValueOrDefault(entry.Key)
                ?? throw Broken($"there is no observation {entry.Key}; did you mean {Nearest.To(entry.Key, s_observations.Keys)}?");
            if (Binding.Read(entry.Value, type, problems) is Observation observation)
            {
                seen[type] = observation;
            }
        }

        if (problems.Count > 0)
        {
            throw Broken(string.Join('\n', problems));
        }

        var reads = Checks.Reads(check);
        if (seen.Keys.Except(reads).FirstOrDefault() is { } unread)
        {
            throw Broken($"{part.Id} does not read {unread.Name}, only {string.Join(", ", reads.Select(r => r.Name))}");
        }

        if (reads.FirstOrDefault(r => !seen.ContainsKey(r)) is { } missing)
        {
            return missing == typeof(Today)
                ? throw Broken("the clock can always be seen: write `Today: {date: 2026-07-01}`")
                : Core.Checklist.Verdict.Unknown($"{missing.Name} was not seen.", "Look again.");
        }

        return Checks.Judge(check, contract, [.. reads.Select(r => seen[r])]);
    }

    public FormatException Broken(string why) => new($"{Item.Id}, line {Line}: {why}.");

    private static PageExample OfBlock(Item item, FencedCodeBlock block)
    {
        var line = block.Line + 1;
        var root = Parse(item, line, block.Lines.ToString()) as Yaml.Map ?? throw new FormatException($"{item.Id}, line {line}: an example is a map.");
        Known(item, line, root.Entries.Select(e => e.Key));
        return Of(item, line, key => (root[key] as Yaml.Scalar)?.Text, key => root[key]);
    }

    private static IEnumerable<PageExample> OfTable(Item item, Table table)
    {
        var rows = table.OfType<TableRow>().ToList();
        var columns = rows[0].OfType<TableCell>().Select(CellText).ToList();
        Known(item, table.Line + 1, columns);
        foreach (var row in rows.Where(r => !r.IsHeader))
        {
            var cells = row.OfType<TableCell>().Select(CellText).ToList();
            string? Cell(string column) => columns.IndexOf(column) is var at and >= 0 && at < cells.Count && cells[at].Length > 0 ? cells[at] : null;
            var line = row.Line + 1;
            if (cells.Count > columns.Count)
            {
                throw new FormatException($"{item.Id}, line {line}: the row has {cells.Count} cells and the table {columns.Count} columns. Is there a | in a cell?");
            }

            yield return Of(item, line, Cell, column => Cell(column) is { } text ? Parse(item, line, text) : null);
        }
    }

    private static PageExample Of(Item item, int line, Func<string, string?> text, Func<string, Yaml?> tree)
    {
        var nothing = new Yaml.Map(new Place(item.Id, line, 1), []);
        string Must(string key) => text(key) ?? throw new FormatException($"{item.Id}, line {line}: the example has no {key}.");
        Yaml Map(string key) => tree(key) switch
        {
            null or Yaml.Scalar { IsNull: true } => nothing,
            Yaml.Map map => map,
            _ => throw new FormatException($"{item.Id}, line {line}: {key} is not a map."),
        };
        return new PageExample(item, line, Must("part"), Map("contract"), Map("seen"), Must("verdict"), text("says"), text("concern"));
    }

    private static void Known(Item item, int line, IEnumerable<string> columns)
    {
        if (columns.Except(s_columns).FirstOrDefault() is { } unknown)
        {
            throw new FormatException($"{item.Id}, line {line}: an example has no {unknown}, only {string.Join(", ", s_columns)}.");
        }
    }

    private static Yaml Parse(Item item, int line, string yaml)
    {
        var problems = new List<Problem>();
        return YamlText.Read(yaml, $"{item.Id}, line {line}", problems) ?? throw new FormatException(string.Join('\n', problems));
    }

    /// <summary>The contract with dotted keys unfolded into maps, and the two keys that every contract has.</summary>
    private Yaml.Map Nested()
    {
        var at = new Place($"{Item.Id}, line {Line}", 1, 1);
        var root = new Yaml.Map(at, [
            new Yaml.Entry("airworthy", at, new Yaml.Scalar(at, "1", false, 0, 0)),
            new Yaml.Entry("project", at, new Yaml.Scalar(at, "example", false, 0, 0)),
        ]);
        foreach (var entry in ((Yaml.Map)Contract).Entries)
        {
            root = With(root, entry.Key.Split('.'), entry.Value);
        }

        return root;
    }

    private static Yaml.Map With(Yaml.Map map, ReadOnlySpan<string> path, Yaml value)
    {
        var key = path[0];
        var inner = path.Length == 1 ? value : With(map[key] as Yaml.Map ?? new Yaml.Map(value.At, []), path[1..], value);
        return new Yaml.Map(map.At, [.. map.Entries.Where(e => e.Key != key), new Yaml.Entry(key, value.At, inner)]);
    }

    private static string CellText(TableCell cell)
    {
        var inlines = cell.OfType<LeafBlock>().Select(b => b.Inline).OfType<ContainerInline>().ToList();
        return inlines.SelectMany(i => i.Descendants<CodeInline>()).FirstOrDefault()?.Content ?? string.Concat(inlines.Select(Text)).Trim();
    }

    private static string Text(ContainerInline? inline) => inline is null ? "" : string.Concat(inline.Descendants<LiteralInline>().Select(l => l.Content.ToString()));
}
