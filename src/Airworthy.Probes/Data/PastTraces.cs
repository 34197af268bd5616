using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Airworthy.Core.Observations;
using Airworthy.Core.Persons;
using Airworthy.Data;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Data;

/// <summary>
/// What looks personal in earlier versions of the data. Only tables are read that the newest version does not have, each once: what was seen in one is kept
/// beside the store under the digest of its content, so an unchanged version costs nothing the next time.
/// </summary>
internal static class PastTraces
{
    /// <summary>Bytes of earlier tables that one run reads; the next run goes on.</summary>
    public const long MostBytes = 1_000_000_000;

    /// <summary>Another program may recognise more, so what it saw is kept under its own name.</summary>
    private static readonly string s_program = typeof(Recognition).Assembly.ManifestModule.ModuleVersionId.ToString("N", CultureInfo.InvariantCulture)[..12];

    /// <param name="Columns">What was seen, each place named by its version.</param>
    /// <param name="Versions">Versions that are read, or share all they have with one that is.</param>
    /// <param name="Unread">Versions that are not, with the reason.</param>
    public sealed record Seen(IReadOnlyList<ColumnTraces> Columns, IReadOnlyList<string> Versions, IReadOnlyList<string> Unread);

    /// <param name="read">Looks through one table.</param>
    public static async Task<Seen> LookAsync(Surroundings around, Func<Table, Task<IReadOnlyList<ColumnTraces>>> read, CancellationToken cancel)
    {
        if (around.Contract.Data?.Dataset is not { } dataset || new ManifestFiles(around.Root).Read(dataset).Manifest is not { } manifest)
        {
            return new Seen([], [], []);
        }

        using var store = ContentStore.Open(around.Root, around.Contract);
        var (tables, missing) = PastTables.Of(store, manifest);
        var folder = Path.Combine(store.Folder, "scans");
        var unread = missing.ToDictionary(v => v, _ => "it is not in the store here", StringComparer.Ordinal);
        var (columns, left) = (new List<ColumnTraces>(), MostBytes);
        foreach (var past in tables)
        {
            var file = Path.Combine(folder, $"{s_program}-{past.Content}.json");
            IReadOnlyList<ColumnTraces>? known = Remembered(file);
            if (known is null && past.Entry.Length > left)
            {
                unread.TryAdd(past.Version.Id, string.Create(CultureInfo.InvariantCulture, $"one run reads at most {MostBytes:N0} bytes of earlier tables, and the next goes on"));
                continue;
            }

            try
            {
                if (known is null)
                {
                    left -= past.Entry.Length;
                    around.Doing?.Invoke($"looking for persons in {past.Where}");
                    await using var table = await PastTables.OpenAsync(store, past, cancel);
                    known = await read(table);
                    Remember(file, known);
                }

                columns.AddRange(known.Select(c => c with { In = past.Where }));
            }
            catch (Exception e) when (e is StoreException or TableException)
            {
                unread.TryAdd(past.Version.Id, e.Message.TrimEnd('.'));
            }
        }

        Sweep(folder, tables);
        return new Seen(columns, [.. manifest.Standing.Where(v => v.Digest != manifest.Newest?.Digest && !unread.ContainsKey(v.Id)).Select(v => v.Id)], [.. unread.Select(u => $"{u.Key} ({u.Value})")]);
    }

    /// <summary>What was kept of a table; null when nothing was, or it cannot be read any more.</summary>
    private static List<ColumnTraces>? Remembered(string file)
    {
        try
        {
            return File.Exists(file) && Checked(File.ReadAllBytes(file)) is { } json ? JsonSerializer.Deserialize<List<ColumnTraces>>(json) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    private static void Remember(string file, IReadOnlyList<ColumnTraces> seen)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var json = JsonSerializer.SerializeToUtf8Bytes(seen);
            var beside = $"{file}.{Environment.ProcessId}.new";
            File.WriteAllBytes(beside, [.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json)) + "\n"), .. json]);
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be written, the table is read again the next time.
        }
    }

    /// <summary>The document behind the digest in the first line; null when they do not fit, as after a stop or an edit.</summary>
    private static byte[]? Checked(byte[] bytes) => bytes.Length > 65 && Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(65))) == Encoding.ASCII.GetString(bytes, 0, 64) ? bytes[65..] : null;

    /// <summary>What was kept of tables that no version has any more goes, and what another program saw.</summary>
    private static void Sweep(string folder, IReadOnlyList<PastTable> tables)
    {
        var needed = tables.Select(t => $"{s_program}-{t.Content}.json").ToHashSet(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder).Where(f => !needed.Contains(Path.GetFileName(f)) && !f.EndsWith(".new", StringComparison.Ordinal)) : [])
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies there until somebody may delete it.
        }
    }
}
