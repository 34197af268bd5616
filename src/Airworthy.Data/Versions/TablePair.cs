using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>How labels differ between two versions, by id.</summary>
/// <param name="Changed">Ids of both whose label differs; a label that is missing on one side differs.</param>
/// <param name="Added">Ids of the later one alone that have a label.</param>
/// <param name="Removed">Ids of the earlier one alone that had a label.</param>
/// <param name="Shown">A few that changed.</param>
public sealed record LabelDifference(long Changed, long Added, long Removed, Shown Shown);

/// <summary>How rows differ between two versions.</summary>
/// <param name="Added">Rows of the later one alone.</param>
/// <param name="Removed">Rows of the earlier one alone.</param>
/// <param name="Changed">Rows of the same id with other values in the columns that both have; null when rows were compared whole.</param>
/// <param name="Same">Rows that are equal.</param>
/// <param name="Shown">A few ids that changed.</param>
public sealed record RowDifference(long Added, long Removed, long? Changed, long Same, Shown? Shown);

/// <summary>A column that only one of two versions has, or that has another type in each.</summary>
/// <param name="Before">Its type in the earlier one; null when it is not there.</param>
public sealed record ColumnDifference(string Name, string? Before, string? After);

/// <summary>Two versions of a dataset in one engine: the relation <c>train</c> holds the earlier one, <c>test</c> the later one.</summary>
public sealed class TablePair : IAsyncDisposable
{
    private TablePair(Table table, IReadOnlyList<Column> before, IReadOnlyList<Column> after) => (Table, Before, After) = (table, before, after);

    public Table Table { get; }

    public IReadOnlyList<Column> Before { get; }

    public IReadOnlyList<Column> After { get; }

    /// <summary>The columns of both.</summary>
    public IReadOnlyList<Column> Shared => [.. Table.Columns.Where(c => Before.Any(b => b.Name == c.Name) && After.Any(a => a.Name == c.Name))];

    /// <summary>Columns that differ.</summary>
    public IReadOnlyList<ColumnDifference> Columns =>
        [.. Before.Select(b => new ColumnDifference(b.Name, b.Type, After.FirstOrDefault(a => a.Name == b.Name)?.Type))
            .Concat(After.Where(a => Before.All(b => b.Name != a.Name)).Select(a => new ColumnDifference(a.Name, null, a.Type)))
            .Where(c => c.Before != c.After)];

    /// <exception cref="StoreException">A version cannot be fetched.</exception>
    /// <exception cref="TableException">A version cannot be read as a table.</exception>
    public static async Task<TablePair> OpenAsync(string root, ProjectContract contract, ContentStore store, DatasetVersion before, DatasetVersion after, CancellationToken cancel)
    {
        var sides = new List<(string Split, IReadOnlyList<DataSource> Sources)>();
        var past = VersionFiles.CacheOf(store, before.Digest);
        var wasThere = before.Digest == after.Digest || Directory.Exists(past);
        foreach (var (split, version) in new[] { ("train", before), ("test", after) })
        {
            var tree = VersionFiles.Tree(store, version.Digest);
            var folder = VersionFiles.AreWorkingFiles(root, tree, cancel) ? root : VersionFiles.Materialise(store, tree, version.Digest, cancel);
            sides.Add((split, contract.Data?.Media is { Path: null }
                ? Media.MediaListing.Sources(tree, folder, version.Id, null)
                : [.. DataSource.ByFormat(split, $"the version called {split}", tree.Tables.Select(t => Path.Combine(folder, t.Path)), version.Read)]));
            if (sides[^1].Sources.Count == 0)
            {
                throw new TableException($"{version.Id} holds no table.", "Only tables are compared row by row.");
            }
        }

        var (table, columns) = await Table.OpenSidesAsync(contract with { Data = contract.Data is { } d ? d with { Split = null } : null }, sides, cancel);
        if (!wasThere && Directory.Exists(past))
        {
            // Its rows are in the engine now; a past version is rarely asked for again, and would lie on the disk twice.
            VersionFiles.Drop(past);
        }

        return new TablePair(table, columns[0], columns[1]);
    }

    /// <summary>How labels differ, by id, or by position where the contract says that it names a row; null when there is no label or no such column in both.</summary>
    public async Task<LabelDifference?> LabelsAsync(CancellationToken cancel)
    {
        if (!Table.HasLabel || Table.Contract.Data?.Id is not { } named || (named != "row" && Id is null))
        {
            return null;
        }

        var first = await Table.NumberAsync("select min(__row) from parted where __test", cancel);
        var (before, after) = Id is { } id
            ? ($"(select {id.Quoted} as id, __label from train)", $"(select {id.Quoted} as id, __label from test)")
            : ("(select __row as id, __label from parted where __train)", $"(select __row - {first} as id, __label from parted where __test)");
        await foreach (var row in Table.ReadAsync(Sql.Fill(SqlFile.Load("LabelDifference"), ("before", before), ("after", after)), cancel))
        {
            return new LabelDifference(row.Count(0), row.Count(1), row.Count(2), await Table.ShowAsync(
                $"""
                select b.id as {named.Quoted}, min(b.__label) as before, min(a.__label) as after
                from {before} as b join {after} as a on b.id = a.id
                group by b.id having min(b.__label) is distinct from min(a.__label)
                order by 1
                """, cancel));
        }

        return null;
    }

    /// <summary>How rows differ: by id where the contract names one that is unique, else whole rows as a bag.</summary>
    public async Task<RowDifference> RowsAsync(CancellationToken cancel)
    {
        var hash = Sql.RowHash(Shared);
        var id = Id is { } named && await IsUniqueAsync(named, "train", cancel) && await IsUniqueAsync(named, "test", cancel) ? named : null;
        var sql = Sql.Fill(SqlFile.Load(id is null ? "BagDifference" : "RowDifference"), ("id", id?.Quoted ?? ""), ("hash", hash));
        await foreach (var row in Table.ReadAsync(sql, cancel))
        {
            var shown = id is not null && row.Count(2) > 0
                ? await Table.ShowAsync($"select b.{id.Quoted} as {id.Quoted} from (select {id.Quoted}, {hash} as hash from train) as b join (select {id.Quoted}, {hash} as hash from test) as a on b.{id.Quoted} = a.{id.Quoted} where b.hash <> a.hash order by 1", cancel)
                : null;
            return new RowDifference(row.Count(0), row.Count(1), id is null ? null : row.Count(2), row.Count(3), shown);
        }

        throw new System.Diagnostics.UnreachableException("A sum has one row.");
    }

    /// <summary>The id column, when both versions have it.</summary>
    private Column? Id => Table.Contract.Data?.Id is { } name && name != "row" ? Shared.FirstOrDefault(c => c.Name == name) : null;

    private async Task<bool> IsUniqueAsync(Column id, string side, CancellationToken cancel) =>
        await Table.NumberAsync($"select count(*) - count(distinct {id.Quoted}) from {side}", cancel) == 0;

    public ValueTask DisposeAsync() => Table.DisposeAsync();
}
