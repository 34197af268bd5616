using Airworthy.Client;
using Airworthy.Core.Observations;
using Airworthy.Core.Trials;
using Airworthy.Models.Onnx;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Runs;

using Microsoft.ML.OnnxRuntime;

namespace Airworthy.Probes.Serving;

/// <summary>Fetches the version that a rollback would bring back, loads it and asks it, today.</summary>
public sealed class PreviousModelProbe : IProbe<PreviousModel>
{
    private const int MostBytes = 500_000_000;

    private const long MostNote = 10_000_000;

    public bool IsCostly => true;

    public async Task<Sighting<PreviousModel>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (seen, because, next) = await GatewayPast.ReadAsync(around, cancel);
        if (seen is null)
        {
            return new Sighting<PreviousModel>.NotSeen(because, next);
        }

        var now = seen.Past.Changes[0].Table;
        if (Before(seen.Past) is not { } before)
        {
            return new Sighting<PreviousModel>.NotSeen($"Endpoint {seen.Endpoint} has answered with nothing but {now.Live.Model} and what was taken back: there is no version before.", "Release a second version; the one before stays where it can be brought back.");
        }

        var isLoaded = now.Other == before;
        if (before.Digest is null)
        {
            return new PreviousModel(now.Live.Model, before.Model, IsLoaded: isLoaded);
        }

        var found = await RegisteredVersion.FindAsync(seen.Project, before.Model, cancel);
        var routed = found.ToRouted(around, before.Model, before.Digest, seen.Past.Changes);
        var previous = new PreviousModel(now.Live.Model, before.Model, before.Digest, found.DigestNow, Cases: routed.Cases, JudgedDaysAgo: routed.JudgedDaysAgo, IsLoaded: isLoaded);
        previous = previous with { Run = Cases(around, previous) };
        return found is { Version: { } version, Run: { } run, DigestNow: not null }
            ? await AskAsync(around, seen.Project, previous, run, version, cancel)
            : previous with { WhyNot = found.Version is null ? "the registry has no such version" : "its files cannot be read" };
    }

    /// <summary>As <c>airworthy release rollback</c> finds it: what stands beside the live version, else what answered last and was not taken back.</summary>
    private static SlotInfo? Before(EndpointPast past)
    {
        var now = past.Changes[0].Table;
        var takenBack = past.Releases.Where(r => r.Release.State == "RolledBack").Select(r => r.Release.Candidate).ToHashSet();
        return now is { Other: { } other, Role: "Previous" } ? other : past.Changes.Select(c => c.Table.Live).FirstOrDefault(l => l != now.Live && !takenBack.Contains(l));
    }

    /// <summary>The functionality cases as <c>check --here</c> ran them with these files; null where it did not.</summary>
    private static CasesRun? Cases(Surroundings around, PreviousModel previous)
    {
        var (note, report) = (Path.Combine(around.Root, PreviousTrial.Note), Path.Combine(around.Root, PreviousTrial.Report));
        if (!File.Exists(note) || !File.Exists(report) || new FileInfo(note).Length > MostNote || new FileInfo(report).Length > MostNote
            || PreviousTrial.Read(File.ReadAllText(note)) is not { } trial || trial.Digest != previous.Digest || trial.Command != around.Contract.Commands?.FunctionalityTests)
        {
            return null;
        }

        try
        {
            var ran = JUnitFile.Read(around.Root, PreviousTrial.Report)?.Cases.Where(c => c.Outcome != TestOutcome.Skipped).ToList() ?? [];
            var failed = ran.Where(c => c.Outcome == TestOutcome.Failed).ToList();
            return ran.Count == 0 ? null : new CasesRun(ran.Count, failed.Count, (around.Clock.GetUtcNow() - trial.StartedAt).TotalDays, [.. failed.Take(3).Select(c => c.Name)]);
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    private static async Task<PreviousModel> AskAsync(Surroundings around, TrackedProject project, PreviousModel previous, Run run, ModelVersion version, CancellationToken cancel)
    {
        try
        {
            if (await BytesAsync(project, run, version, cancel) is not { } bytes)
            {
                return previous with { WhyNot = "it has no ONNX file of up to 500 MB" };
            }

            using var scorer = new OnnxScorer(bytes);
            var rows = ExtremeRows.For(scorer.Kinds);
            var answers = scorer.Answer(rows, cancel);
            var odd = Enumerable.Range(0, rows.Rows).Count(r => Enumerable.Range(0, answers.Columns).Any(c => !float.IsFinite(answers.Values[(r * answers.Columns) + c])));
            var known = await FeaturesAsync(around, cancel);
            return previous with { Asked = rows.Rows, Odd = odd, Inputs = scorer.Inputs, Unmade = known is null ? null : [.. scorer.Inputs.Where(i => !known.Contains(i))] };
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException or InvalidOperationException or IndexOutOfRangeException)
        {
            return previous with { WhyNot = e.Message.Split('\n')[0], IsBroken = e is OnnxRuntimeException };
        }
    }

    /// <summary>Every column that the contract makes now; null where the table cannot be read.</summary>
    private static async Task<HashSet<string>?> FeaturesAsync(Surroundings around, CancellationToken cancel)
    {
        try
        {
            var table = await around.TableAsync(cancel);
            return [.. table.Features.Select(f => f.Name), .. around.Contract.Features?.Made ?? []];
        }
        catch (Airworthy.Data.TableException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> BytesAsync(TrackedProject project, Run run, ModelVersion version, CancellationToken cancel)
    {
        await foreach (var file in project.Client.Artifacts.ListAllAsync(run, ModelDigest.Folder(run, version), cancel))
        {
            if (file.Path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            {
                await using var content = await project.Client.Artifacts.OpenAsync(run, file.Path, cancel);
                using var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, cancel);
                return bytes.Length <= MostBytes ? bytes.ToArray() : null;
            }
        }

        return null;
    }
}
