using System.Security.Cryptography;
using System.Text;

namespace Airworthy.Probes.Repository.Signatures;

/// <summary>A detached signature as <c>ssh-keygen -Y sign</c> writes it.</summary>
/// <param name="Key">The public key's blob.</param>
/// <param name="Namespace">What it was made for; a signature for one purpose is worth nothing for another.</param>
/// <param name="Hash"><c>sha256</c> or <c>sha512</c>, over the file's bytes.</param>
/// <param name="Algorithm">Of the signature; for RSA it differs from the key's.</param>
/// <remarks>Source: OpenSSH, PROTOCOL.sshsig.</remarks>
public sealed record SshSignature(byte[] Key, string Namespace, string Hash, string Algorithm, byte[] Value)
{
    private const string Begin = "-----BEGIN SSH SIGNATURE-----";
    private const string Finish = "-----END SSH SIGNATURE-----";
    private const int MaxLength = 64 * 1024;

    private static readonly byte[] s_magic = "SSHSIG"u8.ToArray();

    /// <summary>Reads the text of a <c>.sig</c> file.</summary>
    /// <exception cref="FormatException">It is no such text; the message says why, as the end of a sentence.</exception>
    public static SshSignature Parse(string text)
    {
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(Finish, StringComparison.Ordinal);
        if (text.Length > MaxLength || begin < 0 || end < begin || text[..begin].Trim().Length > 0 || text[(end + Finish.Length)..].Trim().Length > 0)
        {
            throw new FormatException("it is not framed by BEGIN and END SSH SIGNATURE");
        }

        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text[(begin + Begin.Length)..end]);
        }
        catch (FormatException)
        {
            throw new FormatException("it is not base64");
        }

        var wire = new SshWire(bytes);
        if (!wire.Take(s_magic.Length).SequenceEqual(s_magic))
        {
            throw new FormatException("it does not begin with SSHSIG");
        }

        if (wire.Number() is var version and not 1)
        {
            throw new FormatException($"its version is {version}, and 1 is read here");
        }

        var key = wire.String().ToArray();
        var purpose = Encoding.UTF8.GetString(wire.String());
        wire.String();
        var hash = wire.Text();
        var signature = new SshWire(wire.String());
        wire.End();
        var algorithm = signature.Text();
        var value = signature.String().ToArray();
        signature.End();
        return new SshSignature(key, purpose, hash, algorithm, value);
    }

    /// <summary>Whether the key it names signed exactly these bytes for its namespace.</summary>
    /// <exception cref="FormatException">The key or the algorithm is not one that is read here.</exception>
    public bool Fits(ReadOnlySpan<byte> message)
    {
        var digest = Hash switch
        {
            "sha256" => SHA256.HashData(message),
            "sha512" => SHA512.HashData(message),
            _ => throw new FormatException($"its hash is {Hash}, and sha256 and sha512 are read here"),
        };
        using var signed = new MemoryStream();
        signed.Write(s_magic);
        SshWire.Write(signed, Encoding.UTF8.GetBytes(Namespace));
        SshWire.Write(signed, []);
        SshWire.Write(signed, Encoding.ASCII.GetBytes(Hash));
        SshWire.Write(signed, digest);
        return SshKey.Parse(Key).Verifies(Algorithm, Value, signed.ToArray());
    }
}
