using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Reading;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Models.Upstream;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Registry;

using Yarp.ReverseProxy.Forwarder;

namespace Airworthy.Serving.Models;

/// <summary>A version of the registry, found: its name and number, and the digest of its files.</summary>
/// <param name="Elsewhere">Where it runs, where its files only say that.</param>
/// <param name="Digest">SHA-256 over paths and digests of all files, as the gate's report has it; <c>sha256:…</c>.</param>
public sealed record FoundVersion(string Name, long Version, string Digest, IReadOnlyDictionary<string, string> Tags, string? Elsewhere = null)
{
    /// <summary><c>models:/name/3</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"models:/{Name}/{Version}");
}

/// <summary>Finds what is to be served, and loads it: versions of the registry, constants, and models of other servers.</summary>
public sealed class ModelLoader(KnownVersions versions, ArtifactStore artifacts, AllowedUpstreams allowed, IHttpForwarder forwarder) : IModelSource
{
    /// <summary>Bytes of a model file.</summary>
    private const long LargestFile = 2_000_000_000;

    private const int MostFiles = 1000, LongestAddress = 2000;

    private const string Registered = "models:/", Constant = "constant:";

    private Upstreams Elsewhere => new(allowed, new UpstreamHttp(forwarder), RegisteredAsync);

    /// <inheritdoc/>
    public async Task<(Slot Slot, FoundVersion? Version)> FindAsync(string address, CancellationToken cancel)
    {
        if (address.StartsWith(Constant, StringComparison.Ordinal))
        {
            return (new Slot(string.Create(CultureInfo.InvariantCulture, $"{Constant}{ConstantOf(address)}"), null), null);
        }

        if (address.StartsWith(UpstreamAddress.Prefix, StringComparison.Ordinal))
        {
            return (await Elsewhere.FindAsync(address, cancel), null);
        }

        var version = await VersionAsync(address, cancel);
        var files = Digest(version, cancel);
        var found = new FoundVersion(version.Name, version.Version, files.Digest, version.Tags.ToDictionary(t => t.Key ?? "", t => t.Value ?? "", StringComparer.Ordinal), files.Elsewhere);
        return (new Slot(found.Address, files.Elsewhere is null ? files.Digest : Both(files.Digest, await Elsewhere.FindAsync(files.Elsewhere, cancel))), found);
    }

    /// <inheritdoc/>
    public async Task<ServedModel> LoadAsync(Slot slot, Signature? like, CancellationToken cancel)
    {
        if (slot.Model.StartsWith(Constant, StringComparison.Ordinal))
        {
            return new ConstantModel(ConstantOf(slot.Model), like);
        }

        if (slot.Model.StartsWith(UpstreamAddress.Prefix, StringComparison.Ordinal))
        {
            return await Elsewhere.LoadAsync(slot, cancel);
        }

        var version = await VersionAsync(slot.Model, cancel);
        var (digest, file, columns, elsewhere) = Digest(version, cancel);
        if (elsewhere is not null)
        {
            var there = await Elsewhere.FindAsync(elsewhere, cancel);
            return Both(digest, there) == slot.Digest ? await Elsewhere.LoadAsync(there, cancel)
                : throw new NotServableException($"{slot.Model}, which runs at {there.Model}, takes or gives other tensors than when it was released. Release it again.");
        }

        if (digest != slot.Digest)
        {
            throw new NotServableException($"The files of {slot.Model} are others than when it was released ({digest} now, {slot.Digest} then). Register the changed files as a version of their own.");
        }

        return new OnnxModel(file!, columns);
    }

    /// <summary>Of the files of a version, and of what the server that runs it says that it takes and gives.</summary>
    private static string Both(string digest, Slot there) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{digest} {there.Digest}")));

