using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>One replacement of characters in a text.</summary>
/// <param name="Start">Offset of the first character that goes.</param>
/// <param name="End">Offset behind the last character that goes.</param>
/// <param name="With">What comes instead.</param>
internal readonly record struct ContractSplice(int Start, int End, string With)
{
    /// <summary>Indentation of one level, where the text shows none of its own.</summary>
    private const int UsualIndentation = 2;

    public string On(string text) => string.Concat(text.AsSpan(0, Start), With, text.AsSpan(End));

    /// <summary>The replacement that writes a value; null when a problem was added or nothing has to change.</summary>
    /// <param name="of">What the text binds to: it knows the order of the fields.</param>
    public static ContractSplice? Setting(string text, Yaml root, ReadOnlySpan<ContractStep> steps, WrittenValue value, ICollection<Problem> problems, Type of)
    {
        var (node, owner, entry, type) = (root, default(Yaml), default(Yaml.Entry), (Type?)of);
        for (var i = 0; i < steps.Length; i++)
        {
            var rest = steps[i..];
            if (ContractPath.Next(node, steps[i]) is { } next)
            {
                (owner, entry) = (node, (node as Yaml.Map)?.Entries.First(steps[i].Names));
                (node, type) = (next, ContractPath.TypeOf(type, steps[i]));
                continue;
            }

            if (rest.ToArray().Any(s => s.Index is not null))
            {
                problems.Say(node.At, $"there is no entry {rest.ToArray().First(s => s.Index is not null).Key} in the list, so it cannot be set. Set the whole list.");
                return null;
            }

            if (node is Yaml.Map map)
            {
                return map.Extent.IsFlow ? IntoFlow(map, type, rest, value) : IntoBlock(text, map, entry, type, rest, value);
            }

            if (node is Yaml.Scalar { IsNull: true } empty)
            {
                return entry is not null && empty.Start == empty.End && owner is Yaml.Map { Extent.IsFlow: false }
                    ? Below(text, entry, owner.At.Column - 1, rest, value)
                    : Over(text, node, entry, $"{{{Flow(rest, value)}}}");
            }

            if (node is Yaml.Scalar scalar && ContractPath.ShortKey(type) is { } brief)
            {
                var name = $"{brief}: {YamlFlow.Write(scalar)}";
                return Over(text, node, entry, ContractPath.OrderOf(type, brief) < ContractPath.OrderOf(type, rest[0].Key)
                    ? $"{{{name}, {Flow(rest, value)}}}"
                    : $"{{{Flow(rest, value)}, {name}}}");
            }

            problems.Say(node.At, $"here stands {(node is Yaml.List ? "a list" : $"`{Problem.Cut(((Yaml.Scalar)node).Text)}`")}, expected a map with {rest[0].Key}. Change it by hand first.");
            return null;
        }

        var inBrackets = owner is Yaml.Map { Extent.IsFlow: true } or Yaml.List { Extent.IsFlow: true };
        return Over(text, node, entry, inBrackets ? value.Flow : value.Block);
    }

    /// <summary>The replacement that removes a field; null when it is not there, or written in a way that only a person should touch.</summary>
    public static ContractSplice? Removing(string text, Yaml root, ReadOnlySpan<ContractStep> steps)
    {
        var way = new List<(Yaml Owner, Yaml.Entry? Entry, int? Index)>();
        var node = root;
        foreach (var step in steps)
        {
            if (ContractPath.Next(node, step) is not { } next)
            {
                return null;
            }

            way.Add((node, (node as Yaml.Map)?.Entries.First(step.Names), step.Index));
            node = next;
        }

        var last = way.Count - 1;
        while (last > 0 && way[last] is { Owner: Yaml.Map { Entries.Count: 1 }, Entry: not null } && way[last - 1].Entry is not null)
        {
            last--; // A map with nothing else in it goes too: an empty one would count as written.
        }

        var (owner, entry, index) = way[last];
        if (owner is Yaml.List list)
        {
            return list.Items.Count == 1 ? Over(text, list, way[last - 1].Entry, "[]")
                : list.Extent.IsFlow ? Among([.. list.Items.Select(i => (i.Written.Start, i.Written.End))], index!.Value)
                : OutOfBlock(text, list, index!.Value);
        }

        var map = (Yaml.Map)owner;
        return !map.Extent.IsFlow ? OutOfBlock(text, map, entry!)
            : map.Entries.Count == 1 ? new ContractSplice(map.Extent.Start, map.Extent.End, "{}")
            : Among([.. map.Entries.Select(e => (e.Start, e.Value.Written.End))], map.Entries.TakeWhile(e => e != entry).Count());
    }

    /// <summary>Takes one of several things in brackets out, with its comma.</summary>
    private static ContractSplice Among(IReadOnlyList<(int Start, int End)> all, int at) => at < all.Count - 1
        ? new ContractSplice(all[at].Start, all[at + 1].Start, "")
        : new ContractSplice(all[at - 1].End, all[at].End, "");

    private static ContractSplice OutOfBlock(string text, Yaml.List list, int index)
    {
        var dash = text.LastIndexOf('-', list.Items[index].Written.Start - 1);
        return Lines(text, LineStart(text, dash), LineEnd(text, list.Items[index].Written.End));
    }

    private static ContractSplice Lines(string text, int start, int end) => end < text.Length
        ? new ContractSplice(start, end + NewLineAt(text, end), "")
        : new ContractSplice(start == 0 ? 0 : LineEnd(text, LineStart(text, start - 1)), end, "");

    private static ContractSplice? OutOfBlock(string text, Yaml.Map map, Yaml.Entry entry)
    {
        var start = LineStart(text, entry.Start);
        var end = LineEnd(text, Math.Max(entry.KeyEnd, entry.Value.Written.End));
        if (text.AsSpan(start, entry.Start - start).Trim(' ').Length == 0)
        {
            return Lines(text, start, end);
        }

        // The key shares its line with a dash: the next key takes its place.
        return entry != map.Entries[0] ? null
            : map.Entries.Count > 1 ? new ContractSplice(entry.Start, map.Entries[1].Start, "")
            : new ContractSplice(map.Extent.Start, Math.Max(entry.KeyEnd, map.Extent.End), "{}");
    }

    /// <summary>Puts a value in the place of a node.</summary>
    private static ContractSplice Over(string text, Yaml node, Yaml.Entry? entry, string written)
    {
        var extent = node.Written;
        if (entry is not null && node is Yaml.Scalar { IsNull: true, Start: var s, End: var e } && s == e)
        {
            return Colon(text, entry) is { } colon ? new ContractSplice(colon + 1, colon + 1, " " + written) : new ContractSplice(entry.KeyEnd, entry.KeyEnd, ": " + written);
        }

        if (!extent.IsFlow && entry is not null && Colon(text, entry) is { } after && LineEnd(text, after) is var eol && eol <= extent.Start)
        {
            // A block below its key: the value moves up behind the colon, and a comment on the key's line stays.
            return new ContractSplice(after + 1, LineEnd(text, extent.End), $" {written}{text[(after + 1)..eol].TrimEnd('\r')}");
        }

        return new ContractSplice(extent.Start, extent.End, extent.Start == extent.End ? " " + written : written);
    }

    private static ContractSplice IntoFlow(Yaml.Map map, Type? type, ReadOnlySpan<ContractStep> rest, WrittenValue value)
    {
        var written = Flow(rest, value);
        if (map.Entries.Count == 0)
        {
            return new ContractSplice(map.Extent.Start, map.Extent.End, $"{{{written}}}");
        }

        return Before(map, type, rest[0].Key) is { } before
            ? new ContractSplice(before.Value.Written.End, before.Value.Written.End, $", {written}")
            : new ContractSplice(map.Entries[0].Start, map.Entries[0].Start, $"{written}, ");
    }

    private static ContractSplice IntoBlock(string text, Yaml.Map map, Yaml.Entry? owner, Type? type, ReadOnlySpan<ContractStep> rest, WrittenValue value)
    {
        if (map.Entries.Count == 0)
        {
            var newLine = text.Length == 0 || text[^1] == '\n' ? "" : NewLine(text);
            return new ContractSplice(text.Length, text.Length, newLine + Block(text, 0, rest, value) + NewLine(text));
        }

        var indentation = map.At.Column - 1;
        var lines = Block(text, indentation, rest, value);
        if (Before(map, type, rest[0].Key) is not { } before)
        {
            var start = LineStart(text, map.Entries[0].Start);
            if (text.AsSpan(start, map.Entries[0].Start - start).Trim(' ').Length > 0)
            {
                before = map.Entries[0]; // Its first key stands behind a dash and keeps that place.
            }
            else if (owner is null)
            {
                return new ContractSplice(start, start, lines + NewLine(text));
            }
            else
            {
                var eol = LineEnd(text, owner.KeyEnd);
                return new ContractSplice(eol, eol, NewLine(text) + lines);
            }
        }

        var end = LineEnd(text, Math.Max(before.KeyEnd, before.Value.Written.End));
        var apart = indentation == 0 && LineStart(text, before.Start) != LineStart(text, before.Value.Written.End) && IsBlank(text, end) ? NewLine(text) : "";
        return new ContractSplice(end, end, NewLine(text) + apart + lines);
    }

    /// <summary>The first entry of a map that had no value yet.</summary>
    private static ContractSplice Below(string text, Yaml.Entry entry, int indentation, ReadOnlySpan<ContractStep> rest, WrittenValue value)
    {
        var eol = LineEnd(text, entry.KeyEnd);
        return new ContractSplice(eol, eol, NewLine(text) + Block(text, indentation + Indentation(text), rest, value));
    }

    /// <summary>The entry behind which a key belongs in the order of the record's fields; null for the front.</summary>
    private static Yaml.Entry? Before(Yaml.Map map, Type? type, string key)
    {
        var order = ContractPath.OrderOf(type, key);
        return order == int.MaxValue
            ? map.Entries[^1]
            : map.Entries.Where(e => ContractPath.OrderOf(type, e.Key) < order).MaxBy(e => ContractPath.OrderOf(type, e.Key));
    }

    private static string Flow(ReadOnlySpan<ContractStep> steps, WrittenValue value) => steps.Length == 1
        ? $"{YamlFlow.Text(steps[0].Key)}: {value.Flow}"
        : $"{YamlFlow.Text(steps[0].Key)}: {{{Flow(steps[1..], value)}}}";

    private static string Block(string text, int indentation, ReadOnlySpan<ContractStep> steps, WrittenValue value)
    {
        var start = $"{new string(' ', indentation)}{YamlFlow.Text(steps[0].Key)}:";
        return steps.Length == 1 ? $"{start} {value.Block}" : start + NewLine(text) + Block(text, indentation + Indentation(text), steps[1..], value);
    }

    private static int? Colon(string text, Yaml.Entry entry)
    {
        var at = entry.KeyEnd;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at < text.Length && text[at] == ':' ? at : null;
    }

    /// <summary>Spaces of one level, as the text's first indented line has them.</summary>
    private static int Indentation(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var spaces = line.Length - line.TrimStart(' ').Length;
            if (spaces is > 0 and <= 8 && spaces < line.Length && line[spaces] is not ('#' or '-'))
            {
                return spaces;
            }
        }

        return UsualIndentation;
    }

    private static string NewLine(string text) => text.IndexOf('\n', StringComparison.Ordinal) is var at and > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";

    private static int LineStart(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    /// <summary>The offset of the line break that ends a line, or of the end of the text.</summary>
    private static int LineEnd(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end > at && text[end - 1] == '\r' ? end - 1 : end;
    }

    private static int NewLineAt(string text, int end) => text[end] == '\r' ? 2 : 1;

    private static bool IsBlank(string text, int lineEnd) =>
        lineEnd < text.Length && lineEnd + NewLineAt(text, lineEnd) is var next && next < text.Length && text.AsSpan(next, LineEnd(text, next) - next).Trim().Length == 0;
}
