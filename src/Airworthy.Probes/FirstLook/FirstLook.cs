using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Media;
using Airworthy.Probes.Data;

namespace Airworthy.Probes.FirstLook;

/// <summary>Looks at one or two files that nobody described, with the same probes and checks as a project. Writes nothing.</summary>
public sealed class FirstLook
{
    /// <summary>Columns that are looked at; a table with more is looked at in part.</summary>
    public const int MostColumns = 250;

    /// <summary>What is judged, in the order in which it is told among things of equal weight.</summary>
    private static readonly (string Item, string Part, string About, bool NeedsTest, bool NeedsLabel)[] s_parts =
    [
        ("leakage-safe-split", "rows", "copies across the files", true, false),
        ("leakage-safe-split", "proxy", "columns that give the label away", false, true),
        ("leakage-safe-split", "entity", "groups across the files", true, false),
        ("leakage-safe-split", "time", "time across the files", true, false),
        ("data-schema", "labels", "contradicting labels", false, true),
        ("leakage-safe-split", "order", "ids and the order of rows", false, false),
        ("data-schema", "missing", "values that may mean \"not known\", and caps", false, false),
        ("data-schema", "forms", "how values are written", false, false),
    ];

    private readonly List<Noticed> _noticed = [];
    private readonly List<string> _looked = [];
    private readonly List<string> _notLooked = [];

    private FirstLook()
    {
    }

    /// <exception cref="TableException">A file cannot be read; the message says why.</exception>
    public static Task<FirstSight> AtAsync(string train, string? test, string? label, CancellationToken cancel) => new FirstLook().LookAsync(train, test, label, cancel);

    private async Task<FirstSight> LookAsync(string train, string? test, string? label, CancellationToken cancel)
    {
        var root = Directory.GetCurrentDirectory();
        var media = LookedFolder.MediaOf(train, test);
        var files = test is null
            ? new DataPromise { Files = [Path.GetFullPath(train)], Media = media }
            : new DataPromise { Media = media, Split = new Split { Method = SplitMethod.Given, Files = new Dictionary<string, string> { ["train"] = Path.GetFullPath(train), ["test"] = Path.GetFullPath(test) } } };
        var contract = new ProjectContract { Airworthy = 1, Project = "look", Data = files };
        var table = await OpenAsync(contract, root, train, test, label, cancel);
        try
        {
            if (label is not null && table[label] is null)
            {
                throw new TableException($"{train} has no column {label}; it has {string.Join(", ", table.Columns.Take(20).Select(c => c.Name))}{(table.Columns.Count > 20 ? " …" : "")}.", "Name one of them with --label.");
            }

            // Folders called train and test within the one that was named part its files.
            if (media is not null && test is null && table[MediaColumns.Split] is not null)
            {
                files = files with { Split = new Split { Method = SplitMethod.Given, Column = MediaColumns.Split } };
            }

            var parted = test is not null || files.Split is not null;
            var profiles = await ProfileAsync(table, cancel);
            var onlyInTrain = test is null ? [] : await OnlyInAsync(table, "train", profiles, cancel);
            var roles = ColumnRoles.Guess(profiles, table.Columns, label, onlyInTrain);
            contract = contract with
            {
                Data = files with
                {
                    Label = roles.Label is { } y ? new Label { Name = y.Column } : null,
                    Time = roles.Time?.Column,
                    Id = roles.Id?.Column ?? table.FileColumn?.Name,
                    Entity = roles.Entity?.Column ?? "none",
                },
            };
            await table.ReadAsAsync(contract, cancel);
            await using var known = new Surroundings { Root = root, Contract = contract, Clock = TimeProvider.System, Opened = table };
            if (test is null)
            {
                await SameAsync(table, "data", train, cancel);
            }
            else
            {
                await SameAsync(table, "train", train, cancel);
                await SameAsync(table, "test", test, cancel);
                await BetweenAsync(table, roles, onlyInTrain, train, test, cancel);
            }

            Plainly(profiles, roles);
            var inspection = new Inspection(known, new Subjects(contract, new Dictionary<Bound, string>()));
            await JudgeAsync(inspection, parted, roles, cancel);
            var baseline = table.Rows > 1 ? await BaselineAsync(table, inspection, roles, profiles, cancel) : [];
            return new FirstSight(await FilesAsync(table, train, test, cancel), table.Columns, table.LeftOut, roles,
                [.. _noticed.Select((n, i) => (n, i)).OrderBy(x => x.n.Weight).ThenBy(x => x.i).Select(x => x.n)], baseline, _looked, _notLooked);
        }
        finally
        {
            await table.DisposeAsync();
        }
    }

