using System.Text;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Airworthy.Core.Reading;

/// <summary>Reads the YAML that people write here: maps, lists and scalars. Texts from outside are hostile, so depth, size, anchors and tags are bounded.</summary>
/// <remarks>
/// The parser below is a stream of events that looks ahead by at most 1,024 characters, so depth is bounded while reading and
/// needs no look at the whole text first. Anchors and tags are never resolved: each is a problem.
/// </remarks>
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
            problems.Say(new Place(file, 0, 0), $"the file has {bytes.Length:N0} bytes; at most {MaxLength:N0} are read. Keep data out of it and name files instead.");
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        try
        {
            return Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), file, problems);
        }
        catch (DecoderFallbackException e)
        {
            problems.Say(PlaceOf(bytes, Math.Clamp(e.Index, 0, bytes.Length), file), bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
                ? "the text is UTF-16, expected UTF-8. Save the file as UTF-8 (in most editors: Save with encoding)."
                : $"the byte 0x{e.BytesUnknown?.FirstOrDefault() ?? 0:X2} is not UTF-8. Save the file as UTF-8 (in most editors: Save with encoding).");
            return null;
        }
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, string, ICollection{Problem})"/>
    public static Yaml? Read(string text, string file, ICollection<Problem> problems)
    {
        if (text.Length > MaxLength)
        {
            problems.Say(new Place(file, 0, 0), $"the text has {text.Length:N0} characters; at most {MaxLength:N0} are read. Keep data out of it and name files instead.");
            return null;
        }

        // The scanner takes a NUL for the end of the text, and what follows it would be lost without a word.
        if (FirstControl(text) is { } control)
        {
            problems.Say(PlaceOf(text, control, file), text[control] == '\0'
                ? "the character NUL stands here, expected text. If the file is UTF-16, save it as UTF-8 (in most editors: Save with encoding)."
                : $"the control character U+{(int)text[control]:X4} stands here, expected text. Delete it.");
            return null;
        }

        var before = problems.Count;
        var reader = new Reader(text.StartsWith('\uFEFF') ? 1 : 0, file, problems);
        var root = reader.Document(text);
        return problems.Count == before ? root : null;
    }

    private static int? FirstControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r' or '\u0085'))
            {
                return i;
            }
        }

        return null;
    }

    private static Place PlaceOf(string text, int index, string file) =>
        new(file, 1 + text.AsSpan(0, index).Count('\n'), index - text.AsSpan(0, index).LastIndexOf('\n'));

    private static Place PlaceOf(ReadOnlySpan<byte> bytes, int index, string file) =>
        new(file, 1 + bytes[..index].Count((byte)'\n'), 1 + Encoding.UTF8.GetCharCount(bytes[(bytes[..index].LastIndexOf((byte)'\n') + 1)..index]));

    /// <summary>Turns the stream of events into nodes.</summary>
    /// <param name="skip">Characters before the first that is parsed: 1 for a byte order mark.</param>
    private sealed class Reader(int skip, string file, ICollection<Problem> problems)
    {
        private readonly Stack<(Place At, char Bracket)> _open = new();

        public Yaml? Document(string text)
        {
            var parser = new Parser(new Scanner(new StringReader(text[skip..]), skipComments: true));
            try
            {
                parser.Consume<StreamStart>();
                if (parser.Accept<StreamEnd>(out _))
                {
                    return new Yaml.Map(new Place(file, 1, 1), []) { Extent = new Extent(text.Length, text.Length, false) };
                }

                parser.Consume<DocumentStart>();
                var root = Node(parser, text, 0);
                parser.Consume<DocumentEnd>();
                if (!parser.Accept<StreamEnd>(out _))
                {
                    problems.Say(At(parser.Current!.Start), "a second document starts here (`---`); one file holds one document. Remove it.");
                }

                return root is Yaml.Scalar { IsNull: true, Quoted: false } ? new Yaml.Map(root.At, []) { Extent = new Extent(text.Length, text.Length, false) } : root;
            }
            catch (YamlException e)
            {
                problems.Add(NotYaml.Because(e, text, file, _open.TryPeek(out var open) ? open : null));
            }
            catch (InvalidOperationException)
            {
                // The scanner's way of saying that a line at the margin came where no key can stand, mostly while a bracket is open.
                problems.Add(_open.TryPeek(out var open) ? NotYaml.NotClosed(open) : NotYaml.DoesNotFit(At(parser.Current?.End ?? default)));
            }

            return null;
        }

        private Yaml Node(Parser parser, string text, int depth)
        {
            if (depth > MaxDepth)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, NotYaml.TooDeep);
            }

            if (parser.Current is NodeEvent { Anchor.IsEmpty: false } anchored)
            {
                problems.Say(At(anchored.Start), $"the anchor &{Problem.Cut(anchored.Anchor.Value)} is not read here. Write the value out where it is needed.");
            }

            if (parser.Current is NodeEvent { Tag.IsEmpty: false } tagged)
            {
                problems.Say(At(tagged.Start), $"the tag {Problem.Cut(tagged.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal))} is not read here. Remove it; put a text that looks like a number in quotes.");
            }

            switch (parser.Current)
            {
                case Scalar scalar:
                    parser.MoveNext();
                    return new Yaml.Scalar(At(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain, Offset(scalar.Start), EndOf(scalar, text));

                case AnchorAlias alias:
                    parser.MoveNext();
                    problems.Say(At(alias.Start), $"the alias *{Problem.Cut(alias.Value.Value)} is not read here. Write the value out.");
                    return new Yaml.Scalar(At(alias.Start), "", true, Offset(alias.Start), Offset(alias.End));

                case SequenceStart start:
                    return List(parser, start, text, depth);

                case MappingStart start:
                    return Map(parser, start, text, depth);

                default:
                    throw new YamlException(parser.Current!.Start, parser.Current.End, "a value was expected here.");
            }
        }

        private Yaml.List List(Parser parser, SequenceStart start, string text, int depth)
        {
            var flow = start.Style == SequenceStyle.Flow;
            if (flow)
            {
                _open.Push((At(start.Start), '['));
            }

            parser.MoveNext();
            var items = new List<Yaml>();
            while (!parser.Accept<SequenceEnd>(out _))
            {
                items.Add(Node(parser, text, depth + 1));
            }

            var end = flow ? Offset(parser.Current!.Start) + 1 : items.Count == 0 ? Offset(start.End) : items[^1].Written.End;
            if (flow)
            {
                _open.Pop();
            }

            parser.MoveNext();
            return new Yaml.List(At(start.Start), items) { Extent = new Extent(Offset(start.Start), end, flow) };
        }

        private Yaml.Map Map(Parser parser, MappingStart start, string text, int depth)
        {
            var flow = start.Style == MappingStyle.Flow;
            if (flow)
            {
                _open.Push((At(start.Start), '{'));
            }

            parser.MoveNext();
            var entries = new List<Yaml.Entry>();
            var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
            while (!parser.Accept<MappingEnd>(out _))
            {
                var keyAt = At(parser.Current!.Start);
                if (Node(parser, text, depth + 1) is not Yaml.Scalar key)
                {
                    problems.Say(keyAt, "a key is a list or a map, expected a word. Write `name: value`.");
                    Node(parser, text, depth + 1);
                    continue;
                }

                if (!seen.TryAdd(key.Text, keyAt))
                {
                    problems.Say(keyAt, $"{Problem.Cut(key.Text)} stands here a second time; the first is in line {seen[key.Text].Line}. Keep one of them.");
                }

                entries.Add(new Yaml.Entry(key.Text, keyAt, Node(parser, text, depth + 1)) { Start = key.Start, KeyEnd = key.End });
            }

            var end = flow ? Offset(parser.Current!.Start) + 1 : entries.Count == 0 ? Offset(start.End) : entries[^1].Value.Written.End;
            if (flow)
            {
                _open.Pop();
            }

            parser.MoveNext();
            return new Yaml.Map(At(start.Start), entries) { Extent = new Extent(Offset(start.Start), end, flow) };
        }

        /// <summary>A block text ends with its last line that is not empty; the scanner counts the empty lines behind it too.</summary>
        private int EndOf(Scalar scalar, string text)
        {
            var end = Offset(scalar.End);
            if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
            {
                end = Math.Max(Offset(scalar.Start) + 1, text.AsSpan(0, end).TrimEnd(" \t\r\n").Length);
            }

            return end;
        }

        private int Offset(Mark mark) => skip + (int)mark.Index;

        private Place At(Mark mark) => new(file, (int)mark.Line, (int)mark.Column);
    }
}
