using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Probes.Data;

/// <summary>The schema that <c>data.schema</c> names, or why it cannot be read.</summary>
internal sealed record SchemaOnFile(TableSchema? Schema, string Because, string Next)
{
    public static async Task<SchemaOnFile> ReadAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Data?.Schema is not { } path)
        {
            return new SchemaOnFile(null, "The contract names no schema.", "Set data.schema in airworthy.yaml, and write there what each column should look like.");
        }

        var full = Path.Combine(around.Root, path);
        if (!File.Exists(full))
        {
            return new SchemaOnFile(null, $"{path} is not there.", "Write the schema, or correct data.schema in airworthy.yaml.");
        }

        if (new FileInfo(full).Length > YamlText.MaxLength)
        {
            return new SchemaOnFile(null, $"{path} is larger than {YamlText.MaxLength:N0} bytes.", "A schema has a few lines per column; keep data out of it.");
        }

        var reading = TableSchemaReader.Read(await File.ReadAllBytesAsync(full, cancel), path);
        return reading.Schema is { } schema
            ? new SchemaOnFile(schema, "", "")
            : new SchemaOnFile(null, $"{path} cannot be read: {string.Join(" ", reading.Problems.Take(3))}{(reading.Problems.Count > 3 ? $" And {reading.Problems.Count - 3} more." : "")}", $"Correct {path}.");
    }
}
