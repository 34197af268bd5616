namespace Airworthy.Data.Versions;

/// <summary>Reads a file as the chunks it consists of, in one pass and with a bounded buffer.</summary>
internal static class FileChunks
{
    private const int Buffer = 8 * Chunker.Most;

    /// <summary>Cuts a file, and hands each chunk to whoever wants its bytes.</summary>
    /// <param name="each">Called with the id and the bytes of each chunk, in order.</param>
    /// <param name="read">Called with the number of bytes read since the last call.</param>
    public static IReadOnlyList<ChunkRef> Of(string path, Action<ChunkId, ReadOnlySpan<byte>>? each, Action<long>? read, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        var chunks = new List<ChunkRef>();
        var buffer = new byte[Buffer];
        var (start, end, isOver) = (0, 0, false);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (!isOver && end - start < Chunker.Most)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                var got = 0;
                while (end < buffer.Length && (got = file.Read(buffer, end, buffer.Length - end)) > 0)
                {
                    end += got;
                    read?.Invoke(got);
                }

                isOver = end < buffer.Length;
            }

            var chunk = buffer.AsSpan(start, Chunker.Cut(buffer.AsSpan(start, end - start)));
            if (chunk.Length == 0)
            {
                return chunks;
            }

            var id = ChunkId.Of(chunk);
            each?.Invoke(id, chunk);
            chunks.Add(new ChunkRef(id, chunk.Length));
            start += chunk.Length;
        }
    }

    /// <summary>Bytes of a file, or of the one that a link leads to; null when there is none.</summary>
    public static long? LengthOf(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return RandomAccess.GetLength(file);
    }

    /// <summary>The first chunk in which a file differs from what it should be; null when every byte is the same.</summary>
    /// <returns>The position among the chunks, from 0; the number of chunks when the file is longer; 0 when it is not there.</returns>
    public static int? Differs(string path, IReadOnlyList<ChunkRef> chunks, CancellationToken cancel)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 20, FileOptions.SequentialScan);
        var buffer = new byte[Chunker.Most];
        for (var i = 0; i < chunks.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (chunks[i].Length > buffer.Length)
            {
                return i;
            }

            var bytes = buffer.AsSpan(0, chunks[i].Length);
            if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || ChunkId.Of(bytes) != chunks[i].Id)
            {
                return i;
            }
        }

        return file.ReadByte() < 0 ? null : chunks.Count;
    }
}
