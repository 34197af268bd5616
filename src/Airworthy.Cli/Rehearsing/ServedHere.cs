using System.CommandLine;

using Airworthy.Client;
using Airworthy.Core.Reading;
using Airworthy.Probes;
using Airworthy.Probes.Runs;
using Airworthy.Serving.Rehearsal;

namespace Airworthy.Cli.Rehearsing;

/// <summary>What answers at the project's endpoint and what answered before, fetched with the very files that are registered.</summary>
/// <param name="Before">What a rollback brings back; null where there is none.</param>
/// <param name="KeepsBefore">It stands loaded beside what answers.</param>
internal sealed record ServedHere(string Endpoint, RehearsedVersion Live, RehearsedVersion? Before, bool KeepsBefore)
{
    public static readonly Option<bool> AtRunning = new("--live") { Description = "At the running endpoint instead, with its callers: needs the right to release." };

    public static readonly Argument<string> Folder = new("folder") { Description = "The project's folder.", DefaultValueFactory = _ => "." };

    private const int MostBytes = 2_000_000_000;

    /// <summary>Digests by address, as a rehearsal is kept.</summary>
    public IReadOnlyDictionary<string, string> About => new[] { Live, Before }.OfType<RehearsedVersion>().Where(v => v.Digest is not null).DistinctBy(v => v.Model).ToDictionary(v => v.Model, v => v.Digest!, StringComparer.Ordinal);

    public IReadOnlyList<RehearsedVersion> Versions => [.. new[] { Live, Before }.OfType<RehearsedVersion>().DistinctBy(v => v.Model)];

    /// <summary>Does something with the endpoint's client, by the server that keeps the project's runs, or by its own store.</summary>
    /// <exception cref="Refusal">There is no such endpoint, or it cannot be read.</exception>
    public static async Task<T> WithAsync<T>(Project project, Func<TrackingClient, string, Task<T>> work, CancellationToken cancel)
    {
        var endpoint = project.Contract.Serving?.Endpoint ?? throw new Refusal(1, "serving.endpoint names no endpoint.", "Name it in airworthy.yaml.");
        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
        var (place, because, next) = await RunsPlace.FindAsync(around, cancel);
        await using (place ?? throw new Refusal(1, because, next))
        {
            try
            {
                return await work(place.Client, endpoint);
            }
            catch (TrackingException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
            {
                throw new Refusal(1, $"The gateway of {place.Name} has never answered at an endpoint {endpoint}.", "Put something behind it: airworthy serve, then airworthy release start constant:NUMBER.");
            }
            catch (TrackingException e)
            {
                throw new Refusal(1, e.Message);
            }
        }
    }

    /// <summary>Fetches what answers and what answered before.</summary>
    public static Task<ServedHere> ReadAsync(Project project, CancellationToken cancel) => WithAsync(project, async (client, endpoint) =>
    {
        var past = await client.Endpoints.PastAsync(endpoint, cancel);
        var now = past.Changes[0].Table;
        var takenBack = past.Releases.Where(r => r.Release.State == "RolledBack").Select(r => r.Release.Candidate).ToHashSet();
        var keeps = now is { Other: not null, Role: "Previous" };
        var before = keeps ? now.Other : past.Changes.Select(c => c.Table.Live).FirstOrDefault(l => l != now.Live && !takenBack.Contains(l));
        return new ServedHere(endpoint, await FetchAsync(client, now.Live, cancel), before is null ? null : await FetchAsync(client, before, cancel), keeps);
    }, cancel);

    /// <summary>The address of the version that answers.</summary>
    /// <exception cref="Refusal">Nothing answers there, or a constant does.</exception>
    public static Task<string> ModelAsync(Project project, CancellationToken cancel) => WithAsync(project, async (client, endpoint) =>
        (await client.Endpoints.PastAsync(endpoint, cancel)).Changes[0].Table.Live is { Digest: not null } live ? live.Model
            : throw new Refusal(1, $"No version of a model answers at {endpoint}, so there is nothing to fall back from.", "Name a version: airworthy drill fallback VERSION."), cancel);

    /// <summary>Fetches the version of a model that answers, else the one that a release has put beside what answers.</summary>
    /// <exception cref="Refusal">Neither is a version of a model.</exception>
    public static Task<RehearsedVersion> LiveAsync(Project project, CancellationToken cancel) => WithAsync(project, async (client, endpoint) =>
    {
        var now = (await client.Endpoints.PastAsync(endpoint, cancel)).Changes[0].Table;
        var slot = new[] { now.Live, now.Other }.FirstOrDefault(s => s?.Digest is not null) ?? throw new Refusal(1, $"No version of a model answers at {endpoint}, or is tried there.", "Release one: airworthy release start VERSION.");
        return await FetchAsync(client, slot, cancel);
    }, cancel);

    private static async Task<RehearsedVersion> FetchAsync(TrackingClient client, SlotInfo slot, CancellationToken cancel)
    {
        if (slot.Digest is null)
        {
            return new RehearsedVersion(slot.Model, null, null, null);
        }

        var slash = slot.Model.LastIndexOf('/');
        var version = await client.Models.GetVersionAsync(slot.Model["models:/".Length..slash], slot.Model[(slash + 1)..], cancel);
        var run = await client.GetRunAsync(version.RunId ?? throw new Refusal(1, $"{slot.Model} names no run, so its files cannot be fetched."), cancel);
        if (await ModelDigest.OfAsync(client, run, version, cancel) is var digest && digest != slot.Digest)
        {
            throw new Refusal(1, $"The files of {slot.Model} are {(digest is null ? "gone" : "others than those that answered")}: there is nothing to rehearse with.", "Restore the files that were registered.");
        }

        byte[]? onnx = null, descriptor = null;
        await foreach (var file in client.Artifacts.ListAllAsync(run, ModelDigest.Folder(run, version), cancel))
        {
            if (file.Path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || file.Path.EndsWith("/MLmodel", StringComparison.Ordinal))
            {
                await using var content = await client.Artifacts.OpenAsync(run, file.Path, cancel);
                using var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, cancel);
                (onnx, descriptor) = file.Path.EndsWith("/MLmodel", StringComparison.Ordinal) ? (onnx, bytes.ToArray()) : (bytes.ToArray(), descriptor);
            }
        }

        return onnx is { Length: <= MostBytes } ? new RehearsedVersion(slot.Model, slot.Digest, onnx, descriptor is null ? null : ModelDescriptor.Inputs(descriptor)) : throw new Refusal(1, $"{slot.Model} has no ONNX file to rehearse with.");
    }
}