    private static async Task<Table> OpenAsync(ProjectContract contract, string root, string train, string? test, string? label, CancellationToken cancel)
    {
        try
        {
            return await Table.OpenAsync(contract, root, cancel, mostColumns: MostColumns, also: label, remembers: false);
        }
        catch (TableException e)
        {
            // People know their files by the names they typed.
            var said = e.Message.Replace(Path.GetFullPath(train), train, StringComparison.Ordinal);
            throw new TableException(test is null ? said : said.Replace(Path.GetFullPath(test), test, StringComparison.Ordinal), e.Next.Replace(Path.GetFullPath(train), train, StringComparison.Ordinal));
        }
    }

    private async Task<ColumnProfiles> ProfileAsync(Table table, CancellationToken cancel)
    {
        _looked.Add("values of each column");
        var profiles = new List<ColumnProfile>();
        foreach (var column in table.Columns.Where(c => c.Name == MediaColumns.Split || !MediaColumns.Naming(table.Contract).Contains(c.Name)))
        {
            profiles.Add(await ColumnProfilesProbe.ProfileAsync(table, column, "data", cancel, withPercentiles: false));
        }

        return new ColumnProfiles(table.Rows, profiles);
    }

    private static async Task<IReadOnlyList<SeenFile>> FilesAsync(Table table, string train, string? test, CancellationToken cancel) => test is null
        ? [new SeenFile(train, table.Rows)]
        : [new SeenFile(train, await RowCounts.OfAsync(table, "train", cancel)), new SeenFile(test, await RowCounts.OfAsync(table, "test", cancel))];

    /// <summary>Columns without any value in the other file.</summary>
    private static async Task<List<string>> OnlyInAsync(Table table, string here, ColumnProfiles profiles, CancellationToken cancel)
    {
        var there = here == "train" ? "test" : "train";
        var only = new List<string>();
        if (await RowCounts.OfAsync(table, there, cancel) == 0)
        {
            return only;
        }

        foreach (var column in profiles.Columns.Where(c => c.Missing > 0 && c.Distinct > 0))
        {
            if (await RowCounts.OfAsync(table, there, cancel, $"{column.Name.Quoted} is not null") == 0)
            {
                only.Add(column.Name);
            }
        }

        return only;
    }

    /// <summary>Rows of one file that repeat each other.</summary>
    private async Task SameAsync(Table table, string relation, string file, CancellationToken cancel)
    {
        var names = MediaColumns.NamesOf(table.Contract);
        var kept = table.Columns.Where(c => !names.Contains(c.Name)).ToList();
        await foreach (var row in table.ReadAsync(SqlText.Fill("RepeatedRows", ("relation", relation), ("key", Sql.RowHash(kept))), cancel))
        {
            var (rows, repeated) = (row.Count(0), row.Count(1));
            if (repeated > 0)
            {
                _noticed.Add(new Noticed(repeated >= 0.05 * rows ? Weight.Ask : Weight.Note, "copies within a file",
                    $"{repeated:N0} of {rows:N0} rows of {file} ({Percent(repeated, rows)}) repeat an earlier row in every column.",
                    await table.ShowAsync(SqlText.Fill("RepeatedExamples", ("relation", relation), ("columns", Filling.Each("column", kept.Select(c => c.Quoted)))), cancel, most: 3)));
            }
        }

        if (!_looked.Contains("copies within a file"))
        {
            _looked.Add("copies within a file");
        }
    }

    /// <summary>What differs between the files: columns, and the spread of values.</summary>
    private async Task BetweenAsync(Table table, ColumnRoles roles, IReadOnlyList<string> onlyInTrain, string train, string test, CancellationToken cancel)
    {
        var unlabelled = onlyInTrain.Contains(roles.Label?.Column ?? "");
        if (onlyInTrain.Where(c => c != roles.Label?.Column).ToList() is { Count: > 0 } lacking)
        {
            _noticed.Add(new Noticed(Weight.Ask, "columns of the files", $"{Listed(lacking)} {(lacking.Count == 1 ? "has" : "have")} values in {train} and none in {test}."));
        }

        if (unlabelled)
        {
            _notLooked.Add($"copies with their label across the files: {test} has no {roles.Label!.Column}");
            await CopiesWithoutAsync(table, onlyInTrain, test, cancel);
        }

        var columns = table.Columns.Where(c => c.Name != roles.Id?.Column && c.Name != roles.Time?.Column && !onlyInTrain.Contains(c.Name) && !MediaColumns.Naming(table.Contract).Contains(c.Name)).ToList();
        var shifted = await FileShift.OfAsync(table, columns, cancel);
        foreach (var large in shifted.Where(s => s.IsLarge).Take(5))
        {
            _noticed.Add(new Noticed(Weight.Ask, "shift between the files", $"{large.Column} is not spread in {test} as in {train}: {Told(large)}."));
        }

        if (shifted.Where(s => !s.IsLarge).ToList() is { Count: > 0 } small)
        {
            _noticed.Add(new Noticed(Weight.Note, "shift between the files", $"A smaller difference in {Listed([.. small.Select(s => $"{s.Column} ({Told(s)})")])}."));
        }

        if (shifted.Count(s => s.IsLarge) is > 5 and var many)
        {
            _noticed.Add(new Noticed(Weight.Ask, "shift between the files", $"{many - 5} more columns differ as much: {Listed([.. shifted.Where(s => s.IsLarge).Skip(5).Select(s => s.Column)])}."));
        }

        _looked.Add("shift between the files");
    }

