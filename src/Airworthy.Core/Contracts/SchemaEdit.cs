using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>
/// Sets fields of columns in the text of a schema file. Only the characters of a value change; comments, order, hand-written lines and line
/// endings stay. The outcome is read again: it must be a schema, and nothing but the named fields may have changed.
/// </summary>
public static class SchemaEdit
{
    /// <summary>Several changes, one after the other. All of them happen or none.</summary>
    /// <param name="text">The file; empty for a new one.</param>
    /// <param name="file">The file as the user named it, for messages.</param>
    public static Edited SetAll(string text, string file, IEnumerable<ProposedField> fields)
    {
        var edited = text;
        foreach (var field in fields)
        {
            var problems = new List<Problem>();
            if (One(edited, file, field, problems) is not { } next)
            {
                return new Edited(null, problems);
            }

            edited = next;
        }

        var reading = TableSchemaReader.Read(edited, file);
        return reading.Schema is null ? new Edited(null, reading.Problems) : new Edited(edited, []);
    }

    private static string? One(string text, string file, ProposedField field, List<Problem> problems)
    {
        ContractStep[] steps = [new("columns", null), new(field.Column, null), new(field.Field, null)];
        var before = YamlText.Read(text, file, problems) ?? (problems.Count == 0 ? YamlText.Read("{}", file, problems) : null);
        var value = YamlText.Read(field.Yaml, $"the value for {field.Field}", problems);
        if (before is null || value is null)
        {
            return null;
        }

        if (ContractEdit.Same(value, ContractPath.Find(before, steps)))
        {
            return text;
        }

        var splice = ContractSplice.Setting(text, before, steps, new WrittenValue(field.Yaml, field.Yaml), problems, typeof(TableSchema));
        if (splice is { } change && change.On(text) is var edited && YamlText.Read(edited, file, []) is { } after
            && ContractEdit.Same(value, ContractPath.Find(after, steps)) && ContractEdit.OnlyChanged(before, after, steps, typeof(TableSchema)))
        {
            return edited;
        }

        if (problems.Count == 0)
        {
            problems.Say(ContractPath.Deepest(before, steps).At, $"{field.Field} of {field.Column} could not be written here without touching more than itself. Write `{Problem.Cut(field.Yaml)}` by hand.");
        }

        return null;
    }
}
