using System.Security.Cryptography;

namespace Airworthy.Data.Media;

/// <summary>A file as it lies there, before anything in it is understood.</summary>
/// <param name="Bytes">Its length; null when it cannot be opened.</param>
/// <param name="Digest">SHA-256 of its bytes in hexadecimal.</param>
/// <param name="Problem">As in <see cref="Measured"/>.</param>
internal sealed record FileDigest(long? Bytes, string? Digest, string? Problem)
{
    /// <summary>Reads a file once from end to end; a missing or unreadable one is no reason to stop.</summary>
    public static FileDigest Of(MediaFile file, CancellationToken cancel)
    {
        if (file.Full is null)
        {
            return new FileDigest(null, null, "outside: its name leads out of the table's folder");
        }

        try
        {
            // A device never ends and a pipe never begins, so only what is a plain file is opened.
            if (!File.Exists(file.Full))
            {
                return new FileDigest(null, null, "missing: there is no such file");
            }

            DataFiles.MustBeReadable(file.Full, file.Name, mayBeEmpty: true);
            using var stream = new FileStream(file.Full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 17, FileOptions.SequentialScan);
            cancel.ThrowIfCancellationRequested();
            return new FileDigest(stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TableException)
        {
            return new FileDigest(null, null, $"unreadable: {e.Message.TrimEnd('.')}");
        }
    }
}