    private static string Told(ShiftedColumn column) => column.IsNumber
        ? string.Create(CultureInfo.InvariantCulture, $"largest gap of the cumulative shares {column.Shift.Distance:0.00}, PSI {Math.Max(0, column.Shift.Psi):0.00}")
        : string.Create(CultureInfo.InvariantCulture, $"one value moved by {100 * column.Shift.Distance:0} points, PSI {Math.Max(0, column.Shift.Psi):0.00}");

    /// <summary>Copies across files of which one lacks the label.</summary>
    private async Task CopiesWithoutAsync(Table table, IReadOnlyList<string> without, string test, CancellationToken cancel)
    {
        var columns = table.Columns.Where(c => !without.Contains(c.Name) && !MediaColumns.NamesOf(table.Contract).Contains(c.Name)).ToList();
        var key = Sql.RowHash(columns);
        var (rows, copied) = (0L, 0L);
        await foreach (var row in table.ReadAsync(SqlText.Fill("SplitCopies", ("row", key)), cancel))
        {
            (rows, copied) = (row.Count(4), row.Count(5));
        }

        if (copied > 0)
        {
            _noticed.Add(new Noticed(copied >= 0.001 * rows ? Weight.Wrong : Weight.Ask, "copies across the files",
                $"{copied:N0} of {rows:N0} rows of {test} ({Percent(copied, rows)}) are copies of train rows in every column that both files have.",
                await SplitCopiesProbe.ShowAsync(table, columns, key, "test", most: 3, cancel)));
        }
    }

    /// <summary>What the profile alone shows.</summary>
    private void Plainly(ColumnProfiles profiles, ColumnRoles roles)
    {
        if (profiles.Rows < 2)
        {
            _noticed.Add(new Noticed(Weight.Ask, "rows", profiles.Rows == 0 ? "There are columns and no rows." : "There is one row; nothing can be compared."));
            return;
        }

        if (profiles.Columns is [{ Top: [var first, ..] }] && (first.Value.Contains(',', StringComparison.Ordinal) || first.Value.Contains(';', StringComparison.Ordinal)))
        {
            _noticed.Add(new Noticed(Weight.Ask, "columns", $"there is one column, and its values hold {(first.Value.Contains(',', StringComparison.Ordinal) ? "commas" : "semicolons")}: does the table begin at the first line?"));
        }

        if (profiles.Columns.Where(c => c.Distinct == 0).Select(c => c.Name).ToList() is { Count: > 0 } empty)
        {
            _noticed.Add(new Noticed(Weight.Note, "columns without values", $"{Listed(empty)} {(empty.Count == 1 ? "is" : "are")} empty in every row."));
        }

        if (profiles.Columns.Where(c => c.Missing >= 0.05 * profiles.Rows && c.Distinct > 0).OrderByDescending(c => c.Missing).ToList() is { Count: > 0 } missing)
        {
            _noticed.Add(new Noticed(Weight.Note, "missing values", $"Missing: {Listed([.. missing.Select(c => $"{c.Name} {Percent(c.Missing, profiles.Rows)}")])}."));
        }

        if (roles.Label is { } label && profiles.Columns.FirstOrDefault(c => c.Name == label.Column) is { Missing: > 0 } y)
        {
            _noticed.Add(new Noticed(Weight.Note, "missing values", $"{y.Missing:N0} of {profiles.Rows:N0} rows ({Percent(y.Missing, profiles.Rows)}) have no {label.Column}."));
        }
    }

