using Airworthy.Core.Contracts.Draft;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What somebody who fills in a field of the contract has to know about its form.</summary>
/// <param name="IsText">Whether it takes any text, so that what a person types is the value itself and no YAML.</param>
/// <param name="Words">The words it can be; empty where it is none of a few.</param>
/// <param name="Example">An example as YAML; empty when the draft has none.</param>
public sealed record FieldHelp(bool IsText, IReadOnlyList<string> Words, string Example)
{
    /// <summary>Whether it is a day, <c>2026-10-01</c>.</summary>
    public bool IsDay { get; init; }

    /// <summary>Help for a field by its dotted path; null when the contract has no such field.</summary>
    public static FieldHelp? Of(string path, ProjectKind? kind)
    {
        Type? type = typeof(ProjectContract);
        Field? field = null;
        foreach (var step in path.Split('.'))
        {
            field = type is not null && Field.IsRecord(type) ? Field.Of(type).FirstOrDefault(f => f.Key == step) : null;
            if (field is null)
            {
                return null;
            }

            type = field.Type;
        }

        return new FieldHelp(
            type == typeof(string) && field!.Ask<NumberOrAttribute>() is null,
            type == typeof(bool) ? ["true", "false"] : type!.IsEnum ? [.. WordAttribute.Of(type).Keys] : [],
            ContractDraft.ExampleOf(path, kind) ?? "")
        {
            IsDay = type == typeof(DateOnly),
        };
    }
}