    /// <inheritdoc/>
    public async Task<FittedGuards> GuardsAsync(Slot slot, string digest, CancellationToken cancel)
    {
        var version = await VersionAsync(slot.Model, cancel);
        if (version.Tags.FirstOrDefault(t => t.Key == FittedGuards.FileTag)?.Value is not { Length: > 0 } name || ArtifactPath.OfAddress(version.StorageLocation) is not { } top)
        {
            throw new NotServableException($"{slot.Model} names no guards any more. Fit them again: airworthy guard fit {version.Version}");
        }

        try
        {
            // They lie among the artifacts of the run, as the version's files do.
            const string Inside = "/artifacts";
            var end = top.Text.IndexOf(Inside, StringComparison.Ordinal);
            using var file = artifacts.Open(ArtifactPath.Read(end < 0 ? "" : top.Text[..(end + Inside.Length)]).Below(name));
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, cancel);
            if ("sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())) != digest)
            {
                throw new NotServableException($"The guards of {slot.Model} are others than when they came into force. Bring the present ones in: airworthy release guards");
            }

            var fitted = FittedGuards.Parse(Encoding.UTF8.GetString(bytes.ToArray()), name);
            return fitted.ModelDigest == slot.Digest ? fitted : throw new NotServableException($"The guards of {slot.Model} were fitted to other files ({fitted.ModelDigest}). Fit them again: airworthy guard fit {version.Version}");
        }
        catch (Exception e) when (e is RefusedException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new NotServableException($"The guards of {slot.Model} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> MadeAtAsync(Slot slot, CancellationToken cancel) => slot.Registered is null ? null : DateTimeOffset.FromUnixTimeMilliseconds((await VersionAsync(slot.Model, cancel)).CreationTime);

    private async Task<(Signature, string)> RegisteredAsync(string address, CancellationToken cancel)
    {
        var version = await VersionAsync(address, cancel);
        var (_, file, columns, elsewhere) = Digest(version, cancel);
        using var model = elsewhere is null ? new OnnxModel(file!, columns) : throw new NotServableException($"{Problem.Cut(address)} runs elsewhere itself, and cannot say what another one takes. Name a version with an ONNX file.");
        return (model.Signature, Address(version));
    }

    private static string Address(ModelVersion version) => string.Create(CultureInfo.InvariantCulture, $"{Registered}{version.Name}/{version.Version}");

    private async Task<ModelVersion> VersionAsync(string address, CancellationToken cancel)
    {
        const string Expected = "expected models:/name/3, models:/name@alias, constant:0.2 or upstream:http://host:8000/v2/models/name";
        if (!address.StartsWith(Registered, StringComparison.Ordinal))
        {
            throw new NotServableException($"{Problem.Cut(address)} names no model; {Expected}.");
        }

        var rest = address[Registered.Length..];
        try
        {
            return rest.LastIndexOf('@') is > 0 and var alias ? await versions.OfAliasAsync(rest[..alias], rest[(alias + 1)..], cancel)
                : rest.LastIndexOf('/') is > 0 and var slash && long.TryParse(rest.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? await versions.OfAsync(rest[..slash], number, cancel)
                : throw new NotServableException($"{Problem.Cut(address)} names no version; {Expected}.");
        }
        catch (RefusedException e)
        {
            throw new NotServableException($"{Problem.Cut(address)}: {e.Message}", e);
        }
    }

    /// <summary>Reads all files of a version once.</summary>
    private (string Digest, byte[]? Model, IReadOnlyList<string>? Columns, string? Elsewhere) Digest(ModelVersion version, CancellationToken cancel)
    {
        try
        {
            var top = ArtifactPath.OfAddress(version.StorageLocation)
                ?? throw new NotServableException($"The files of {version.Name} version {version.Version} lie at {version.StorageLocation}, not on this server.");
            var lines = new List<string>();
            byte[]? model = null, descriptor = null, elsewhere = null;
            foreach (var (place, size) in Files(top, version))
            {
                cancel.ThrowIfCancellationRequested();
                var isModel = place.Name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
                if (isModel && model is not null)
                {
                    throw new NotServableException($"{version.Name} version {version.Version} has more than one ONNX file; a version that is served has one.");
                }

                using var file = artifacts.Open(place);
                if (isModel || (place.Name == "MLmodel" && size <= YamlText.MaxLength) || (place.Name == "upstream" && size <= LongestAddress))
                {
                    var bytes = size <= LargestFile ? new byte[size] : throw new NotServableException($"{place} has {size} bytes; up to {LargestFile} are loaded.");
                    file.ReadExactly(bytes);
                    (model, descriptor, elsewhere) = isModel ? (bytes, descriptor, elsewhere) : place.Name == "upstream" ? (model, descriptor, bytes) : (model, bytes, elsewhere);
                    lines.Add(Line(place, SHA256.HashData(bytes)));
                }
                else
                {
                    lines.Add(Line(place, SHA256.HashData(file)));
                }
            }

            var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal)))));
            return model is null && elsewhere is null ? throw new NotServableException($"{version.Name} version {version.Version} has no ONNX file among its {lines.Count} files. Export it as ONNX, or serve it elsewhere and say where in a file called upstream.")
                : (digest, model, descriptor is null ? null : ModelDescriptor.Inputs(descriptor), model is null ? Encoding.UTF8.GetString(elsewhere!).Trim() : null);
        }
        catch (Exception e) when (e is RefusedException or IOException or UnauthorizedAccessException)
        {
            throw new NotServableException($"The files of {version.Name} version {version.Version} cannot be read: {e.Message}", e);
        }
    }

    private IEnumerable<(ArtifactPath Place, long Size)> Files(ArtifactPath top, ModelVersion version)
    {
        var folders = new Stack<ArtifactPath>([top]);
        for (var seen = 0; folders.TryPop(out var folder);)
        {
            foreach (var entry in artifacts.List(folder))
            {
                if (++seen > MostFiles)
                {
                    throw new NotServableException($"{version.Name} version {version.Version} has more than {MostFiles} files.");
                }

                if (entry.IsFolder)
                {
                    folders.Push(folder.Below(entry.Name));
                }
                else
                {
                    yield return (folder.Below(entry.Name), entry.Size!.Value);
                }
            }
        }
    }

    /// <summary>A file as the digest of a version has it: its path among the artifacts of its run.</summary>
    private static string Line(ArtifactPath place, byte[] digest)
    {
        const string Inside = "/artifacts/";
        var start = place.Text.IndexOf(Inside, StringComparison.Ordinal);
        return $"{(start < 0 ? place.Text : place.Text[(start + Inside.Length)..])} {Convert.ToHexStringLower(digest)}\n";
    }

    private static float ConstantOf(string address) =>
        float.TryParse(address.AsSpan(Constant.Length).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw new NotServableException($"{Problem.Cut(address)} is no constant; expected a number, for example constant:0.2.");
}
