using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Splits;
using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Core.Reading;
using Airworthy.Data;
using Airworthy.Data.Splits;
using Airworthy.Data.Versions;

namespace Airworthy.Cli.Commands.Data;

/// <summary><c>airworthy data split</c>: proposes train, dev and test, refuses what leaks, writes <c>data.split</c> and its manifest.</summary>
internal sealed class DataSplitCommand : IDataCommand
{
    /// <summary>Outer folds where <c>--method nested</c> says no number.</summary>
    private const int UsualFolds = 5;

    private static readonly string[] s_names = ["train", "dev", "test"];

    private static readonly Argument<string> s_project = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<string?> s_method = new("--method") { Description = $"{string.Join(", ", WordAttribute.Of(typeof(SplitMethod)).Keys)} or nested; else the contract's, else what the table has columns for." };
    private static readonly Option<double?> s_gap = new("--gap") { Description = "By time: days left out between two splits.", HelpName = "DAYS" };
    private static readonly Option<string?> s_shares = new("--shares") { Description = "Of train, dev and test, or of train and test: 0.7,0.15,0.15." };
    private static readonly Option<string?> s_columns = new("--columns") { Description = "What groups, stratifies or is hashed; given: the column that says train, dev or test.", HelpName = "NAME,NAME" };
    private static readonly Option<long?> s_seed = new("--seed") { Description = "Another draw of the same shares." };
    private static readonly Option<DateOnly?> s_from = new("--from") { Description = "By time: the first day of train." };
    private static readonly Option<DateOnly?> s_until = new("--until") { Description = "By time: the last day of test." };
    private static readonly Option<int?> s_nested = new("--nested") { Description = "Outer folds, each with a dev of its own.", HelpName = "FOLDS" };
    private static readonly Option<bool> s_dry = new("--dry-run") { Description = "Say what would be written, and write nothing." };

