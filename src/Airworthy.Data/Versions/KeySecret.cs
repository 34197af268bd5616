using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>
/// What digests of deleted keys are made with, so that nobody can try keys out who has the log alone: 32 random bytes below the store, which only their
/// owner may read and which never come into git. Whoever has the store had the rows themselves.
/// </summary>
public sealed class KeySecret
{
    private const string Ending = ".key";

    private KeySecret(byte[] bytes)
    {
        Prefix = Convert.ToHexStringLower(bytes) + ":";
        Id = Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
    }

    /// <summary>What stands before a key when it is hashed.</summary>
    public string Prefix { get; }

    /// <summary>Says which secret it is without telling it: 12 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The digest of a key: the first <see cref="DeletionRequest.DigestLength"/> hexadecimal digits of the SHA-256 over secret and key. The engine computes the same, so that keys need not leave it.</summary>
    public string DigestOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Prefix + key)))[..DeletionRequest.DigestLength];

    /// <summary>The secrets that are here, by their ids.</summary>
    public static IReadOnlyDictionary<string, KeySecret> In(ContentStore store) => Directory.Exists(FolderOf(store))
        ? Directory.EnumerateFiles(FolderOf(store), "*" + Ending).Order(StringComparer.Ordinal).Select(Read).OfType<KeySecret>().DistinctBy(s => s.Id).ToDictionary(s => s.Id, StringComparer.Ordinal)
        : new Dictionary<string, KeySecret>();

    /// <summary>The secret for new digests; made when there is none yet. The caller has the turn of the store.</summary>
    public static KeySecret Ensure(ContentStore store)
    {
        if (In(store).Values.FirstOrDefault() is { } known)
        {
            return known;
        }

        var bytes = RandomNumberGenerator.GetBytes(32);
        var secret = new KeySecret(bytes);
        Directory.CreateDirectory(FolderOf(store));
        WholeFile.Write(Path.Combine(FolderOf(store), secret.Id + Ending), file =>
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes) + "\n"));
        });
        return secret;
    }

    private static string FolderOf(ContentStore store) => Path.Combine(store.Folder, "forget");

    private static KeySecret? Read(string file)
    {
        var text = new FileInfo(file).Length <= 1_000 ? File.ReadAllText(file).Trim() : "";
        return text.Length == 64 && text.All(char.IsAsciiHexDigit) ? new KeySecret(Convert.FromHexString(text)) : null;
    }
}
