namespace Airworthy.Serving.PredictionLog;

/// <summary>A segment that nobody writes any more.</summary>
internal static class Segment
{
    /// <summary>Its entries up to the first frame that does not hold, with the bytes of their frames.</summary>
    /// <exception cref="InvalidDataException">A valid frame holds an entry that this build does not know.</exception>
    public static async Task<IReadOnlyList<(PredictionEntry Entry, ReadOnlyMemory<byte> Frame)>> ReadAsync(string path, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> file = await File.ReadAllBytesAsync(path, cancel);
        var texts = new RepeatedTexts();
        return [.. Frames.Read(file, out _).Select(frame => (
            EntryCodec.Read(frame.Span, texts) ?? throw new InvalidDataException($"{path}: written by another version of this program. Start that one once, so that it converts it."),
            frame))];
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
