using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Checklist;

/// <summary>What the project's evidence is about right now: digests of its code, data, schema, model and deployment, as far as they exist.</summary>
/// <param name="Digests">By kind; what does not exist is not in it.</param>
public sealed record Subjects(ProjectContract Contract, IReadOnlyDictionary<Bound, string> Digests)
{
    /// <summary>All of it name by name, so that a change can be named.</summary>
    public Makeup Makeup { get; init; } = Makeup.None;

    /// <summary>A digest of files that stand beside the table and are read by some parts: answers of baselines, labels given twice.</summary>
    public string? Beside { get; init; }

    /// <summary>The digests that an item binds, by the kind's name: the contract's slice is the item's own.</summary>
    public IReadOnlyDictionary<string, string> Of(Item item)
    {
        var subject = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var bound in item.Front.Binds ?? [])
        {
            if (bound == Bound.Contract)
            {
                subject["contract"] = Slice(Contract, item.Read);
            }
            else if (Digests.TryGetValue(bound, out var digest))
            {
                subject[WordAttribute.Of(bound)] = digest;
            }
        }

        if (item.Own is { } own)
        {
            subject["pack"] = own.Digest;
        }

        return subject;
    }

    /// <summary>SHA-256 over the parsed values of some fields. Comments, order and spelling of the text do not matter.</summary>
    public static string Slice(ProjectContract contract, IEnumerable<string> paths)
    {
        var text = new StringBuilder();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            text.Append(path).Append('=');
            Write(text, Promised.Get(contract, path).Value);
            text.Append('\n');
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A value of a contract as the text that its digests are made of.</summary>
    internal static string Text(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append('"').Append(s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case double d:
                text.Append(d.ToString("R", CultureInfo.InvariantCulture));
                break;
            case Enum e:
                text.Append(WordAttribute.Of(e));
                break;
            case IEnumerable list:
                text.Append('[');
                var items = list.Cast<object>();
                foreach (var item in items.OrderBy(KeyOf, StringComparer.Ordinal)) // the order of a list stays, that of a map is nobody's meaning
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case IFormattable plain when value.GetType().Namespace == "System":
                text.Append(plain.ToString(plain is DateOnly ? "yyyy-MM-dd" : null, CultureInfo.InvariantCulture));
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case Duration span:
                text.Append(span.Span.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)).Append('s');
                break;
            default:
                if (KeyOf(value) is { } key)
                {
                    Write(text, key);
                    text.Append(':');
                    Write(text, value.GetType().GetProperty("Value")!.GetValue(value));
                    break;
                }

                text.Append('{');
                foreach (var field in Field.Of(value.GetType()).OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    if (field.Of(value) is { } inner)
                    {
                        text.Append(field.Key).Append(':');
                        Write(text, inner);
                        text.Append(',');
                    }
                }

                text.Append('}');
                break;
        }
    }

    /// <summary>The key of an entry of a map; null for anything else.</summary>
    internal static string? KeyOf(object value) => value.GetType() is { IsGenericType: true } pair && pair.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
        ? (string)pair.GetProperty("Key")!.GetValue(value)!
        : null;
}
