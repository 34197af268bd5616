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

    private readonly LookNotes _notes = new();

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
            var noting = new FileNotes(table, _notes);
            if (test is null)
            {
                await noting.WithinAsync("data", train, cancel);
            }
            else
            {
                await noting.WithinAsync("train", train, cancel);
                await noting.WithinAsync("test", test, cancel);
                await noting.BetweenAsync(roles, onlyInTrain, train, test, cancel);
            }

            ProfileNotes.Add(_notes, profiles, roles);
            var inspection = new Inspection(known, new Subjects(contract, new Dictionary<Bound, string>()));
            await PartNotes.AddAsync(_notes, inspection, parted, roles, cancel);
            var baseline = table.Rows > 1 ? await Baselines.OfAsync(table, inspection, roles, profiles, cancel) : [];
            return new FirstSight(await FilesAsync(table, train, test, cancel), table.Columns, table.LeftOut, roles,
                _notes.Noticed, baseline, _notes.Looked, _notes.NotLooked);
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
        _notes.LookedAt("values of each column");
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
}
