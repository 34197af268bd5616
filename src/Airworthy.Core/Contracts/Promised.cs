using System.Collections;

using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Core.Contracts;

/// <summary>Asks whether fields of a contract are there and mean something.</summary>
public static class Promised
{
    /// <summary>An <c>Unknown</c> verdict that names every field that is missing or a placeholder; null when all are there.</summary>
    public static Verdict? Lacks(ProjectContract contract, params IReadOnlyList<string> paths)
    {
        var lacking = paths.Select(p => (Path: p, Why: WhyNot(contract, p))).Where(x => x.Why is not null).ToList();
        return lacking.Count == 0
            ? null
            : Verdict.Unknown(
                Sentence(string.Join("; ", lacking.Select(x => $"{x.Path} {x.Why}"))),
                $"Write {string.Join(", ", lacking.Select(x => x.Path))} into {contract.Source.File}.") with
            {
                At = contract.Source.At(lacking[0].Path),
            };
    }

    /// <summary>Why a field does not count as promised; null when it does.</summary>
    public static string? WhyNot(ProjectContract contract, string path)
    {
        var (value, field) = Get(contract, path);
        return value is null ? "is missing" : Lint(value, field, contract.PolicyOrStandard);
    }

    /// <summary>The value at a dotted path and the field that holds it; nulls when it is not set.</summary>
    /// <exception cref="ArgumentException">No contract can have such a path: a page names a field that does not exist.</exception>
    public static (object? Value, Field? Field) Get(ProjectContract contract, string path)
    {
        object? value = contract;
        Field? field = null;
        var type = typeof(ProjectContract);
        foreach (var key in path.Split('.'))
        {
            if (Field.ValueOf(type) is { } element)
            {
                (value, type) = (value is IEnumerable map ? Entry(map, key) : null, element);
                continue;
            }

            field = Field.Of(type).FirstOrDefault(f => f.Key == key)
                ?? throw new ArgumentException($"The contract has no field {path}: {key} is not a key of {type.Name}.", nameof(path));
            (value, type) = (value is null ? null : field.Of(value), field.Type);
        }

        return (value, field);
    }

    private static object? Entry(IEnumerable map, string key)
    {
        foreach (dynamic entry in map)
        {
            if ((string)entry.Key == key)
            {
                return entry.Value;
            }
        }

        return null;
    }

    private static string? Lint(object value, Field? field, Policy policy)
    {
        switch (value)
        {
            case "test" when field?.Ask<SplitNameAttribute>() is not null:
                return null;
            case string text:
                return Placeholder.WhyNot(text, field?.Ask<TextAttribute>()?.Minimum ?? 0, policy);
            case ICollection { Count: 0 }:
                return "is an empty list";
            case IEnumerable list:
                return list.Cast<object>().Select(item => Lint(item, field, policy)).FirstOrDefault(why => why is not null);
            default:
                return value.GetType().Namespace == typeof(ProjectContract).Namespace && Field.IsRecord(value.GetType())
                    ? Field.Of(value.GetType())
                        .Select(f => f.Of(value) is string or IEnumerable && Lint(f.Of(value)!, f, policy) is { } why && why != "is an empty list" ? $"({f.Key}) {why}" : null)
                        .FirstOrDefault(why => why is not null)
                    : null;
        }
    }

    private static string Sentence(string text) => text + ".";
}
