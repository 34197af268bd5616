using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Registry;
using Airworthy.Tracking.Storage;

using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Replicas;

/// <summary>The tables in force here, with what the registry says of the versions they name, in a file of this machine: a start while the store is away serves by them. A store of files needs none.</summary>
/// <remarks>A line with the SHA-256 of the rest, then JSON. It is written beside, flushed and renamed.</remarks>
public sealed partial class KeptTables(string folder, Database database, KnownVersions versions, Gateway gateway, TimeProvider clock, ILogger<KeptTables> log)
{
    /// <summary>Bytes of the file.</summary>
    internal const int Largest = 16 * 1024 * 1024;

    /// <summary>How old its time may be: how stale tables are is told after a start, too.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    private readonly string _path = PathOf(folder, database.Name);
    private Kept? _last;
    private bool _failing;

    /// <summary>Where the tables of a store are kept.</summary>
    /// <param name="store">Its name; stores that share a folder share no file.</param>
    public static string PathOf(string folder, string store) => Path.Combine(folder, $"route-tables-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(store)))[..12]}.json");

    /// <summary>Serves by what is kept, until the store tells something newer.</summary>
    /// <returns>What whoever started this should know.</returns>
    /// <exception cref="StoreRefusedException">It cannot be read, or was changed.</exception>
    public async Task<string> ServeAsync(CancellationToken cancel)
    {
        _last = Read(_path);
        foreach (var version in _last.Versions)
        {
            versions.Add(version);
        }

        versions.AsksNobody = true;
        var behind = new List<string>();
        foreach (var table in _last.Tables)
        {
            if (await gateway.TakeAsync(table, cancel) is { } why)
            {
                behind.Add($" {table.Endpoint}: {why}");
            }
        }

        versions.AsksNobody = false;
        var now = clock.GetUtcNow();
        var told = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(_last.At, 0, now.ToUnixTimeMilliseconds()));
        (gateway.IsStarted, gateway.LookedAt) = (true, told);
        return $"The store {database.Name} does not answer. Predictions are answered by the route tables that it gave {(now - told).TotalSeconds:0} s ago ({_path}); changes are refused until it is back.{string.Concat(behind)}";
    }

    /// <summary>Keeps what is in force, where that changed or the time it is known for is old. An endpoint that is still being loaded keeps what it had.</summary>
    /// <param name="newest">The tables that the store has.</param>
    internal void Keep(IReadOnlyList<RouteTable> newest, IReadOnlyList<Endpoint> endpoints)
    {
        if (!database.IsShared)
        {
            return;
        }

        _last ??= Earlier();
        var tables = newest.Select(t => endpoints.FirstOrDefault(e => e.Name == t.Endpoint)?.Route?.Table ?? _last.Tables.FirstOrDefault(k => k.Endpoint == t.Endpoint)).OfType<RouteTable>().ToList();
        var now = clock.GetUtcNow();
        if (tables.Select(Generation).SequenceEqual(_last.Tables.Select(Generation)) && (now - DateTimeOffset.FromUnixTimeMilliseconds(_last.At)).Duration() < s_again)
        {
            return;
        }

        try
        {
            var kept = new Kept(now.ToUnixTimeMilliseconds(), tables, [.. tables.SelectMany(Named).Distinct().Select(v => versions.Said(v.Name, v.Version)).OfType<ModelVersion>()]);
            Write(kept);
            (_last, _failing) = (kept, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_failing)
            {
                Failed(log, _path, e);
            }

            _failing = true;
        }
    }

    private static (string, long) Generation(RouteTable table) => (table.Endpoint, table.Generation);

    /// <summary>Versions of the registry that a table needs.</summary>
    private static IEnumerable<(string Name, long Version)> Named(RouteTable table) =>
        new[] { table.Live.Model, table.Other?.Model }.Concat(table.Fallback ?? []).OfType<string>().Select(model => new Slot(model, null).Registered).OfType<(string, long)>();

    /// <summary>What an earlier process kept; nothing where that cannot be read, since the store is there.</summary>
    private Kept Earlier()
    {
        try
        {
            var earlier = Read(_path);
            foreach (var version in earlier.Versions)
            {
                versions.Add(version);
            }

            return earlier;
        }
        catch (StoreRefusedException)
        {
            return new Kept(0, [], []);
        }
    }

    private Kept Read(string path)
    {
        string Refused(string why) => $"The store {database.Name} does not answer, and the route tables that were kept of it, {path}, {why}. Nothing was started. Start again when the store is back: they are written anew then.";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > Largest)
            {
                throw new StoreRefusedException(Refused($"have {file.Length} bytes; up to {Largest} are read"));
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var end = bytes.AsSpan().IndexOf((byte)'\n');
            if (end < 0 || Encoding.ASCII.GetString(bytes.AsSpan(0, end)) != Digest(bytes.AsSpan(end + 1)))
            {
                throw new StoreRefusedException(Refused("are damaged: their checksum does not fit"));
            }

            return JsonSerializer.Deserialize(bytes.AsSpan(end + 1), KeptJson.Default.Kept) is { } kept && !kept.Tables.Contains(null!) && !kept.Versions.Contains(null!) ? kept : throw new JsonException("something in them is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StoreRefusedException(Refused($"cannot be read: {e.Message.TrimEnd('.')}"), e);
        }
    }

    private void Write(Kept kept)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(kept, KeptJson.Default.Kept);
        Directory.CreateDirectory(folder);
        var beside = $"{_path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(beside, options))
            {
                file.Write(Encoding.ASCII.GetBytes(Digest(bytes) + "\n"));
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    [LoggerMessage(LogLevel.Warning, "The route tables cannot be kept in {Path}: a start while the store is away would serve by older ones, or not at all.")]
    private static partial void Failed(ILogger log, string path, Exception e);
}

/// <param name="At">When the store last told of them, in milliseconds since 1970.</param>
internal sealed record Kept(long At, IReadOnlyList<RouteTable> Tables, IReadOnlyList<ModelVersion> Versions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Kept))]
internal sealed partial class KeptJson : JsonSerializerContext;
