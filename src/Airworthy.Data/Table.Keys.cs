using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Rows of files by digests of their keys: the keys themselves come neither into questions nor out of answers.</summary>
public sealed partial class Table
{
    /// <summary>How many rows of the data that a contract means have a key with each of some digests; digests that do not occur are left out.</summary>
    /// <exception cref="TableException">The data cannot be read, or have no such column.</exception>
    public static async Task<IReadOnlyDictionary<string, long>> KeysAsync(ProjectContract contract, string root, string column, KeySecret secret, IReadOnlyCollection<string> digests, CancellationToken cancel)
    {
        var all = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var source in SourcesOf(contract, root, cancel))
        {
            foreach (var (digest, rows) in (await KeysAsync(source, column, secret, digests, cancel)).Keyed)
            {
                all[digest] = all.GetValueOrDefault(digest) + rows;
            }
        }

        return all;
    }

    /// <summary>The rows of some files, and how many have a key with each of some digests.</summary>
    /// <param name="source">Texts are read as they are written, so that <c>007</c> is not 7; of numbers elsewhere, whole ones have no point.</param>
    /// <exception cref="TableException">They cannot be read, or have no such column.</exception>
    internal static async Task<(long Rows, IReadOnlyDictionary<string, long> Keyed)> KeysAsync(DataSource source, string column, KeySecret secret, IReadOnlyCollection<string> digests, CancellationToken cancel)
    {
        var relation = Written(source);
        var key = await KeyAsync(source, relation, column, cancel);
        var keyed = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in digests.Chunk(DeletionRequest.MostKeys))
        {
            var sql = Sql.Fill(SqlFile.Load("KeyedRows"), ("relation", relation), ("digest", DigestOf(key, secret)), ("wanted", string.Join(", ", some.Select(d => d.Literal))));
            await foreach (var row in LookAsync(source, _ => sql, null, cancel))
            {
                keyed[row.GetString(0)] = row.Count(1);
            }
        }

        var rows = 0L;
        await foreach (var row in LookAsync(source, _ => $"select count(*) from {relation}", null, cancel))
        {
            rows = row.Count(0);
        }

        return (rows, keyed);
    }

    /// <summary>Writes the rows of a Parquet file whose key has none of some digests into another file.</summary>
    /// <exception cref="TableException">The file cannot be read or written.</exception>
    internal static async Task WithoutKeysAsync(DataSource source, string column, KeySecret secret, IReadOnlyCollection<string> digests, string target, CancellationToken cancel)
    {
        var relation = Written(source);
        var digest = DigestOf(await KeyAsync(source, relation, column, cancel), secret);
        await using var table = await OpenEmptyAsync(new ProjectContract { Airworthy = 1, Project = "forget" }, [], cancel);
        try
        {
            var kept = $"{digest} is null or {digest} not in ({string.Join(", ", digests.Select(d => d.Literal))})";
            await table.RunAsync($"copy (select * from {relation} where {kept}) to {target.Literal} (format parquet, compression zstd, use_tmp_file false)", cancel);
        }
        catch (DuckDBException e)
        {
            throw new TableException($"{source.Shown} cannot be written without the rows: {Plain(e.Message)}", "Look whether the disk is full.");
        }
    }

    private static string Written(DataSource source) =>
        DataFiles.Relation(source, asTextHeaded: DataFiles.FormatOf(source.Files[0]) == FileFormat.Csv ? true : null);

    private static string DigestOf(string key, KeySecret secret) =>
        $"substr({Sql.Engine.Sha256($"{secret.Prefix.Literal} || {key}")}, 1, {DeletionRequest.DigestLength.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>The key of a row as text.</summary>
    private static async Task<string> KeyAsync(DataSource source, string relation, string column, CancellationToken cancel)
    {
        var columns = new List<Column>();
        await foreach (var row in LookAsync(source, _ => $"describe select * from {relation}", null, cancel))
        {
            columns.Add(new Column(row.GetString(0), row.GetString(1)));
        }

        return columns.Find(c => c.Name == column) is { } found
            ? Sql.CanonicalText(found)
            : throw new TableException($"{source.Shown} has no column {column}; it has {string.Join(", ", columns.Take(6).Select(c => c.Name))}{(columns.Count > 6 ? " …" : "")}.", "Name the column that says whose row it is with --column.");
    }
}
