using System.Collections;
using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Checklist;

/// <summary>What a project's subjects are made of, name by name: the fields of its contract, the files of its code, data and schema.</summary>
/// <param name="Kinds">Short digests by kind, then by the path of a field or file.</param>
public sealed record Makeup(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Kinds)
{
    /// <summary>Hexadecimal digits of a digest that are kept: enough to see a change by, few enough to store.</summary>
    private const int Digits = 12;

    /// <summary>The kind whose names are fields; those of all others are files.</summary>
    public const string ContractKind = "contract";

    /// <summary>Nothing is known.</summary>
    public static readonly Makeup None = new(new Dictionary<string, IReadOnlyDictionary<string, string>>());

    /// <summary>A name for the whole of it: equal makeups have equal ids.</summary>
    public string Id => Short(string.Concat(Kinds.OrderBy(k => k.Key, StringComparer.Ordinal)
        .SelectMany(k => k.Value.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{k.Key} {e.Key} {e.Value}\n"))));

    public static Makeup Of(ProjectContract contract, IReadOnlyDictionary<Bound, IReadOnlyDictionary<string, string>> files)
    {
        var kinds = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) { [ContractKind] = FieldsOf(contract) };
        foreach (var (bound, digests) in files)
        {
            var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (path, digest) in digests)
            {
                kept[path] = digest[..Math.Min(Digits, digest.Length)];
            }

            kinds[WordAttribute.Of(bound)] = kept;
        }

        return new Makeup(kinds);
    }

    /// <summary>Short digests of every value of a contract by its dotted path; a list is one value.</summary>
    public static IReadOnlyDictionary<string, string> FieldsOf(ProjectContract contract)
    {
        var into = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Fields(contract, "", into);
        return into;
    }

    /// <summary>The names of a kind that were added, removed or changed since an earlier state, in order; none when that state did not hold the kind.</summary>
    /// <param name="read">The contract fields that matter, as an item's page names them.</param>
    public IReadOnlyList<string> ChangedSince(Makeup then, string kind, IEnumerable<string> read) =>
        then.Kinds.GetValueOrDefault(kind) is { } old && Kinds.GetValueOrDefault(kind) is { } now
            ? [.. Differing(old, now).Where(name => kind != ContractKind || read.Any(r => Concerns(r, name)))]
            : [];

    /// <summary>The names whose digests differ, in order.</summary>
    public static IEnumerable<string> Differing(IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now) =>
        now.Keys.Union(then.Keys).Where(k => then.GetValueOrDefault(k) != now.GetValueOrDefault(k)).Order(StringComparer.Ordinal);

    /// <summary>Whether one of two dotted paths lies in the other.</summary>
    public static bool Concerns(string read, string name) => read == name
        || name.StartsWith(read + ".", StringComparison.Ordinal) || read.StartsWith(name + ".", StringComparison.Ordinal);

    private static void Fields(object record, string prefix, SortedDictionary<string, string> into)
    {
        foreach (var field in Field.Of(record.GetType()))
        {
            if (field.Of(record) is { } value)
            {
                Value(value, field.Type, prefix + field.Key, into);
            }
        }
    }

    private static void Value(object value, Type type, string path, SortedDictionary<string, string> into)
    {
        if (Field.ValueOf(type) is { } element)
        {
            foreach (var entry in ((IEnumerable)value).Cast<object>())
            {
                Value(entry.GetType().GetProperty("Value")!.GetValue(entry)!, element, $"{path}.{Subjects.KeyOf(entry)}", into);
            }
        }
        else if (Field.IsRecord(value.GetType()) && value is not IEnumerable)
        {
            Fields(value, path + ".", into);
        }
        else
        {
            into[path] = Short(Subjects.Text(value));
        }
    }

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];
}
