using System.Globalization;
using System.Security.Cryptography;

using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;
using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Registry;

namespace Airworthy.Serving.Releases;

/// <summary>Looks for the gate's report that a version must have before it gets any traffic: passed, about these very files, and not from before a rollback.</summary>
public sealed class Validation(ModelVersionStore versions, ArtifactStore artifacts, ReleaseStore releases, HostBook hosts, TimeProvider clock)
{
    private const string OutcomeTag = "airworthy.gate", FileTag = "airworthy.gate.report", DigestTag = "airworthy.gate.digest";

    private const int MostBytes = 1_000_000, LeastReason = 20;

    /// <param name="now">What a judgement rests on now, as far as it is known.</param>
    /// <param name="days">How old the report may be; null where any age will do.</param>
    /// <param name="accept">Why somebody takes it although some checks could not be told; it helps nothing where one says no.</param>
    /// <returns>The checks that were accepted so; null where all were passed.</returns>
    /// <exception cref="RefusedException">There is no such report, with what to do.</exception>
    public async Task<string?> RequireAsync(FoundVersion version, GateBasis now, double? days, string? accept, CancellationToken cancel)
    {
        var next = $"Judge it first: airworthy gate {version.Version}";
        if (await ReportAsync(version.Name, version.Version, cancel) is not { } report)
        {
            throw Refused($"{version.Address} has no report of the gate that can be read{(version.Tags.ContainsKey(OutcomeTag) ? ", or one that was changed afterwards" : "")}. {next}");
        }

        var open = string.Join(", ", report.Lines.Where(l => report.Outcome == GateOutcome.Refused ? l.Answer == Answer.Unmet : l.Answer != Answer.Met).Select(l => l.Check));
        if (report.Outcome == GateOutcome.Refused)
        {
            throw Refused($"The gate has refused {version.Address}: {open}. See airworthy gate {version.Version}");
        }

        if (report.Outcome == GateOutcome.Open && accept is not { Length: >= LeastReason })
        {
            throw Refused($"The gate has not passed {version.Address}: {open} could not be told. Make them true (airworthy gate {version.Version}), or say why it may begin all the same, in {LeastReason} characters or more: --accept");
        }

        if (report.ModelDigest != version.Digest)
        {
            throw Refused($"The gate's report of {version.Address} is about other files ({report.ModelDigest}, now {version.Digest}). {next}");
        }

        if (await ElsewhereAsync(report, version.Address, cancel) is { } elsewhere)
        {
            throw Refused($"{elsewhere} {next}");
        }

        if (report.Basis?.ChangedTo(now).ToList() is { Count: > 0 } changed)
        {
            throw Refused($"What the gate judged {version.Address} with has changed since: {string.Join("; ", changed)}. {next}");
        }

        if (days is { } most && (clock.GetUtcNow() - report.At).TotalDays > most)
        {
            throw Refused($"The gate's report of {version.Address} is from {report.At:yyyy-MM-dd}; {most:0.#} days are promised. {next}");
        }

        if (await releases.RolledBackAsync(new(version.Address, version.Digest), cancel) is { } rolled && report.At.ToUnixTimeMilliseconds() <= rolled)
        {
            throw Refused($"{version.Address} was rolled back after the gate had judged it. {next}");
        }

        return report.Outcome == GateOutcome.Open ? open : null;
    }

    /// <summary>What another server runs cannot be judged by the gate: somebody says why it may begin all the same.</summary>
    /// <returns>What could not be told.</returns>
    /// <exception cref="RefusedException">Nobody does.</exception>
    public static string RequireReason(string upstream, string? accept) => accept is { Length: >= LeastReason }
        ? "anything of a model that another server runs"
        : throw Refused($"The gate cannot judge {upstream}, whose files are on another server. Say why it may begin all the same, in {LeastReason} characters or more: --accept");

    /// <summary>Says what executes models here otherwise than where the gate judged a version; null where nothing does, or no report tells.</summary>
    public async Task<string?> ChangedAsync(string name, long version, CancellationToken cancel)
    {
        try
        {
            return await ReportAsync(name, version, cancel) is { } report && await ElsewhereAsync(report, string.Create(CultureInfo.InvariantCulture, $"models:/{name}/{version}"), cancel) is { } says
                ? string.Create(CultureInfo.InvariantCulture, $"{says} Judge it again: airworthy gate {version}") : null;
        }
        catch (RefusedException)
        {
            return null; // it is in no registry here
        }
    }

    private async Task<string?> ElsewhereAsync(GateReport report, string address, CancellationToken cancel)
    {
        if (report.Runtime is { } runtime && runtime != OnnxModel.Runtime)
        {
            return $"The gate judged {address} with {runtime}; here models are executed by {OnnxModel.Runtime}, which may round otherwise.";
        }

        // The gate may judge on another machine: what counts is that the gateway's own system is the one of then.
        var then = await hosts.SystemsAsync(report.At, cancel);
        return then.Count > 0 && !then.Contains(HostBook.System)
            ? $"When the gate judged {address}, the gateway ran on {string.Join(" and ", then)}; it runs on {HostBook.System} now, which may round otherwise." : null;
    }

    private async Task<GateReport?> ReportAsync(string name, long version, CancellationToken cancel)
    {
        var found = await versions.GetAsync(name, version, cancel);
        string? Tag(string key) => found.Tags.FirstOrDefault(t => t.Key == key)?.Value;
        if (Tag(FileTag) is not { Length: > 0 } file || ArtifactPath.OfAddress(found.StorageLocation) is not { } folder)
        {
            return null;
        }

        try
        {
            // The report lies among the artifacts of the run, as the version's files do.
            const string Inside = "/artifacts";
            var end = folder.Text.IndexOf(Inside, StringComparison.Ordinal);
            var place = ArtifactPath.Read(end < 0 ? "" : folder.Text[..(end + Inside.Length)]).Below(file);
            await using var content = artifacts.Open(place);
            var bytes = new byte[MostBytes + 1];
            var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            var report = length <= MostBytes && "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))) == Tag(DigestTag) ? GateJson.Read(bytes.AsSpan(0, length)) : null;
            return report is not null && report.Model == name && report.Version == version.ToString(CultureInfo.InvariantCulture) ? report : null;
        }
        catch (Exception e) when (e is RefusedException or IOException)
        {
            return null;
        }
    }

    private static RefusedException Refused(string message) => new("FAILED_PRECONDITION", message);
}
