using Airworthy.Core.Contracts;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Why a table could not be opened: in words for the user, with the next step.</summary>
public sealed class TableException(string because, string next) : Exception(because)
{
    public string Next { get; } = next;
}

/// <summary>
/// The project's table inside an embedded engine: the relation <c>data</c> holds the raw columns, <c>labelled</c> also <c>__label</c>;
/// the relations <c>train</c>, <c>dev</c> and <c>test</c> are its splits, and <c>parted</c> has every row once with the truths
/// <c>__train</c>, <c>__dev</c>, <c>__test</c> and its position <c>__row</c>. Rows stay in the engine; only counts and a few examples leave it.
/// </summary>
public sealed partial class Table : IAsyncDisposable
{
    private static readonly string[] s_splits = ["train", "dev", "test"];

    /// <summary>Columns of a table that is judged whole; each costs a question or two to the engine.</summary>
    public const int MostColumns = 2_000;

    /// <summary>Words in the engine's long messages that say what is wrong.</summary>
    private static readonly string[] s_telling = ["Expected Number", "unicode", "could not convert", "Error when converting"];

    private readonly DuckDBConnection _connection;
    private readonly Spill _spill;
    private readonly Turns _turns = new();

    /// <summary>What makes a row belong to each split, over the columns and the row's position.</summary>
    private readonly List<(string Split, string Condition)> _conditions = [];

    private Table(DuckDBConnection connection, Spill spill, ProjectContract contract) =>
        (_connection, _spill, Contract) = (connection, spill, contract);

    public ProjectContract Contract { get; private set; }

    /// <summary>The raw columns, in the order of the file; none starts with two underscores.</summary>
    public IReadOnlyList<Column> Columns { get; private set; } = [];

    public long Rows { get; private set; }

    /// <summary>The splits that could be made, in the order train, dev, test.</summary>
    public IReadOnlyList<string> Splits { get; private set; } = [];

    /// <summary>Whether the files are text, so that the types of <see cref="Columns"/> are the reader's guess.</summary>
    public bool IsText { get; private set; }

    /// <summary>Columns of the files that were left out because there are too many; 0 unless a limit was asked for.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Why there are no splits, when there are none.</summary>
    public string? WhyNoSplits { get; private set; }

    public bool HasLabel { get; private set; }

    /// <summary>The label's kind of values; <see cref="ColumnKind.Other"/> without a label.</summary>
    public ColumnKind LabelKind { get; private set; } = ColumnKind.Other;

    /// <summary>
    /// A column's values as something that can be compared in time: a timestamp for times and for texts that read as times, else a number.
    /// Null when the table has no such column or its values have no order in time.
    /// </summary>
    public string? TimeOf(string? column) => this[column] switch
    {
        null or { Type: "TIME" } => null,
        { Kind: ColumnKind.Time or ColumnKind.Text } c => $"try_cast({c.Quoted} as timestamp)",
        { Kind: ColumnKind.Number } c => $"cast({c.Quoted} as double)",
        _ => null,
    };

    /// <summary>The columns that the model reads: see <see cref="FeatureChoice"/>.</summary>
    public IReadOnlyList<Column> Features => FeatureChoice.Of(Contract, Columns);

    public Column? this[string? name] => Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>Opens the files of a contract.</summary>
    /// <param name="root">The project's folder; paths of the contract are below it.</param>
    /// <param name="mostColumns">Of more columns the first, the last and <paramref name="also"/> are read; without a limit, more than <see cref="MostColumns"/> are refused.</param>
    /// <param name="also">A column that is read in any case.</param>
    /// <param name="told">Told now and then which share of the files has been read, in [0, 1].</param>
    /// <param name="writable">The only files that may be written once the rows are read.</param>
    /// <param name="remembers">Whether what is measured of images and texts is kept below the project's store for the next time.</param>
    /// <exception cref="TableException">A file is missing, is no table, or lacks a column that the contract names.</exception>
    public static Task<Table> OpenAsync(ProjectContract contract, string root, CancellationToken cancel, int mostColumns = int.MaxValue, string? also = null, Action<double>? told = null, IReadOnlyList<string>? writable = null, bool remembers = true) =>
        OpenAsync(contract, SourcesOf(contract, root, cancel), root, remembers ? root : null, (mostColumns, also), told, $"""
            {(writable is null ? "" : $"set allowed_paths = [{string.Join(", ", writable.Select(w => w.Literal))}];")}
            set enable_external_access = false; set lock_configuration = true;
            """, cancel);

