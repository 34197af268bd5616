using System.Security.Cryptography;

using Airworthy.Tracking.Artifacts;

namespace Airworthy.Tracking.Storage.Upkeep;

/// <summary>A backup is a folder: the tables as of one moment, the artifacts, and the SHA-256 of every file, as <c>sha256sum -c</c> reads it.</summary>
public static class StoreBackup
{
    private const string Sums = "SHA256SUMS";
    private const string Tables = "tracking.db";
    private const string Files = "artifacts";
    private const int Chunk = 128 * 1024;

    /// <summary>Writes a backup, also while a server works on the store. The folder appears when it is whole.</summary>
    /// <param name="to">A folder that does not exist.</param>
    /// <returns>Files and bytes written.</returns>
    /// <exception cref="StoreRefusedException">There is no store, or something is there already.</exception>
    public static async Task<(int Files, long Bytes)> WriteAsync(StoreAddress.Folder store, string artifacts, string to, CancellationToken cancel)
    {
        to = Path.GetFullPath(to).TrimEnd(Path.DirectorySeparatorChar);
        RefuseWhereSomethingIs(to);
        using var connection = StoreReading.Open(store);
        var partial = to + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        try
        {
            // Tables first: what is logged meanwhile adds artifacts, and takes none away.
            using (var command = connection.CreateCommand())
            {
                command.CommandText = "vacuum into $file";
                command.Parameters.AddWithValue("$file", Path.Combine(partial, Tables));
                await command.ExecuteNonQueryAsync(cancel);
            }

            var sums = new List<string>();
            var bytes = new FileInfo(Path.Combine(partial, Tables)).Length;
            sums.Add($"{await SumAsync(Path.Combine(partial, Tables), cancel)}  {Tables}");
            foreach (var file in FilesBelow(artifacts))
            {
                var name = $"{Files}/{Path.GetRelativePath(artifacts, file).Replace('\\', '/')}";
                if (await CopyAsync(file, Path.Combine(partial, name), cancel) is not { } copied)
                {
                    continue; // Deleted meanwhile.
                }

                sums.Add($"{copied.Sum}  {name}");
                bytes += copied.Bytes;
            }

            await File.WriteAllLinesAsync(Path.Combine(partial, Sums), sums, cancel);
            Directory.Move(partial, to);
            return (sums.Count, bytes);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    /// <summary>Makes a store of a backup, after every file has been compared with its sum.</summary>
    /// <returns>Files and bytes written.</returns>
    /// <exception cref="StoreRefusedException">It is no backup, it is damaged, or there is a store or artifacts already.</exception>
    public static async Task<(int Files, long Bytes)> RestoreAsync(string from, StoreAddress.Folder store, string artifacts, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(from, Sums)))
        {
            throw new StoreRefusedException($"{from} is no backup: it has no {Sums}.");
        }

        RefuseWhereSomethingIs(store.File);
        if (Directory.Exists(artifacts) && FilesBelow(artifacts).Any())
        {
            RefuseWhereSomethingIs(artifacts);
        }

        var listed = (await File.ReadAllLinesAsync(Path.Combine(from, Sums), cancel)).Select(Listed).ToList();
        if (!listed.Any(f => f.Name == Tables))
        {
            throw new StoreRefusedException($"{from} is no whole backup: {Sums} does not name {Tables}.");
        }

        using var owner = Owned(store);
        var bytes = 0L;
        var partial = Path.Combine(store.Path, "restore.partial");
        try
        {
            foreach (var (name, sum) in listed)
            {
                var source = Path.Combine(from, name);
                var copied = File.Exists(source) ? await CopyAsync(source, Path.Combine(partial, name), cancel) : null;
                if (copied is null || copied.Value.Sum != sum)
                {
                    throw new StoreRefusedException($"{source} {(copied is null ? "is missing" : "is not as it was written: its SHA-256 differs")}. Nothing was restored; use another backup.");
                }

                bytes += copied.Value.Bytes;
            }

            foreach (var file in listed.Where(f => f.Name != Tables))
            {
                var target = Path.Combine(artifacts, file.Name[(Files.Length + 1)..]);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(Path.Combine(partial, file.Name), target);
            }

            // The tables last: without them there is no store.
            File.Move(Path.Combine(partial, Tables), store.File);
            return (listed.Count, bytes);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    private static StoreOwner Owned(StoreAddress.Folder store)
    {
        Directory.CreateDirectory(store.Path);
        return StoreOwner.Take(store);
    }

    // The list comes from outside: it may name only what a backup holds.
    private static (string Name, string Sum) Listed(string line)
    {
        var name = line.Length > 66 && line[64..66] == "  " ? line[66..] : "";
        return name == Tables || (name.StartsWith(Files + "/", StringComparison.Ordinal) && !name.Split('/', '\\').Any(step => step is "" or "." or ".."))
            ? (name, line[..64])
            : throw new StoreRefusedException($"{Sums} has a line that is none of a backup: '{line[..Math.Min(line.Length, 100)]}'. Nothing was restored.");
    }

    private static void RefuseWhereSomethingIs(string path)
    {
        if (Path.Exists(path))
        {
            throw new StoreRefusedException($"{path} is there already, and nothing is overwritten. Name another place, or move it away first.");
        }
    }

    private static IEnumerable<string> FilesBelow(string artifacts) => !Directory.Exists(artifacts) ? [] : Directory
        .EnumerateFiles(artifacts, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Where(f => !Path.GetRelativePath(artifacts, f).StartsWith(IncomingFolder.Name, StringComparison.Ordinal));

    private static async Task<string> SumAsync(string file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
    }

    private static async Task<(string Sum, long Bytes)?> CopyAsync(string from, string to, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        try
        {
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var source = File.OpenRead(from);
            await using var target = File.Create(to);
            var buffer = new byte[Chunk];
            int read;
            while ((read = await source.ReadAsync(buffer, cancel)) > 0)
            {
                sum.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancel);
            }

            return (Convert.ToHexStringLower(sum.GetHashAndReset()), target.Length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