    public Command Build()
    {
        var command = new Command("split", "Part the rows into train, dev and test; a split that leaks is refused.")
        {
            s_project, s_method, s_gap, s_shares, s_columns, s_seed, s_from, s_until, s_nested, s_dry,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var order = Order(parsed);
        var path = Path.Combine(project.Root, ContractReader.FileName);
        var text = await File.ReadAllTextAsync(path, cancel);
        try
        {
            await using var table = await Table.OpenAsync(Whole(project.Contract), project.Root, cancel);
            var trial = await FirstThatHoldsAsync(project, text, table, order, cancel);
            foreach (var line in SplitTrialText.Of(trial))
            {
                Console.WriteLine(line);
            }

            Console.WriteLine();
            if (trial.Refused.Count > 0)
            {
                Console.WriteLine($"Refused, nothing is written: the split {WordAttribute.Of(trial.Method)} {(trial.Verdicts.Count > 0 ? "leaks" : "cannot be made")}.");
                foreach (var line in trial.Refused)
                {
                    Console.WriteLine($"  {line}");
                }

                return 1;
            }

            await WriteAsync(project, path, text, trial, parsed.GetValue(s_dry), cancel);
            return 0;
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
    }

    /// <summary>The contract without its split, so that all rows are read; a split by files is the rows.</summary>
    private static ProjectContract Whole(ProjectContract contract) => contract.Data is { Files.Count: > 0 } data
        ? contract with { Data = data with { Split = null } }
        : contract;

    /// <summary>Tries the methods one after the other, and says of each that was passed over why.</summary>
    private static async Task<SplitTrial> FirstThatHoldsAsync(Project project, string text, Table table, SplitOrder order, CancellationToken cancel)
    {
        var promised = project.Contract.Data?.Split;
        var methods = SplitProposal.Methods(table, promised, order);
        foreach (var (at, method) in methods.Index())
        {
            var split = await SplitProposal.OfAsync(table, promised, order, method, cancel);
            var trial = await SplitTrial.OfAsync(project, text, table, split, cancel);
            if (trial.Refused.Count == 0 || at == methods.Count - 1)
            {
                return trial;
            }

            Console.WriteLine($"Not {WordAttribute.Of(method)}: {trial.Refused[0]}");
        }

        throw new System.Diagnostics.UnreachableException("There is always a method to try.");
    }

    private static async Task WriteAsync(Project project, string path, string text, SplitTrial trial, bool isDry, CancellationToken cancel)
    {
        var contract = ContractReader.Read(trial.Text, ContractReader.FileName).Contract!;
        var manifest = SplitManifest.PathOf(contract);
        var written = SplitManifestText.Write(trial.Manifest!);
        if (isDry)
        {
            Console.WriteLine(trial.Changes.Count == 0 ? $"{ContractReader.FileName} says it already." : $"Would change in {ContractReader.FileName}:");
            foreach (var (field, value) in trial.Changes)
            {
                Console.WriteLine($"  {field}{(value is null ? " goes" : $": {value}")}");
            }

            Console.WriteLine($"Would write {manifest}:");
            Console.Write(string.Concat(written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"  {l}\n")));
            return;
        }

        if (trial.Text != text)
        {
            await WholeFile.WriteAsync(path, trial.Text, cancel);
        }

        await WholeFile.WriteAsync(Path.Combine(project.Root, manifest), written, cancel);
        Console.WriteLine(trial.Text == text ? $"{ContractReader.FileName} says it already. Wrote {manifest}." : $"Wrote data.split into {ContractReader.FileName}, and {manifest}.");
        foreach (var line in await IntoVersionAsync(project.Root, contract, trial.Manifest!, cancel))
        {
            Console.WriteLine(line);
        }

        if (project.Contract.Data?.Split is { IsUnstoredDraw: true })
        {
            Console.WriteLine("The project's own code drew the split until now. Let it read its rows with `airworthy data read --split train`, or this split is not the one it uses.");
        }
    }

    /// <summary>
    /// Writes the splits' digests beside the newest version of the dataset, where the table is that version, and makes its profile again, which is of the
    /// rows that are train; says what was done.
    /// </summary>
    private static async Task<IReadOnlyList<string>> IntoVersionAsync(string root, ProjectContract contract, SplitManifest split, CancellationToken cancel)
    {
        var files = new ManifestFiles(root);
        if (contract.Data?.Dataset is not { } dataset || split.Splits is null || files.Read(dataset).Manifest is not { Newest: { } newest } manifest)
        {
            return [];
        }

        if (newest.Rows != split.Rows)
        {
            return [$"Version {newest.Id} of {dataset} has {newest.Rows:N0} rows and the table {split.Rows:N0}, so it gets no splits. Add the table as a version first: `airworthy data add`."];
        }

        var splits = new InOrder<VersionSplit>();
        foreach (var (name, part) in split.Splits)
        {
            splits.Add(name, new VersionSplit { Digest = part.Digest, Rows = part.Rows });
        }

        files.Write(manifest with { Versions = [.. manifest.Versions.Select(v => v.Id == newest.Id ? newest with { Splits = splits } : v)] });
        var noProfile = await VersionProfile.KeepAsync(Project.Open(root), dataset, newest, cancel, anew: true);
        return [$"Version {newest.Id} of {dataset} names these splits now{(noProfile is null ? ", and its profile is of this train" : "")}.", .. noProfile is null ? [] : new[] { noProfile }];
    }

    private static SplitOrder Order(ParseResult parsed)
    {
        var word = parsed.GetValue(s_method);
        var isNested = word == "nested";
        return new SplitOrder(
            word is null || isNested ? null : Method(word),
            parsed.GetValue(s_gap) is var gap && gap < 0 ? throw new Refusal(64, $"--gap {gap}: expected days, at least 0.") : gap,
            parsed.GetValue(s_shares) is { } shares ? Shares(shares) : null,
            parsed.GetValue(s_columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            parsed.GetValue(s_seed),
            parsed.GetValue(s_from),
            parsed.GetValue(s_until),
            (parsed.GetValue(s_nested) ?? (isNested ? UsualFolds : null)) is var folds && folds is < 3 or > 50 ? throw new Refusal(64, $"--nested {folds}: expected 3 to 50 folds, so that train, dev and test each have one.") : folds);
    }

    private static SplitMethod Method(string word)
    {
        var words = WordAttribute.Of(typeof(SplitMethod));
        return words.TryGetValue(word, out var method)
            ? (SplitMethod)method
            : throw new Refusal(64, $"--method {word}: expected {string.Join(", ", words.Keys)} or nested.{(Nearest.To(word, words.Keys) is { } meant ? $" Did you mean {meant}?" : "")}");
    }

    private static InOrder<double> Shares(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var shares = parts.Select(p => double.TryParse(p, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) ? share : double.NaN).ToList();
        if (shares.Count is < 2 or > 3 || !(Math.Abs(shares.Sum() - 1) <= 1e-6) || shares.Exists(s => !(s > 0)))
        {
            throw new Refusal(64, $"--shares {text}: expected two or three numbers above 0 that sum to 1, such as 0.7,0.15,0.15 for train, dev and test, or 0.8,0.2 for train and test.");
        }

        var named = new InOrder<double>();
        foreach (var (at, share) in shares.Index())
        {
            named.Add(shares.Count == 2 && at == 1 ? "test" : s_names[at], share);
        }

        return named;
    }
}
