namespace Airworthy.Serving.PredictionLog;

/// <summary>A segment on the disk.</summary>
internal static class Segment
{
    /// <summary>Its entries up to the first frame that does not hold, with the bytes of their frames. Each is made when it is asked for, once.</summary>
    /// <param name="room">Gives an array of at least so many bytes, which the frames then lie in; null: a new one.</param>
    /// <exception cref="InvalidDataException">A valid frame holds an entry that this build does not know.</exception>
    public static async Task<IEnumerable<(PredictionEntry Entry, ReadOnlyMemory<byte> Frame)>> ReadAsync(string path, CancellationToken cancel, Func<int, byte[]>? room = null)
    {
        var file = await BytesAsync(path, room ?? (length => GC.AllocateUninitializedArray<byte>(length)), cancel);
        return Entries(file, path);
    }

    private static IEnumerable<(PredictionEntry Entry, ReadOnlyMemory<byte> Frame)> Entries(ReadOnlyMemory<byte> file, string path)
    {
        var (texts, at) = (new RepeatedTexts(), 0);
        while (Frames.TryNext(file, ref at, out var frame))
        {
            yield return (EntryCodec.Read(frame.Span, texts) ?? throw new InvalidDataException($"{path}: written by another version of this program. Start that one once, so that it converts it."), frame);
        }
    }

    /// <summary>Also of a segment that is being written.</summary>
    private static async Task<ReadOnlyMemory<byte>> BytesAsync(string path, Func<int, byte[]> room, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
        var bytes = room(checked((int)file.Length)).AsMemory(0, (int)file.Length);
        return bytes[..await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel)];
    }

    /// <summary>Ends a file that an earlier process left behind with its last valid frame.</summary>
    /// <returns>How many entries it holds.</returns>
    public static int Recover(string path)
    {
        var file = File.ReadAllBytes(path);
        var entries = Frames.Read(file, out var valid).Count;
        if (valid < file.Length)
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.SetLength(handle, valid);
            RandomAccess.FlushToDisk(handle);
        }

        return entries;
    }
}
