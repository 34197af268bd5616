using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Cli.Commands.Data;

/// <summary>The schema file of a project and the draft beside it, by paths below the project's folder.</summary>
internal sealed record SchemaFiles(Project Project, string Schema, string Draft)
{
    public string SchemaPath => Path.Combine(Project.Root, Schema);

    public string DraftPath => Path.Combine(Project.Root, Draft);

    public bool HasDraft => File.Exists(DraftPath);

    public static SchemaFiles Of(Project project)
    {
        var data = project.Contract.Data;
        var schema = data?.Schema ?? $".airworthy/schema/{data?.Dataset ?? project.Contract.Project}.schema.yaml";
        var stem = schema.EndsWith(".schema.yaml", StringComparison.Ordinal) ? schema[..^".schema.yaml".Length] : Path.ChangeExtension(schema, null);
        return new SchemaFiles(project, schema, $"{stem}.draft.yaml");
    }

    /// <summary>The schema as it stands; null when there is none yet.</summary>
    /// <exception cref="Refusal">It cannot be read: what a person wrote is never thrown away.</exception>
    public TableSchema? Reviewed() => File.Exists(SchemaPath) ? Read(SchemaPath, Schema) : null;

    private static TableSchema Read(string path, string name)
    {
        var reading = TableSchemaReader.Read(File.ReadAllBytes(path), name);
        return reading.Schema ?? throw new Refusal(3, [.. reading.Problems.Select(p => p.ToString())]);
    }

    /// <summary>The fields of the draft, as a person may have corrected them, and what speaks against taking them.</summary>
    /// <param name="only">Names of columns; all when empty.</param>
    public (IReadOnlyList<ProposedField> Fields, IReadOnlyList<string> Against) Drafted(IReadOnlyList<string> only)
    {
        if (!HasDraft)
        {
            return ([], [$"There is no draft at {Draft}. → airworthy data schema infer"]);
        }

        // A draft of changes need not name the type again, so it is read as a tree; the schema that comes of it is read whole.
        List<Problem> problems = [];
        var tree = YamlText.Read(File.ReadAllBytes(DraftPath), Draft, problems);
        if (problems.Count > 0 || (tree as Yaml.Map)?["columns"] is not Yaml.Map columns)
        {
            return ([], problems.Count > 0 ? [.. problems.Select(p => p.ToString())] : [$"{Draft} has no map `columns`. → airworthy data schema infer"]);
        }

        List<string> against = [.. only.Where(o => columns[o] is null).Select(o => $"The draft does not speak of {o}{(Nearest.To(o, columns.Entries.Select(e => e.Key)) is { } meant ? $"; did you mean {meant}?" : ".")}")];
        against.AddRange(columns.Entries.Where(e => e.Value is not Yaml.Map).Select(e => $"{e.At}: {e.Key} is no map of fields such as `type: number`."));
        var fields = columns.Entries.Where(e => e.Value is Yaml.Map && (only.Count == 0 || only.Contains(e.Key)))
            .SelectMany(e => ((Yaml.Map)e.Value).Entries.Select(f => new ProposedField(e.Key, f.Key, null, YamlFlow.Write(f.Value)))).ToList();
        return (fields, against.Count == 0 && fields.Count == 0 ? [$"{Draft} proposes nothing. Delete it."] : against);
    }

    /// <summary>Writes <c>data.schema</c> into the contract where it names none.</summary>
    public async Task NameInContractAsync(CancellationToken cancel)
    {
        if (Project.Contract.Data?.Schema is not null)
        {
            return;
        }

        var path = Path.Combine(Project.Root, ContractReader.FileName);
        var edited = ContractEdit.Set(await File.ReadAllTextAsync(path, cancel), "data.schema", YamlFlow.Text(Schema));
        if (edited.Text is null)
        {
            Console.WriteLine($"→ Write `schema: {Schema}` under `data` in {ContractReader.FileName}.");
            return;
        }

        await WholeFile.WriteAsync(path, edited.Text, cancel);
        Console.WriteLine($"{ContractReader.FileName}: data.schema names it now.");
    }

    /// <summary>A promise in a line.</summary>
    public static string Told(ColumnPromise column) => string.Join(", ", new[]
    {
        column.Type is { } type ? WordAttribute.Of(type) : null,
        column.Unit is null ? null : $"in {column.Unit}",
        column.MissingLimit switch { null => null, 0 => "required", var most => $"at most {most.Value.ToString("P1", CultureInfo.InvariantCulture)} missing" },
        column.Range is null ? null : $"{column.Range[0]} to {column.Range[1]}",
        column.Values is null ? null : $"one of {string.Join(", ", column.Values.Take(8))}{(column.Values.Count > 8 ? $" and {column.Values.Count - 8} more" : "")}",
        column.Pattern is null ? null : $"pattern {column.Pattern}",
        column.AvailableAfter is { } after ? $"known after {after}" : null,
    }.OfType<string>());
}
