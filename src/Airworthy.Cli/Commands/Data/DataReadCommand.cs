using System.CommandLine;

using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Contracts;
using Airworthy.Core.Records;
using Airworthy.Data;
using Airworthy.Data.Records;
using Airworthy.Probes.Data;

namespace Airworthy.Cli.Commands.Data;

/// <summary>The split whose rows are asked for.</summary>
internal enum SplitName { Train, Dev, Test }

/// <summary><c>airworthy data read</c>: the rows of one split, for a team's own training code. Reads of test are counted.</summary>
internal sealed class DataReadCommand : IDataCommand
{
    private static readonly Argument<string> s_project = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<SplitName?> s_split = new("--split") { Description = "Whose rows: train, dev or test.", Required = true };
    private static readonly Option<string?> s_run = new("--run") { Description = "The run that reads, for the ledger of reads of test." };
    private static readonly Option<ExportForm?> s_form = new("--format") { Description = "csv or parquet; else what the ending of --out says, else csv." };
    private static readonly Option<string?> s_out = new("--out") { Description = "Write into this file instead of standard output." };
    private static readonly Option<int?> s_fold = new("--fold") { Description = "With nested folds: which one, from 1 on." };

    public Command Build()
    {
        var command = new Command("read", "Write out the rows of one split; reads of test are counted.") { s_project, s_split, s_run, s_form, s_out, s_fold };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var name = parsed.GetValue(s_split)!.Value.ToString().ToLowerInvariant();
        var contract = InFold(project.Contract, parsed.GetValue(s_fold));
        var target = parsed.GetValue(s_out) is { } path ? Path.GetFullPath(path) : null;
        var form = parsed.GetValue(s_form) ?? (target?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) == true ? ExportForm.Parquet : ExportForm.Csv);
        if (contract.Data?.Split is { IsUnstoredDraw: true })
        {
            throw new Refusal(1, "The project's own code draws this split, so its rows cannot be told apart here.", "Let Airworthy draw it (`airworthy data split`), or store which row is where (data.split.column or data.split.files).");
        }

        // Written beside its place first: a file that is there is whole.
        var beside = target is null ? Path.Combine(Path.GetTempPath(), $"airworthy-read-{Path.GetRandomFileName()}") : $"{target}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(beside)!);
            await using var table = await Table.OpenAsync(contract, project.Root, cancel, writable: [beside]);
            if (!table.Splits.Contains(name))
            {
                throw new Refusal(1, $"There is no split {name}: {table.WhyNoSplits ?? $"the contract declares {string.Join(", ", table.Splits)}."}", "Set data.split in airworthy.yaml, or let `airworthy data split` propose one.");
            }

            var (rows, digest) = await table.DigestAsync(name, cancel);
            var changed = (await RecordedSplit.ChangedAsync(project.Root, table, cancel)).Where(c => c.Name == name || c.Name.StartsWith("fold", StringComparison.Ordinal)).ToList();
            var counted = name == "test" ? await CountAsync(project, parsed.GetValue(s_run), rows, digest, cancel) : null;
            await table.ExportAsync(name, beside, form, cancel);
            await PutAsync(beside, target, cancel);
            Terminal.Note($"{rows:N0} row{(rows == 1 ? "" : "s")} of {name}{(target is null ? "" : $" in {parsed.GetValue(s_out)}")}.{(counted is null ? "" : $" {counted}")}");
            foreach (var change in changed)
            {
                Terminal.Note($"{change.Name} is not what {change.File} records ({change.Then:N0} rows then, {change.Now:N0} now): numbers measured before do not compare.");
            }

            return 0;
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal(1, $"{parsed.GetValue(s_out)} cannot be written: {e.Message}", "Name a file in a folder that you may write to.");
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Counts a read of test before any row is given out, and says how often these rows were read.</summary>
    internal static async Task<string> CountAsync(Project project, string? run, long rows, string digest, CancellationToken cancel)
    {
        var store = new RecordStore(project.Root);
        var by = RunBy.Of(null) ?? new Writer(WriterKind.Person, store.LocalWriter());
        await store.AppendAsync(by.Id, [TestReadLedger.Entry(by, run, rows, digest, TimeProvider.System.GetUtcNow())], cancel);
        var reads = TestReadLedger.Of(store.Read()).Count(r => TestReadLedger.IsOf(r, digest));
        var budget = project.Contract.Data?.Split?.TestReads ?? RepresentativeDevTest.Holdout.Usual;
        return $"Runs have read these rows {reads:N0} time{(reads == 1 ? "" : "s")}; {budget:N0} are allowed per model generation.{(reads > budget ? " The test set is becoming a dev set." : "")}";
    }

    private static async Task PutAsync(string beside, string? target, CancellationToken cancel)
    {
        if (target is not null)
        {
            File.Move(beside, target, overwrite: true);
            return;
        }

        await using var rows = File.OpenRead(beside);
        await using var output = Console.OpenStandardOutput();
        await rows.CopyToAsync(output, cancel);
    }

    private static ProjectContract InFold(ProjectContract contract, int? fold)
    {
        var split = contract.Data?.Split;
        return (fold, split?.Nested) switch
        {
            (null, null) => contract,
            (null, { } folds) => throw new Refusal(64, $"The split has {folds} folds. Name one: --fold 1 to --fold {folds}."),
            ({ } asked, { } folds) when asked >= 1 && asked <= folds => contract with { Data = contract.Data! with { Split = split! with { Fold = asked } } },
            ({ } asked, { } folds) => throw new Refusal(64, $"--fold {asked}: the split has folds 1 to {folds}."),
            _ => throw new Refusal(64, "--fold names a fold, and data.split has none. Leave it out, or make folds: `airworthy data split --nested 5`."),
        };
    }
}
