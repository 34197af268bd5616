using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Airworthy.Core.Reading;

/// <summary>A node of a YAML text, with the place where it stands.</summary>
public abstract record Yaml(Place At)
{
    /// <summary>A single value. <paramref name="Quoted"/> values are texts, whatever they look like.</summary>
    /// <param name="Start">Offset in characters of the first character of the value as written, quotes included.</param>
    /// <param name="End">Offset just behind the last character of the value as written.</param>
    public sealed record Scalar(Place At, string Text, bool Quoted, int Start, int End) : Yaml(At)
    {
        /// <summary>Nothing was written, or <c>~</c> or <c>null</c>.</summary>
        public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
    }

    public sealed record List(Place At, IReadOnlyList<Yaml> Items) : Yaml(At);

    public sealed record Map(Place At, IReadOnlyList<Entry> Entries) : Yaml(At)
    {
        public Yaml? this[string key] => Entries.FirstOrDefault(e => e.Key == key)?.Value;
    }

    public sealed record Entry(string Key, Place At, Yaml Value);

    /// <summary>The node at a dotted path such as <c>goal.experts[0].person</c>; null when there is none.</summary>
    public Yaml? Find(string path)
    {
        Yaml? node = this;
        foreach (var step in path.Split('.'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var key = bracket < 0 ? step : step[..bracket];
            node = (node as Map)?[key];
            if (bracket >= 0)
            {
                node = node is List list && int.TryParse(step.AsSpan(bracket + 1, step.Length - bracket - 2), out var index) && index < list.Items.Count
                    ? list.Items[index]
                    : null;
            }
        }

        return node;
    }
}

/// <summary>Reads the YAML that people write here: maps, lists and scalars. Texts from outside are hostile, so depth, size, anchors and tags are bounded.</summary>
public static class YamlText
{
    /// <summary>Characters; a contract of 1,000 lines has about 60,000.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>Levels; the contract itself needs five.</summary>
    public const int MaxDepth = 24;

    /// <summary>Reads bytes as strict UTF-8 and then as YAML.</summary>
    /// <returns>The root, or null when a problem was added.</returns>
    public static Yaml? Read(ReadOnlySpan<byte> bytes, string file, ICollection<Problem> problems)
    {
        if (bytes.Length > MaxLength)
        {
            problems.Add(new Problem(new Place(file, 0, 0),
                $"the file has {bytes.Length:N0} bytes; at most {MaxLength:N0} are read. Keep data out of it and name files instead."));
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        try
        {
            return Read(new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), file, problems);
        }
        catch (System.Text.DecoderFallbackException e)
        {
            var line = 1 + bytes[..Math.Clamp(e.Index, 0, bytes.Length)].Count((byte)'\n');
            problems.Add(new Problem(new Place(file, line, 1),
                "the text is not UTF-8. Save the file as UTF-8 (in most editors: Save with encoding)."));
            return null;
        }
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, string, ICollection{Problem})"/>
    public static Yaml? Read(string text, string file, ICollection<Problem> problems)
    {
        if (text.Length > MaxLength)
        {
            problems.Add(new Problem(new Place(file, 0, 0),
                $"the text has {text.Length:N0} characters; at most {MaxLength:N0} are read. Keep data out of it and name files instead."));
            return null;
        }

        // The scanner's own work grows with nesting, so depth is bounded before it starts.
        if (TooDeep(text, file) is { } deep)
        {
            problems.Add(deep);
            return null;
        }

        var before = problems.Count;
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return new Yaml.Map(new Place(file, 1, 1), []);
            }

            parser.Consume<DocumentStart>();
            var root = Node(parser, file, 0, problems);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                problems.Add(new Problem(At(file, parser.Current!.Start), "a second document starts here (`---`); one file holds one document. Remove it."));
            }

            return problems.Count == before ? root : null;
        }
        catch (YamlException e)
        {
            problems.Add(new Problem(At(file, e.Start), $"this is not YAML: {FirstLine(e.InnerException?.Message ?? e.Message)} Check indentation, colons and quotes around it."));
            return null;
        }
    }

    private static Yaml Node(Parser parser, string file, int depth, ICollection<Problem> problems)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {MaxDepth} levels.");
        }

        if (parser.Current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            problems.Add(new Problem(At(file, anchored.Start), $"the anchor &{anchored.Anchor.Value} is not read here. Write the value out where it is needed."));
        }

        switch (parser.Current)
        {
            case Scalar scalar:
                parser.MoveNext();
                return new Yaml.Scalar(At(file, scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain, (int)scalar.Start.Index, (int)scalar.End.Index);

            case AnchorAlias alias:
                parser.MoveNext();
                problems.Add(new Problem(At(file, alias.Start), $"the alias *{alias.Value.Value} is not read here. Write the value out."));
                return new Yaml.Scalar(At(file, alias.Start), "", false, 0, 0);

            case SequenceStart start:
                parser.MoveNext();
                var items = new List<Yaml>();
                while (!parser.Accept<SequenceEnd>(out _))
                {
                    items.Add(Node(parser, file, depth + 1, problems));
                }

                parser.MoveNext();
                return new Yaml.List(At(file, start.Start), items);

            case MappingStart start:
                parser.MoveNext();
                var entries = new List<Yaml.Entry>();
                var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
                while (!parser.Accept<MappingEnd>(out _))
                {
                    var keyAt = At(file, parser.Current!.Start);
                    if (Node(parser, file, depth + 1, problems) is not Yaml.Scalar key)
                    {
                        problems.Add(new Problem(keyAt, "a key must be a plain word, not a list or a map."));
                        Node(parser, file, depth + 1, problems);
                        continue;
                    }

                    if (!seen.TryAdd(key.Text, keyAt))
                    {
                        problems.Add(new Problem(keyAt, $"{key.Text} stands here a second time; the first is in line {seen[key.Text].Line}. Keep one of them."));
                    }

                    entries.Add(new Yaml.Entry(key.Text, keyAt, Node(parser, file, depth + 1, problems)));
                }

                parser.MoveNext();
                return new Yaml.Map(At(file, start.Start), entries);

            default:
                throw new YamlException(parser.Current!.Start, parser.Current.End, "a value was expected here.");
        }
    }

    private static Problem? TooDeep(string text, string file)
    {
        int open = 0, line = 1, column = 0, dashes = 0;
        var lineStart = true;
        foreach (var c in text)
        {
            column++;
            switch (c)
            {
                case '\n':
                    (line, column, lineStart, dashes) = (line + 1, 0, true, 0);
                    continue;
                case '[' or '{':
                    open++;
                    break;
                case ']' or '}':
                    open = Math.Max(0, open - 1);
                    break;
                case '-' when lineStart:
                    dashes++;
                    continue;
                case ' ':
                    continue;
                default:
                    break;
            }

            lineStart = false;
            if (open > 4 * MaxDepth || (dashes > MaxDepth && column > 80))
            {
                return new Problem(new Place(file, line, column), $"nested deeper than {MaxDepth} levels. Nothing in this file needs that.");
            }
        }

        return null;
    }

    private static Place At(string file, Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    private static string FirstLine(string message)
    {
        var line = message.Split('\n')[0].Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
