using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Airworthy.Cli.Gating;
using Airworthy.Cli.Guarding;
using Airworthy.Client;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Data;
using Airworthy.Pipelines.Features;
using Airworthy.Probes;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy guard fit</c>: what tells for a single row whether a model version is to be trusted with it.</summary>
internal sealed class GuardCommand : ICommand
{
    private static readonly Argument<string> s_model = new("model") { Description = "A version of the project's model (its number, champion, NAME@ALIAS, models:/NAME/VERSION), or the run that it was registered from.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "champion" };
    private static readonly Option<string> s_project = new("--project") { Description = "The project's folder.", DefaultValueFactory = _ => ".", HelpName = "folder" };
    private static readonly Option<bool> s_dry = new("--dry-run") { Description = "Fit, and keep nothing with the version." };

    public Command Build()
    {
        var fit = new Command("fit", "Fit guards to a model version, and keep them with it: how far a row may lie from train (guards.ood_false_alarm), and sets or intervals that hold the truth (guards.coverage), found on the split that ranks.") { s_model, s_project, s_dry };
        fit.SetAction(RunAsync);
        return new Command("guard", "Tell for a single row whether a model is to be trusted with it.") { fit };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var project = Project.Open(parsed.GetValue(s_project)!);
        var folder = Directory.CreateTempSubdirectory("airworthy-guard-").FullName;
        try
        {
            GateCandidate candidate;
            await using (var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) })
            {
                candidate = await GateCandidate.FindAsync(around, parsed.GetValue(s_model)!, project.Contract.Metric?.On ?? "dev", folder, cancel);
            }

            var digest = candidate.Digest ?? throw new Refusal(1, $"The files of {candidate.Version.Name} version {candidate.Version.Version} cannot be read, so guards cannot be bound to them.", "Keep them on the tracking server.");
            var fitted = await Terminal.WithProgressAsync("Fitting guards", (_, doing) => GuardFit.RunAsync(project, candidate, digest, folder, doing, cancel));
            Tell(fitted);
            if (!parsed.GetValue(s_dry))
            {
                await KeepAsync(project, candidate, fitted, cancel);
            }

            return 0;
        }
        catch (NotAskedException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Tell(FittedGuards fitted)
    {
        static string P(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
        Console.WriteLine($"Guards of {fitted.Model} version {fitted.Version}, thresholds from {fitted.Calibration.Rows:N0} rows of {fitted.Calibration.Split}:");
        if (fitted.Profile.Coverage is { } coverage)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {(fitted.Kind == AnswerKind.Number ? $"intervals of ± {coverage.Whole.Threshold:0.###}" : $"sets of all classes with a probability of at least {1 - coverage.Whole.Threshold:0.###}")}; {P(coverage.Coverage)} of them hold the truth"));
        }

        if (fitted.Profile.Distance is { } distance)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a row farther than {distance.Threshold:0.##} from {distance.Rows:N0} rows of train is strange; {P(distance.FalseAlarm)} of ordinary ones are too ({string.Join(", ", distance.Columns.Select(c => c.Name).Take(8))}{(distance.Columns.Count > 8 ? ", …" : "")})"));
        }

        foreach (var left in fitted.LeftOut ?? [])
        {
            Console.WriteLine($"  not looked at: {left}");
        }

        if (fitted.Worth is { } worth)
        {
            Console.WriteLine($"  {string.Join(" or ", worth.When)}: {worth.Flagged:N0} of {worth.Flagged + worth.Rest:N0} rows, {(worth.Flagged == 0 ? "none" : P((double)worth.FlaggedErrors / worth.Flagged))} of them decided wrongly; of the rest {(worth.Rest == 0 ? "none" : P((double)worth.RestErrors / worth.Rest))}");
            Console.WriteLine($"  errors among the surest: {string.Join(", ", worth.Curve.Where((_, i) => i % 2 == 1).Select(c => $"{P(c.Risk)} of {c.Coverage.ToString("P0", CultureInfo.InvariantCulture)}"))}");
        }
    }

    /// <summary>Keeps the guards with the run under their digest, and names both in tags of the version.</summary>
    private static async Task KeepAsync(Project project, GateCandidate candidate, FittedGuards fitted, CancellationToken cancel)
    {
        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
        var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
        if (place is null)
        {
            throw new Refusal(1, $"The guards are not kept: {because}", next);
        }

        await using var open = place;
        var bytes = Encoding.UTF8.GetBytes(fitted.ToJson());
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var file = $"guards/{digest[..16]}.json";
        try
        {
            using (var content = new MemoryStream(bytes))
            {
                await place.Client.Artifacts.UploadAsync(candidate.Run, content, file, cancel);
            }

            foreach (var (key, value) in ((string, string)[])
            [
                (FittedGuards.FileTag, file), (FittedGuards.DigestTag, $"sha256:{digest}"), (FittedGuards.AtTag, fitted.At.ToString("O", CultureInfo.InvariantCulture)),
            ])
            {
                await place.Client.Models.SetVersionTagAsync(fitted.Model, fitted.Version, key, value, cancel);
            }

            Terminal.Note($"Kept with version {fitted.Version}: {file}, sha256:{digest[..16]}…. An endpoint that has loaded it takes them by: airworthy release guards");
        }
        catch (Exception e) when (e is TrackingException or NotSupportedException or HttpRequestException)
        {
            throw new Refusal(1, $"The guards are not kept: {e.Message.Split('\n')[0]}", "Fit again when the tracking server can be written to; --dry-run keeps nothing.");
        }
    }
}
