using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Records;

namespace Airworthy.Data.Records;

/// <summary>
/// The records of a project: <c>.airworthy/store/records/&lt;writer&gt;.jsonl</c>, one line per record, one file per writer, appended and
/// flushed to disk before a command says so. A line that a crash cut short was never acknowledged and is dropped by the next append.
/// </summary>
/// <param name="root">The project's folder.</param>
public sealed class RecordStore(string root)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>The folder of the files.</summary>
    public string Folder { get; } = Path.Combine(root, ".airworthy", "store", "records");

    /// <summary>All records of all writers, oldest first; each id once.</summary>
    public IReadOnlyList<CheckRecord> Read()
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(Folder, "*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(ReadFile)
            .DistinctBy(r => r.Id)
            .OrderBy(r => r.At)];
    }

    /// <summary>The id of this machine's writer for a project; made once.</summary>
    public string LocalWriter()
    {
        var path = Path.Combine(Path.GetDirectoryName(Folder)!, "writer");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known)
        {
            return known;
        }

        StoreFolder.Make(Path.GetDirectoryName(path)!);
        var made = $"local-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(made + "\n"));
            file.Flush(flushToDisk: true);
            return made;
        }
        catch (IOException) when (File.Exists(path))
        {
            return LocalWriter();
        }
    }

    /// <summary>Appends records behind their chains and returns them as stored. Two processes at once take turns.</summary>
    /// <exception cref="IOException">The folder cannot be written, or another process held the file for too long.</exception>
    public async Task<IReadOnlyList<CheckRecord>> AppendAsync(string writer, IReadOnlyList<CheckRecord> fresh, CancellationToken cancel)
    {
        if (fresh.Count == 0)
        {
            return [];
        }

        StoreFolder.Make(Folder);
        await using var turn = await TakeTurnAsync(Path.Combine(Path.GetDirectoryName(Folder)!, "records.lock"), cancel);
        await using var file = new FileStream(Path.Combine(Folder, FileName(writer)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var stored = DropTornLine(file);
        var linked = Chains.Link(stored, fresh);
        var text = new StringBuilder();
        foreach (var record in linked)
        {
            text.Append(record.Line).Append('\n');
        }

        file.Seek(0, SeekOrigin.End);
        // One write, then one flush: after this returns, the records survive a kill.
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
        file.Flush(flushToDisk: true);
        return linked;
    }

    /// <summary>The lines of every writer's file as they are on disk, by file name. A line that a crash cut short is not among them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lines()
    {
        var all = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (Directory.Exists(Folder))
        {
            foreach (var path in Directory.EnumerateFiles(Folder, "*.jsonl"))
            {
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(stream, Encoding.UTF8);
                var text = reader.ReadToEnd();
                all[Path.GetFileName(path)] = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }

        return all;
    }

    /// <summary>Takes over lines that others wrote, as they are: those that are here already stay once. Says how many were new.</summary>
    /// <param name="foreign">Lines by file name, each file in the order in which it was written.</param>
    /// <exception cref="IOException">The folder cannot be written, or another process held it for too long.</exception>
    public async Task<int> TakeAsync(IReadOnlyDictionary<string, IReadOnlyList<string>> foreign, CancellationToken cancel)
    {
        StoreFolder.Make(Folder);
        await using var turn = await TakeTurnAsync(Path.Combine(Path.GetDirectoryName(Folder)!, "records.lock"), cancel);
        var taken = 0;
        foreach (var (name, lines) in foreign)
        {
            await using var file = new FileStream(Path.Combine(Folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var here = DropTornLine(file).Select(r => r.Line).ToHashSet(StringComparer.Ordinal);
            var fresh = lines.Where(here.Add).ToList();
            if (fresh.Count > 0)
            {
                file.Seek(0, SeekOrigin.End);
                file.Write(Encoding.UTF8.GetBytes(string.Concat(fresh.Select(l => l + "\n"))));
                file.Flush(flushToDisk: true);
                taken += fresh.Count;
            }
        }

        return taken;
    }

    /// <summary>The file of a writer; its name keeps only letters, digits, dots, dashes and underscores.</summary>
    public static string FileName(string writer) =>
        string.Concat(writer.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.') + ".jsonl";

    private static IEnumerable<CheckRecord> ReadFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (CheckRecord.Parse(line) is { } record)
            {
                yield return record;
            }
        }
    }

    // Only a file that is shared with nobody keeps other writers out on every system.
    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancel)
    {
        var until = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 < until && File.Exists(path))
            {
                await Task.Delay(50, cancel);
            }
        }
    }

    private static List<CheckRecord> DropTornLine(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.Seek(0, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (end < bytes.Length)
        {
            file.SetLength(end);
        }

        return [.. Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(CheckRecord.Parse).OfType<CheckRecord>()];
    }
}