    /// <summary>Reads the rows of a project, changes them, and writes them into one Parquet file; the column <c>__split</c> keeps where each belongs.</summary>
    /// <param name="statements">
    /// Makes SQL over the writable table <c>data</c>: the raw columns, then <c>__split</c> (null outside of all splits) and <c>__label</c> as read. Columns that
    /// it adds are written as well.
    /// </param>
    /// <exception cref="TableException">The rows cannot be read, or the statements do not fit them.</exception>
    public static async Task RewriteAsync(ProjectContract contract, string root, Func<Table, string> statements, string target, CancellationToken cancel)
    {
        await using var table = await OpenAsync(contract, SourcesOf(contract, root, cancel), null, root, s_whole, null, "select 1", cancel);
        var split = table._conditions.Count == 0
            ? "cast(null as varchar)"
            : $"case {string.Join(' ', table._conditions.Select(c => $"when {c.Condition} then {c.Split.Literal}"))} end";
        var sql = statements(table);
        try
        {
            await table.RunAsync($"""
                create table rewritten as select {string.Join(", ", table.Columns.Select(c => c.Quoted))}{(contract.Data?.Media is null ? "" : $", true as {Media.MediaColumns.Derived}")}, {split} as __split{table.LabelColumn} from data;
                drop table data cascade;
                alter table rewritten rename to data;
                """, cancel);
            if (sql.Length > 0)
            {
                await table.RunAsync(sql, cancel);
            }

            var unlabelled = table.HasLabel ? " exclude (__label)" : "";
            await table.RunAsync($"copy (select *{unlabelled} from data) to {target.Literal} (format parquet)", cancel);
        }
        catch (DuckDBException e)
        {
            throw new TableException(Plain(e.Message), "See whether the table has what the statements speak of.");
        }
    }

    /// <param name="besideBelow">The folder below which recent rows and predictions are looked for; null to leave them out.</param>
    /// <param name="cacheRoot">The project's folder, where what was measured of files is kept; null to keep nothing.</param>
    /// <param name="locks">Runs once the files are read, before any SQL of the contract.</param>
    private static async Task<Table> OpenAsync(ProjectContract contract, IReadOnlyList<DataSource> sources, string? besideBelow, string? cacheRoot, (int Most, string? Also) width, Action<double>? told, string locks, CancellationToken cancel)
    {
        var table = await OpenEmptyAsync(contract, sources, cancel);
        try
        {
            await using (new Telling(() => told?.Invoke(table.Progress())))
            {
                await table.LoadAsync(await table.MeasuredAsync(sources, cacheRoot, cancel), besideBelow, width, locks, cancel);
            }

            return table;
        }
        catch (DuckDBException e)
        {
            await table.DisposeAsync();
            cancel.ThrowIfCancellationRequested();
            throw new TableException(Plain(e.Message), Advice(e.Message));
        }
        catch
        {
            await table.DisposeAsync();
            throw;
        }
    }