    private async Task JudgeAsync(Inspection inspection, bool hasTest, ColumnRoles roles, CancellationToken cancel)
    {
        var wanted = s_parts.Where(p => (hasTest || !p.NeedsTest) && (roles.Label is not null || !p.NeedsLabel) && (p.Part != "time" || roles.Time is not null)).ToList();
        var parts = wanted.Select(p => (Item: Pages.Find(p.Item)!, p.Part)).Where(p => p.Item[p.Part] is not null).Select(p => (p.Item, p.Item[p.Part]!));
        var seen = await inspection.RunAsync(parts, cancel);
        foreach (var part in wanted)
        {
            if (!seen.TryGetValue(new PartId(part.Item, part.Part), out var answer))
            {
                continue;
            }

            Tell(part.Part, part.About, answer.Verdict);
        }

        if (roles.Label is null)
        {
            _notLooked.Add("what gives the label away, contradicting labels and baselines: no column looks like the label; name it with --label");
        }

        if (hasTest && roles.Time is null)
        {
            _notLooked.Add("time: no column holds times");
        }
    }

    private void Tell(string part, string about, Verdict verdict)
    {
        if (verdict.Answer == Answer.Unknown)
        {
            _notLooked.Add($"{about}: {verdict.Says}");
            return;
        }

        _looked.Add(about);
        if (verdict.Answer != Answer.Met)
        {
            // A column that names a row is wrong only in a model, and nobody said yet what the model reads.
            var weight = verdict.Answer == Answer.Undecided || part == "order" ? Weight.Ask : Weight.Wrong;
            _noticed.Add(new Noticed(weight, about, verdict.Says, verdict.Shown));
        }

        // The sentence of a verdict that is Met carries the number of copies; its concerns only say what they mean.
        IReadOnlyList<string> concerns = part == "rows" && verdict is { Answer: Answer.Met, Concerns.Count: > 0 } ? [$"{verdict.Says} {verdict.Concerns[0]}"] : verdict.Concerns;
        foreach (var concern in concerns.Take(6))
        {
            _noticed.Add(new Noticed(part is "missing" or "rows" ? Weight.Ask : Weight.Note, about, concern, verdict.Answer == Answer.Met && part != "proxy" && concern == concerns[0] ? verdict.Shown : null));
        }

        if (concerns.Count > 6)
        {
            _noticed.Add(new Noticed(Weight.Note, about, $"And {concerns.Count - 6} more."));
        }
    }

    /// <summary>What a model has to beat: the most frequent label or the mean, and the best single column.</summary>
    private static async Task<IReadOnlyList<string>> BaselineAsync(Table table, Inspection inspection, ColumnRoles roles, ColumnProfiles profiles, CancellationToken cancel)
    {
        if (roles.Label is not { } label || profiles.Columns.FirstOrDefault(c => c.Name == label.Column) is not { Distinct: > 1 } profile)
        {
            return [];
        }

        var lone = await inspection.SeeAsync<LoneFeatures>(cancel);
        var best = lone?.Features.FirstOrDefault(f => !f.OfNull && f.Strength < Core.Checklist.Data.LeakageSafeSplit.Proxy.Ask);
        var isNumber = lone?.Scale == LabelScale.Number;
        var lines = new List<string>();
        if (isNumber)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Always answering the mean of {label.Column}, {profile.Mean:G5}, is off by {profile.Sd:G5} (standard deviation)."));
        }
        else if (profile.Top is [var most, ..])
        {
            lines.Add($"Always answering {most.Value} is right in {Percent(most.Rows, profiles.Rows - profile.Missing)} of rows.");
        }

        if (best is not null && table[best.Column] is { } column)
        {
            var strength = string.Create(CultureInfo.InvariantCulture, $"{best.Strength:0.000}");
            var right = isNumber ? null : await RightAsync(table, column, cancel);
            lines.Add(isNumber
                ? $"The best single column below suspicion, {best.Column}, explains R² {strength} of it."
                : $"The best single column below suspicion, {best.Column}, reaches AUC {strength}{(right is null ? "" : $"; answering by its bins is right in {right} of rows")}.");
        }

        return lines;
    }

    private static async Task<string?> RightAsync(Table table, Column column, CancellationToken cancel)
    {
        var bin = column.Quoted;
        if (column.IsOrdered)
        {
            var asked = Sql.Quantiles(column.AsNumber, Enumerable.Range(1, 9).Select(i => i / 10.0));
            bin = Sql.Bin($"({column.AsNumber})", ColumnBounds.Apart((await ColumnBounds.ReadAsync(table, "labelled", [asked], cancel))[0]));
        }
        else if (await ValueCounts.OfAsync(table, "labelled", bin, cancel) > 100)
        {
            return null;
        }

        await foreach (var row in table.ReadAsync(SqlText.Fill("OneColumnRule", ("relation", "labelled"), ("bin", bin)), cancel))
        {
            return Percent(row.Count(1), row.Count(0));
        }

        return null;
    }

    private static string Percent(long part, long whole) => whole == 0 ? "0 %" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.##} %");

    private static string Listed(List<string> names) => names.Count <= 6 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";
}
