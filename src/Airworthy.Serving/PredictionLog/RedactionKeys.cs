using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Airworthy.Serving.PredictionLog;

/// <summary>The keys that stand between what is written down and whom it is about. Whoever has none of them learns nothing from a hash.</summary>
/// <remarks>
/// A hash is the id of its key, a colon and the first 128 bits of HMAC-SHA-256 as hexadecimal digits. New ones are made with the newest key; older keys
/// are kept for as long as something written with them, because a deletion must find that too. A key that is thrown away makes its hashes meaningless.
/// <para>Source: RFC 2104 (HMAC).</para>
/// </remarks>
public sealed class RedactionKeys
{
    private const int KeyBytes = 32;
    private const int HashBytes = 16;
    private const int MostKeys = 1_000;

    private static readonly System.Buffers.SearchValues<char> s_hex = System.Buffers.SearchValues.Create("0123456789abcdef");

    private readonly FrozenDictionary<string, byte[]> _keys;

    private RedactionKeys(string newest, IEnumerable<KeyValuePair<string, byte[]>> keys) => (Newest, _keys) = (newest, keys.ToFrozenDictionary());

    /// <summary>The id of the key that new hashes are made with.</summary>
    public string Newest { get; }

    /// <summary>The keys of a file, or a first one when the file is not there.</summary>
    /// <param name="path">One line for each key, the newest last: id, space, 32 bytes in base 64. The file is for its owner alone.</param>
    /// <exception cref="InvalidDataException">The file holds no keys; the message says which line and shows none of it.</exception>
    public static RedactionKeys ReadOrMake(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllLines(path), path) : With([], path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process has made it meanwhile.
            return Parse(File.ReadAllLines(path), path);
        }
    }

    /// <summary>Adds a new key to the file, which from now on is the one that hashes are made with.</summary>
    public static RedactionKeys Rotate(string path) => With(File.Exists(path) ? File.ReadAllLines(path) : [], path, overwrite: true);

    /// <summary>Writes the keys there are and a new one.</summary>
    private static RedactionKeys With(string[] lines, string path, bool overwrite)
    {
        string[] all = [.. lines, $"k{lines.Length + 1} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))}"];
        var keys = Parse(all, path);
        var beside = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(beside, options))
            {
                file.Write(Encoding.ASCII.GetBytes(string.Join('\n', all) + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite);
            return keys;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Reads the lines of such a file.</summary>
    /// <param name="origin">What a message calls them.</param>
    public static RedactionKeys Parse(IReadOnlyList<string> lines, string origin)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var newest = "";
        for (var i = 0; i < Math.Min(lines.Count, MostKeys); i++)
        {
            var line = lines[i].Trim();
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var key = new byte[KeyBytes];
            if (space < 1 || space > 32 || line[..space].Contains(':', StringComparison.Ordinal)
                || !Convert.TryFromBase64String(line[(space + 1)..], key, out var length) || length != KeyBytes || !keys.TryAdd(line[..space], key))
            {
                throw new InvalidDataException($"{origin}:{i + 1}: not a key. Expected an id of its own without a colon, one space and {KeyBytes} bytes in base 64.");
            }

            newest = line[..space];
        }

        return newest.Length > 0 ? new RedactionKeys(newest, keys) : throw new InvalidDataException($"{origin} holds no key. Delete the file to have one made.");
    }

    /// <summary>Whether a text looks like a hash made here.</summary>
    public static bool IsHash(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && text.Length == colon + 1 + (2 * HashBytes) && text.AsSpan(colon + 1).IndexOfAnyExcept(s_hex) < 0;

    /// <summary>The hash of a value under the newest key.</summary>
    public string HashOf(string value) => Hash(Newest, _keys[Newest], value);

    /// <summary>The hashes of a value under every key there is: what a deletion looks for.</summary>
    public IReadOnlyList<string> HashesOf(string value) => [.. _keys.Select(k => Hash(k.Key, k.Value, value))];

    private static string Hash(string id, byte[] key, string value)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value), hash);
        return $"{id}:{Convert.ToHexStringLower(hash[..HashBytes])}";
    }
}
