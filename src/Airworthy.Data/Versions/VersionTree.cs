using System.Globalization;
using System.Text;

namespace Airworthy.Data.Versions;

/// <summary>What a file of a version is.</summary>
public enum EntryKind { Table, File }

/// <summary>A chunk of a file.</summary>
public readonly record struct ChunkRef(ChunkId Id, int Length);

/// <summary>A file of a version.</summary>
/// <param name="Path">Below the project's folder, or below the folder of what was added from outside; with forward slashes.</param>
/// <param name="Kind">A table that is read, or a file that a table's rows name.</param>
public sealed record TreeEntry(string Path, EntryKind Kind, IReadOnlyList<ChunkRef> Chunks)
{
    /// <summary>Bytes.</summary>
    public long Length { get; } = Chunks.Sum(c => (long)c.Length);
}

/// <summary>The files of a version and the chunks of each. The SHA-256 of its text is the version's digest.</summary>
public sealed class VersionTree
{
    private const string First = "airworthy tree 1";

    private VersionTree(IReadOnlyList<TreeEntry> entries) => Entries = entries;

    /// <summary>In the order of their paths.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; }

    public IEnumerable<TreeEntry> Tables => Entries.Where(e => e.Kind == EntryKind.Table);

    public long Bytes => Entries.Sum(e => e.Length);

    public static VersionTree Of(IEnumerable<TreeEntry> entries) => new([.. entries.OrderBy(e => e.Path, StringComparer.Ordinal)]);

    /// <summary>The text: a line per file, and below it a line per chunk.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder(First).Append('\n');
        foreach (var entry in Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(entry.Kind == EntryKind.Table ? "table" : "file")} {entry.Length} {entry.Path}\n");
            foreach (var chunk in entry.Chunks)
            {
                text.Append(CultureInfo.InvariantCulture, $" {chunk.Id.Hex} {chunk.Length}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public ChunkId Digest() => ChunkId.Of(Write());

    /// <summary>What the files hold, whatever their names are.</summary>
    public ChunkId Content() => Of(Entries.OrderBy(e => e.Chunks.Count == 0 ? "" : e.Chunks[0].Id.Hex, StringComparer.Ordinal).Select((e, i) => e with { Path = i.ToString("D9", CultureInfo.InvariantCulture) })).Digest();

    /// <exception cref="StoreException">The text is no list of files.</exception>
    public static VersionTree Read(ReadOnlySpan<byte> bytes)
    {
        using var lines = new StringReader(Encoding.UTF8.GetString(bytes));
        var broken = new StoreException("its list of files cannot be read", "Bring .airworthy/store/data from a machine or a backup that has it whole.");
        if (lines.ReadLine() != First)
        {
            throw broken;
        }

        var entries = new List<TreeEntry>();
        var chunks = new List<ChunkRef>();
        (EntryKind Kind, string Path)? open = null;
        void Close()
        {
            if (open is { } entry)
            {
                entries.Add(new TreeEntry(entry.Path, entry.Kind, chunks));
                chunks = [];
            }
        }

        while (lines.ReadLine() is { } line)
        {
            var fields = line.Split(' ', 3);
            if (fields is ["", var id, var length] && open is not null && ChunkId.Parse(id) is { } chunk && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                chunks.Add(new ChunkRef(chunk, size));
            }
            else if (fields is ["table" or "file", _, var path] && Core.Reading.Binding.IsInside(path))
            {
                Close();
                open = (fields[0] == "table" ? EntryKind.Table : EntryKind.File, path);
            }
            else
            {
                throw broken;
            }
        }

        Close();
        return new VersionTree(entries);
    }
}
