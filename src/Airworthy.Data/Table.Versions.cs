using System.Data.Common;

using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>How tables are read that are a version of a dataset, or are about to become one.</summary>
public sealed partial class Table
{
    /// <summary>Where the rows of a contract come from: the newest version of the dataset it names, else its files.</summary>
    /// <exception cref="TableException">A file is missing, or the version cannot be fetched.</exception>
    private static IReadOnlyList<DataSource> SourcesOf(ProjectContract contract, string root, CancellationToken cancel)
    {
        var data = contract.Data;
        if (VersionedData.Of(contract, root, cancel) is { } version)
        {
            return version.Sources;
        }

        return data?.Split?.Files is { Count: > 0 } parts
            ? [.. parts.Select(f => DataSource.Of(root, f.Value, f.Key, data.Media))]
            : [.. (data?.Files ?? []).Select(f => DataSource.Of(root, f, null, data?.Media))];
    }

    /// <summary>Counts the rows of some files together, without keeping them.</summary>
    /// <exception cref="TableException">A file cannot be read as a table.</exception>
    internal static async Task<long> CountAsync(IReadOnlyList<string> files, TextForm? form, CancellationToken cancel)
    {
        var rows = 0L;
        foreach (var source in DataSource.ByFormat(null, files.Count == 1 ? Path.GetFileName(files[0]) : $"one of {files.Count:N0} files", files, form))
        {
            var columns = new List<string>();
            await foreach (var row in LookAsync(source, relation => $"describe select * from {relation}", null, cancel))
            {
                columns.Add(row.GetString(0));
            }

            // A table whose lines differ in length can be taken for one column; asked with the delimiter, the engine says where.
            await foreach (var row in LookAsync(source, relation => $"select count(*) from (select * from {relation}) as rows", DataFiles.Misread(source, columns), cancel))
            {
                rows += row.Count(0);
            }
        }

        return rows;
    }

    /// <summary>The different values of a column of a file, as texts.</summary>
    /// <exception cref="TableException">The file has no such column, or cannot be read.</exception>
    internal static async Task<IReadOnlyList<string>> ValuesAsync(string file, string column, TextForm? form, CancellationToken cancel)
    {
        var values = new List<string>();
        await foreach (var row in LookAsync(new DataSource(null, Path.GetFileName(file), [file], form), relation => $"select distinct cast({column.Quoted} as varchar) as name from {relation} where {column.Quoted} is not null order by name", null, cancel))
        {
            values.Add(row.GetString(0));
        }

        return values;
    }

    /// <summary>Opens several sets of files in one table, each as a split of its own, and says which columns each has.</summary>
    /// <exception cref="TableException">A file cannot be read.</exception>
    internal static async Task<(Table Table, IReadOnlyList<IReadOnlyList<Column>> Columns)> OpenSidesAsync(
        ProjectContract contract, IReadOnlyList<(string Split, IReadOnlyList<DataSource> Sources)> sides, CancellationToken cancel)
    {
        var columns = new List<IReadOnlyList<Column>>();
        foreach (var (_, sources) in sides)
        {
            var own = new Dictionary<string, Column>(StringComparer.Ordinal);
            foreach (var source in sources.Where(s => s.Folder is null))
            {
                await foreach (var row in LookAsync(source, relation => $"describe select * from {relation}", null, cancel))
                {
                    own.TryAdd(row.GetString(0), new Column(row.GetString(0), row.GetString(1)));
                }
            }

            columns.Add([.. own.Values]);
        }

        // A label or an id that only one side has is no reason not to open both.
        var shared = columns.Select(c => c.Select(x => x.Name)).Aggregate((a, b) => a.Intersect(b)).ToHashSet(StringComparer.Ordinal);
        var areFolders = sides.Any(s => s.Sources.Any(x => x.Folder is not null));
        if (!areFolders && contract.Data is { Label: { } label } data && (label.From is null ? !shared.Contains(label.Name) : columns.Any(c => c.Count == 0)))
        {
            contract = contract with { Data = data with { Label = null } };
        }

        var table = await OpenAsync(contract, [.. sides.SelectMany(s => s.Sources.Select(x => x with { Split = s.Split }))], null, null, s_whole, null, "select 1", cancel);
        await table.RunAsync("set enable_external_access = false; set lock_configuration = true;", cancel);

        // What is measured of files is measured alike of both.
        var measured = table.Columns.Where(c => !columns.Exists(side => side.Any(x => x.Name == c.Name))).ToList();
        return (table, contract.Data?.Media is null ? columns : [.. columns.Select(side => (IReadOnlyList<Column>)[.. side, .. measured])]);
    }

    /// <summary>Opens one set of files for its own sake: no label, no time, no splits.</summary>
    /// <exception cref="TableException">A file cannot be read.</exception>
    internal static Task<Table> OpenAloneAsync(DataSource source, CancellationToken cancel) =>
        OpenAsync(new ProjectContract { Airworthy = 1, Project = "look" }, [source], null, null, s_whole, null, "set enable_external_access = false; set lock_configuration = true;", cancel);

    /// <summary>Asks one question of some files in an engine of its own; rows stay in the files.</summary>
    private static async IAsyncEnumerable<DbDataReader> LookAsync(DataSource source, Func<string, string> sql, char? delimiter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var table = await OpenEmptyAsync(new ProjectContract { Airworthy = 1, Project = "look" }, [], cancel);
        await using var rows = table.ReadAsync(sql(DataFiles.Relation(source, delimiter: delimiter)), cancel).GetAsyncEnumerator(cancel);
        while (true)
        {
            try
            {
                if (!await rows.MoveNextAsync())
                {
                    break;
                }
            }
            catch (DuckDBException e)
            {
                throw DataFiles.Ragged(source) ?? new TableException($"{source.Shown} cannot be read: {Plain(e.Message)}", Advice(e.Message));
            }

            yield return rows.Current;
        }
    }
}
