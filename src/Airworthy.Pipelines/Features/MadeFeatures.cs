using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Models.Tabular;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Training;

using DuckDB.NET.Data;

namespace Airworthy.Pipelines.Features;

/// <summary>The features that the project's own code makes of its rows, by the contract's step for it: <c>commands.features</c>, the same code that training runs.</summary>
/// <remarks>In the command <c>{features}</c> stands for the file it shall write: Parquet with the column <c>id</c> and one column per feature. <c>{data}</c>, where it stands, is the data.</remarks>
public sealed class MadeFeatures
{
    private const int Shown = 5;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(2);

    private readonly string _file;

    private MadeFeatures(string file) => _file = file;

    /// <summary>Makes them, for all rows that the command makes them for.</summary>
    /// <param name="folder">A throw-away folder, for the file.</param>
    /// <param name="needed">Features that are not columns of the table.</param>
    /// <exception cref="NotAskedException">The contract does not say how they are made, or the command ends badly.</exception>
    public static async Task<MadeFeatures> MakeAsync(ProjectContract contract, string root, string folder, HandedData? data, IReadOnlyList<string> needed, CancellationToken cancel)
    {
        var (made, told) = (contract.Features?.Made ?? [], string.Join(", ", needed.Take(Shown)));
        if (needed.Except(made).ToList() is { Count: > 0 } strange)
        {
            throw new NotAskedException($"The model takes {string.Join(", ", strange.Take(Shown))}, and the table has no feature of that name and kind.",
                "Name them in features.columns if the table has them; if code makes them, name them in features.made and the command that makes them in commands.features.");
        }

        if (contract.Commands?.Features is not { } command || !command.Contains("{features}", StringComparison.Ordinal))
        {
            throw new NotAskedException($"The model takes {told}, which code makes, and commands.features {(contract.Commands?.Features is null ? "is missing" : "does not name {features}")}.",
                "Name the command that makes them: it writes {features}, a Parquet file with id and one column per feature.");
        }

        var file = Path.Combine(folder, "features.parquet");
        var line = command.Replace("{features}", file, StringComparison.Ordinal).Replace("{data}", data?.Path, StringComparison.Ordinal).Replace("{seed}", "1", StringComparison.Ordinal);
        var variables = new Dictionary<string, string?>(SplitDays.Of(contract.Data?.Split)) { ["AIRWORTHY_SEED"] = "1" };
        if (data is not null)
        {
            variables[data.Variable] = data.Path;
        }

        var end = await ShellLine.RunAsync(root, line, variables, s_longest, cancel);
        return end.ExitCode == 0 && File.Exists(file) ? new MadeFeatures(file)
            : throw new NotAskedException(end.ExitCode != 0 ? $"commands.features {(end.ExitCode is { } code ? $"ended with {code.ToString(CultureInfo.InvariantCulture)}" : "did not end in time")}: {(end.LastLine.Length == 0 ? "it wrote nothing" : end.LastLine)}" : "commands.features ended well, and did not write {features}.",
                $"Run it by hand and mend what it says: {command}");
    }

    /// <summary>Rows with these features beside their columns; one of the same name takes the place of a column.</summary>
    /// <param name="rows">Read with their names.</param>
    /// <exception cref="NotAskedException">The file has no such column, or lacks a row.</exception>
    public async Task<LearningRows> WithAsync(LearningRows rows, IReadOnlyList<string> names, CancellationToken cancel)
    {
        var made = await OfAsync(rows.Ids, names, cancel);
        return rows with { Rows = rows.Rows with { Columns = [.. rows.Rows.Columns.Where(c => !names.Contains(c.Name)), .. made.Columns] } };
    }

    /// <summary>These features of some rows, in their order.</summary>
    /// <param name="ids">What names each row; all different.</param>
    /// <exception cref="NotAskedException">The file has no such column, or lacks a row.</exception>
    public async Task<RawRows> OfAsync(IReadOnlyList<string> ids, IReadOnlyList<string> names, CancellationToken cancel)
    {
        var places = ids.Select((id, place) => (id, place)).ToDictionary(r => r.id, r => r.place, StringComparer.Ordinal);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        try
        {
            var kinds = await KindsAsync(command, cancel);
            if (names.Append("id").Where(n => !kinds.ContainsKey(n)).ToList() is { Count: > 0 } missing)
            {
                throw new NotAskedException($"What commands.features wrote has no column {string.Join(", ", missing.Take(Shown))}; it has {string.Join(", ", kinds.Keys.Take(12))}.", "Let it write id, as data.id names rows, and one column per name in features.made.");
            }

            var gathered = names.Select(n => new Gathered(n, kinds[n], ids.Count)).ToList();
            command.CommandText = $"select cast(id as varchar), {string.Join(", ", gathered.Select(g => g.Sql))} from read_parquet({_file.Literal})";
            var found = 0;
            await using var read = await command.ExecuteReaderAsync(cancel);
            while (await read.ReadAsync(cancel))
            {
                if (!read.IsDBNull(0) && places.Remove(read.GetString(0), out var place))
                {
                    found++;
                    for (var g = 0; g < gathered.Count; g++)
                    {
                        gathered[g].Read(read, g + 1, place);
                    }
                }
            }

            return found == ids.Count ? new RawRows(ids.Count, [.. gathered.Select(g => g.Column)])
                : throw new NotAskedException($"What commands.features wrote has no line for {ids.Count - found:N0} of {ids.Count:N0} rows, such as {places.Keys.First()}.", "Let it write one line for each row of the data, with the row's id.");
        }
        catch (DuckDBException e)
        {
            throw new NotAskedException($"What commands.features wrote cannot be read: {e.Message.Split('\n')[0]}", "Let it write a Parquet file.");
        }
    }

    private async Task<Dictionary<string, string>> KindsAsync(DuckDBCommand command, CancellationToken cancel)
    {
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        command.CommandText = $"describe select * from read_parquet({_file.Literal})";
        await using var read = await command.ExecuteReaderAsync(cancel);
        while (await read.ReadAsync(cancel))
        {
            kinds[read.GetString(0)] = read.GetString(1);
        }

        return kinds;
    }

    /// <summary>One feature of the rows, in their order.</summary>
    private sealed class Gathered(string name, string type, int rows)
    {
        private readonly bool _isText = type.StartsWith("VARCHAR", StringComparison.Ordinal), _isTime = type.StartsWith("TIMESTAMP", StringComparison.Ordinal) || type == "DATE";
        private readonly double[] _numbers = new double[rows];
        private readonly int[] _codes = new int[rows];
        private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);

        public string Sql => _isText ? name.Quoted : _isTime ? $"epoch(cast({name.Quoted} as timestamp))" : $"cast({name.Quoted} as double)";

        public RawColumn Column => _isText ? new RawColumn.Texts(name, _codes, [.. _words.Keys]) : _isTime ? new RawColumn.Times(name, _numbers) : new RawColumn.Numbers(name, [.. _numbers.Select(n => double.IsFinite(n) ? (float)n : float.NaN)]);

        public void Read(System.Data.Common.DbDataReader read, int at, int row)
        {
            if (_isText)
            {
                var word = read.IsDBNull(at) ? "" : read.GetString(at);
                _words.TryAdd(word, _words.Count);
                _codes[row] = _words[word];
            }
            else
            {
                _numbers[row] = read.IsDBNull(at) ? double.NaN : read.GetDouble(at);
            }
        }
    }
}
