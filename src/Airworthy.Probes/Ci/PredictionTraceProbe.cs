using System.Xml;

using Airworthy.Core.Observations;
using Airworthy.Core.Reading;
using Airworthy.Data;

namespace Airworthy.Probes.Ci;

/// <summary>Reads the coverage report of one prediction: which files of the project ran in it.</summary>
public sealed class PredictionTraceProbe : IProbe<PredictionTrace>
{
    private const string Next = "Make one prediction from a raw row under a coverage tool that writes Cobertura XML, and name the report in features.trace.report.";

    /// <summary>Where what others wrote lies.</summary>
    private static readonly string[] s_foreign = [".venv", "venv", "site-packages", "node_modules", ".git"];

    public Task<Sighting<PredictionTrace>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around), cancel);

    private static Sighting<PredictionTrace> Look(Surroundings around)
    {
        if (around.Contract.Features?.Trace is not { Report: { } path } trace)
        {
            return new Sighting<PredictionTrace>.NotSeen("No report of one prediction is named.", Next);
        }

        if (!Binding.IsInside(path) || !File.Exists(Path.Combine(around.Root, path)))
        {
            return new Sighting<PredictionTrace>.NotSeen($"{path} is not there.", Next);
        }

        try
        {
            if (Cobertura.Read(around.Root, path) is not { } report)
            {
                return new Sighting<PredictionTrace>.NotSeen($"{path} is no coverage report in Cobertura form.", Next);
            }

            var features = CodeFiles.FeatureCode(around.Contract, around.Root);
            var besides = (trace.Besides ?? []).Select(b => b.Replace('\\', '/').TrimEnd('/')).ToList();
            var ran = report.Files
                .Select(f => (Path: ReportFiles.Place(around.Root, f.Key, report.Sources, features), Lines: f.Value.Lines.Count(l => l.Value)))
                .Where(f => f.Lines > 0 && File.Exists(Path.Combine(around.Root, f.Path)) && !f.Path.Split('/').Intersect(s_foreign).Any())
                .GroupBy(f => f.Path, f => f.Lines)
                .Select(f => new TracedFile(f.Key, f.Max(), features.Contains(f.Key), besides.Exists(b => f.Key == b || f.Key.StartsWith(b + "/", StringComparison.Ordinal))));
            return new PredictionTrace(path, report.MadeAt, [.. ran.OrderBy(f => f.Path, StringComparer.Ordinal)], ReportFiles.ChangedAfter(around, report.MadeAt));
        }
        catch (XmlException e)
        {
            return new Sighting<PredictionTrace>.NotSeen($"{path} cannot be read: {e.Message}", Next);
        }
    }
}
