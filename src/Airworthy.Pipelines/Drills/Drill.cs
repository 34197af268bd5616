using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;
using Airworthy.Data;

namespace Airworthy.Pipelines.Drills;

/// <summary>Why a defect could not be planted: in words for the user, with the next step.</summary>
public sealed class DrillException(string because, string next) : Exception(because)
{
    public string Next { get; } = next;
}

/// <summary>A known defect, planted in a throw-away copy of a project.</summary>
/// <param name="Planted">What was done to the copy, in words.</param>
/// <param name="Given">The observation that stands in for looking, where no copy can show the defect.</param>
public sealed record Drill(ThrowAwayCopy Copy, string Planted, Observation? Given) : IDisposable
{
    private const string Rows = "data/drill.parquet";

    public string Root => Copy.Root;

    /// <summary>
    /// Plants a defect. A null defect plants nothing but goes the same way, so that what the way itself does to a project can be seen.
    /// </summary>
    /// <param name="clock">Dates the commits of a defect, where the project has no day of its own.</param>
    /// <param name="kind">The defect whose way is gone when <paramref name="defect"/> is null.</param>
    /// <exception cref="DrillException">The project has nothing that the defect could be planted in.</exception>
    public static async Task<Drill> PlantAsync(string root, ProjectContract contract, Defect? defect, Defect kind, DefectSize size, TimeProvider clock, CancellationToken cancel)
    {
        var copy = ThrowAwayCopy.Of(root, cancel);
        try
        {
            // A guess never counts as met; the drill is about the check, not about who confirmed what.
            var fields = new InOrder<string?> { { "guessed", null } };
            var planted = new List<string>();
            Observation? given = null;
            foreach (var (path, value) in FieldsOf(defect))
            {
                fields.Add(path, value);
                planted.Add(value is null ? $"took {path} away" : $"{path} = {value}");
            }

            if (kind is Defect.Rows)
            {
                await RewriteAsync(copy, root, contract, defect as Defect.Rows, size, fields, planted, cancel);
            }

            if (defect is Defect.Files files)
            {
                var changes = files.Content(size);
                var changed = changes.Where(c => copy.Write(c.Key, c.Value)).ToList();
                if (changed.Count == 0 && changes.Count > 0)
                {
                    throw new DrillException($"The drill deletes {string.Join(", ", changes.Keys)}, and the project has no such file.", "Drill a project that has one: add --on sample.");
                }

                planted.AddRange(changed.Select(c => c.Value is null ? $"deleted {c.Key}" : $"wrote {c.Key} ({c.Value.Length} characters)"));
            }

            if (defect is Defect.Seen seen)
            {
                given = seen.Instead;
                planted.Add($"another {seen.Instead.GetType().Name} in place of looking, because {seen.Why}");
            }

            if (defect is Defect.Predicted predicted)
            {
                planted.Add(await RepredictAsync(copy, root, contract, predicted, size, cancel));
            }

            Promise(copy, fields);
            if (defect is Defect.Commits commits)
            {
                var made = commits.Content(size);
                PlantedHistory.Add(copy.Root, made, copy.Upstream, contract.AsOf is { } day ? new DateTimeOffset(day, new TimeOnly(8, 0), TimeSpan.Zero) : clock.GetUtcNow());
                planted.AddRange(made.Select(c => $"committed \"{c.Message.Split('\n')[0]}\" ({string.Join(", ", c.Files.Keys)})"));
            }

            return new Drill(copy, string.Join("; ", planted), given);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Whether a check has seen the defect. Nothing looked at is nothing seen, except where the defect is that something is missing.</summary>
    /// <param name="before">What it said without the defect.</param>
    public static bool IsSeen(Defect defect, DefectSize size, Verdict before, Verdict after) => after.Answer switch
    {
        Answer.Unmet => true,
        Answer.Undecided => defect.Turns is Answer.Undecided or Answer.Unmet,
        Answer.Unknown => defect.Turns == Answer.Unknown || defect is Defect.Promise || (defect is Defect.Files files && (files.Content(size).Values.Any(v => v is null) || files.Fields.Count > 0)),
        _ => defect.Turns == Answer.Met && (after.Concerns.Count > before.Concerns.Count || after.Concerns.Select(Words).Except(before.Concerns.Select(Words)).Any()),
    };

    /// <summary>A concern without its numbers: the same words about other numbers are no new concern.</summary>
    private static string Words(string concern) => string.Concat(concern.Where(c => !char.IsDigit(c) && c is not ('.' or ',')));

    private static IReadOnlyDictionary<string, string?> FieldsOf(Defect? defect) => defect switch
    {
        Defect.Promise promise => promise.Fields,
        Defect.Rows rows => rows.Fields,
        Defect.Files files => files.Fields,
        Defect.Commits commits => commits.Fields,
        Defect.Seen seen => seen.Fields,
        _ => new Dictionary<string, string?>(),
    };

    private static async Task RewriteAsync(ThrowAwayCopy copy, string root, ProjectContract contract, Defect.Rows? defect, DefectSize size, InOrder<string?> fields, List<string> planted, CancellationToken cancel)
    {
        var target = Path.Combine(copy.Root, Rows);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var hasSplits = false;
        try
        {
            await Table.RewriteAsync(contract, root, table =>
            {
                hasSplits = table.Splits.Count > 0;
                var sql = defect is null ? "" : Fill(table, defect.Sql(size));
                if (sql.Length > 0)
                {
                    planted.Add($"rows: {string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
                }

                return sql;
            }, target, cancel);
        }
        catch (TableException e)
        {
            throw new DrillException($"The rows could not be changed: {e.Message}", e.Next);
        }

        if (contract.Data?.Dataset is { } dataset)
        {
            // The rows are no version of it any more.
            copy.Write(DatasetManifest.PathOf(dataset), null);
        }

        fields.Add("data.files", $"[{Rows}]");
        fields.Add("data.split.files", null);
        if (hasSplits && contract.Data?.Split?.Method != SplitMethod.ByTime)
        {
            fields.Add("data.split.column", "__split");
        }
    }

    /// <summary>Makes the candidate's stored answers worse, in their place in the copy.</summary>
    private static async Task<string> RepredictAsync(ThrowAwayCopy copy, string root, ProjectContract contract, Defect.Predicted defect, DefectSize size, CancellationToken cancel)
    {
        var split = contract.Metric?.On ?? "dev";
        var path = contract.Predictions?.GetValueOrDefault(split) ?? "";
        try
        {
            string? where = null;
            var beside = Path.Combine(copy.Root, $"drill-{Path.GetFileName(path)}");
            var changed = await Table.RepredictAsync(contract, root, split, value => where = defect.Where(contract, value), contract.Responsibility?.Fairness?.Groups ?? [], defect.Share(size), beside, cancel);
            File.Move(beside, Path.Combine(copy.Root, path), overwrite: true);
            return $"made {changed:N0} answers in {path} worse, where {where}";
        }
        catch (TableException e)
        {
            throw new DrillException($"The answers could not be made worse: {e.Message}", e.Next);
        }
    }

    private static string Fill(Table table, string sql)
    {
        var data = table.Contract.Data;
        var feature = table.Features.FirstOrDefault(c => c.Kind == ColumnKind.Number) ?? table.Columns.FirstOrDefault(c => c.Kind == ColumnKind.Number && c.Name != data?.Label?.Name);
        (string Name, string? Value, string Field)[] known =
        [
            ("label", table.HasLabel ? (data!.Label!.From is null ? data.Label.Name.Quoted : "__label".Quoted) : null, "data.label"),
            ("time", table[data?.Time]?.Quoted, "data.time"),
            ("entity", table[data?.Entity]?.Quoted, "data.entity"),
            ("id", table[data?.Id]?.Quoted, "data.id"),
            ("feature", feature?.Quoted, "a numeric feature"),
        ];
        foreach (var (name, _, field) in known.Where(k => k.Value is null && sql.Contains("$" + k.Name, StringComparison.Ordinal)))
        {
            throw new DrillException($"The drill changes {field}, and this project's table has no such column.", "Name it in airworthy.yaml, or drill a project that has it: add --on sample.");
        }

        return sql.Contains("__split", StringComparison.Ordinal) && table.Splits.Count == 0
            ? throw new DrillException($"The drill moves rows between splits, and there are none. {table.WhyNoSplits}", "Set data.split in airworthy.yaml, or add --on sample.")
            : Sql.Fill(sql, [.. known.Where(k => k.Value is not null).Select(k => (k.Name, (Filling)k.Value!))]);
    }

    private static void Promise(ThrowAwayCopy copy, InOrder<string?> fields)
    {
        var path = Path.Combine(copy.Root, ContractReader.FileName);
        var edited = ContractEdit.SetAll(File.ReadAllText(path), fields);
        if (edited.Text is null)
        {
            throw new DrillException($"The contract of the copy could not be changed: {edited.Problems[0]}", "Report it: a drill must fit every contract.");
        }

        copy.Write(ContractReader.FileName, edited.Text);
    }

    public void Dispose() => Copy.Dispose();
}
