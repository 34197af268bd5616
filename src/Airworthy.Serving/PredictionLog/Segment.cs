namespace Airworthy.Serving.PredictionLog;

/// <summary>A segment on the disk.</summary>
internal static class Segment
{
    /// <summary>Its entries up to the first frame that does not hold, with the bytes of their frames.</summary>
    /// <exception cref="InvalidDataException">A valid frame holds an entry that this build does not know.</exception>
    public static async Task<IReadOnlyList<(PredictionEntry Entry, ReadOnlyMemory<byte> Frame)>> ReadAsync(string path, CancellationToken cancel)
    {
        var file = await BytesAsync(path, cancel);
        var texts = new RepeatedTexts();
        return [.. Frames.Read(file, out _).Select(frame => (
            EntryCodec.Read(frame.Span, texts) ?? throw new InvalidDataException($"{path}: written by another version of this program. Start that one once, so that it converts it."),
            frame))];
    }

    /// <summary>Also of a segment that is being written.</summary>
    private static async Task<ReadOnlyMemory<byte>> BytesAsync(string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)file.Length));
        return bytes.AsMemory(0, await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel));
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