    private static async Task<Table> OpenEmptyAsync(ProjectContract contract, IReadOnlyList<DataSource> sources, CancellationToken cancel)
    {
        var spill = Spill.For(contract, sources);
        var connection = new DuckDBConnection($"DataSource={spill.Place}");
        var table = new Table(connection, spill, contract);
        try
        {
            await connection.OpenAsync(cancel);
            await table.RunAsync($"""
                set autoinstall_known_extensions = false; set autoload_known_extensions = false;
                set memory_limit = '{Memory.MbFor(contract)}MB'; set temp_directory = {spill.Folder.Literal}; set threads = {Math.Max(1, Environment.ProcessorCount)};
                set preserve_insertion_order = true; set enable_progress_bar = true; set enable_progress_bar_print = false; set progress_bar_time = 0; set TimeZone = 'UTC';
                """, cancel);
            return table;
        }
        catch (DuckDBException e)
        {
            await table.DisposeAsync();
            cancel.ThrowIfCancellationRequested();
            throw new TableException(Plain(e.Message), Advice(e.Message));
        }
        catch
        {
            await table.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the same rows under another contract: other label, time, entity or id. The files and splits by file stay as they were opened.</summary>
    /// <exception cref="TableException">The contract names a column that the table lacks.</exception>
    public async Task ReadAsAsync(ProjectContract contract, CancellationToken cancel)
    {
        foreach (var view in (string[])["parted", "train", "dev", "test", "labelled"])
        {
            await RunAsync($"drop view if exists {view}", cancel);
        }

        _conditions.Clear();
        (Contract, HasLabel, LabelKind, Splits, WhyNoSplits) = (contract, false, ColumnKind.Other, [], null);
        await PartAsync(contract.Data, contract.Data?.Split?.Files is { Count: > 0 }, cancel);
    }

    private async Task LoadAsync(IReadOnlyList<DataSource> sources, string? besideBelow, (int Most, string? Also) width, string locks, CancellationToken cancel)
    {
        var data = Contract.Data;
        if (sources.Count == 0)
        {
            throw new TableException("The contract names no data.", "Set data.files in airworthy.yaml.");
        }

        sources = Narrowed(sources, width);
        IsText = sources.All(s => DataFiles.FormatOf(s.Files[0]) != FileFormat.Parquet);
        var all = await ReadAsync(sources, width, _ => null, cancel);
        if (IsText && sources.Any(s => DataFiles.Misread(s, all.Select(c => c.Name)) is not null))
        {
            // Asked again with the delimiter given, the engine names the line that breaks the table, or reads it.
            all = await ReadAsync(sources, width, source => DataFiles.Misread(source, all.Select(c => c.Name)), cancel);
        }

        foreach (var source in sources)
        {
            DataFiles.MustBeUnambiguous(source, [.. all.Select(c => c.Name)]);
        }

        Columns = [.. all.Where(c => !c.Name.StartsWith("__", StringComparison.Ordinal))];
        RefuseWide(string.Join(" or ", sources.Select(s => s.Shown)), Columns.Count);
        Rows = await NumberAsync("select count(*) from data", cancel);
        if (besideBelow is not null)
        {
            await ReadRecentAsync(besideBelow, cancel);
            await LoadPredictionsAsync(besideBelow, cancel);
        }

        await RunAsync(locks, cancel);
        await PartAsync(data, all.Any(c => c.Name == "__split"), cancel);
        await ShapeRecentAsync(cancel);
    }

    private static string Advice(string message) =>
        message.Contains("unicode", StringComparison.OrdinalIgnoreCase)
            ? "Write the file again as UTF-8, for instance with `iconv -f ISO-8859-1 -t UTF-8 OLD > NEW`."
        : message.Contains("convert", StringComparison.OrdinalIgnoreCase) ? "Mend that value, or write all values of the column as what that one is."
        : message.Contains("JSON", StringComparison.Ordinal) ? "Mend that line: each line is one JSON object."
        : message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase) ? "Its lines are longer, or its columns more, than this machine holds: bring a table with shorter ones."
        : message.Contains("arquet", StringComparison.Ordinal) || message.Contains("magic bytes", StringComparison.Ordinal) ? "The file is cut off, or it is no Parquet: bring it again."
        : "Look at the file, and at what `data` in the contract says of it.";

    /// <summary>What the engine says, without its advice on options that nobody here can set.</summary>
    private static string Plain(string message)
    {
        var lines = message.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        var more = lines.Skip(1).Where(l => s_telling.Any(t => l.Contains(t, StringComparison.OrdinalIgnoreCase)) && !l.StartsWith('*') && !l.StartsWith("Possible", StringComparison.Ordinal));
        var text = string.Join(" ", lines.Take(1).Concat(more.Take(3)).Distinct()).Replace("Invalid Input Error: ", "", StringComparison.Ordinal);
        return text.Length <= 400 ? text : text[..400] + "…";
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _spreading.Dispose();
        _turns.Dispose();
        _spill.Dispose();
    }
}
