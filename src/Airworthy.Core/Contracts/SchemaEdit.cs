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
        var edited = TreeEdit.Set(text, file, steps, field.Yaml, typeof(TableSchema), problems);
        if (edited is null && problems.Count == 0)
        {
            problems.Say(YamlText.Read(text, file, []) is { } root ? ContractPath.Deepest(root, steps).At : new Place(file, 0, 0), $"{field.Field} of {field.Column} could not be written here without touching more than itself. Write `{Problem.Cut(field.Yaml)}` by hand.");
        }

        return edited;
    }
}
