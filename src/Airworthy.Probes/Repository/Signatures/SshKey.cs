using System.Security.Cryptography;

using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Airworthy.Probes.Repository.Signatures;

/// <summary>A public key as SSH writes it, and the check of what it signed.</summary>
/// <remarks>Sources: RFC 4253 section 6.6 (RSA), RFC 5656 (ECDSA), RFC 8332 (RSA with SHA-2), RFC 8709 (Ed25519).</remarks>
internal abstract record SshKey
{
    /// <summary>Bits of an RSA key below which what it signed is worth nothing.</summary>
    public const int LeastRsaBits = 2048;

    private const int MostRsaBytes = 2048;

    /// <summary>Whether this key made a signature over some bytes.</summary>
    /// <exception cref="FormatException">The signature's algorithm is not one of this key's.</exception>
    public abstract bool Verifies(string algorithm, byte[] signature, byte[] data);

    /// <summary>Reads a key's blob.</summary>
    /// <exception cref="FormatException">It is broken or of a kind that is not read here; the message is the end of a sentence.</exception>
    public static SshKey Parse(ReadOnlySpan<byte> blob)
    {
        var wire = new SshWire(blob);
        var kind = wire.Text();
        SshKey key;
        switch (kind)
        {
            case "ssh-ed25519":
                var point = wire.String().ToArray();
                key = point.Length == 32 ? new Ed25519(point) : throw new FormatException("its Ed25519 key has not 32 bytes");
                break;
            case "ecdsa-sha2-nistp256":
                var curve = wire.Text();
                var q = wire.String();
                key = curve == "nistp256" && q.Length == 65 && q[0] == 4
                    ? new NistP256(q[1..33].ToArray(), q[33..].ToArray())
                    : throw new FormatException("its ECDSA key is not an uncompressed point of nistp256");
                break;
            case "ssh-rsa":
                var exponent = wire.Unsigned(8).ToArray();
                var modulus = wire.Unsigned(MostRsaBytes).ToArray();
                key = modulus.Length * 8 >= LeastRsaBits ? new Rsa(exponent, modulus) : throw new FormatException($"its RSA key has fewer than {LeastRsaBits} bits");
                break;
            default:
                throw new FormatException($"its key is of the kind {kind}; ssh-ed25519, ecdsa-sha2-nistp256 and ssh-rsa are read here");
        }

        wire.End();
        return key;
    }

    /// <summary>The key's fingerprint as <c>ssh-keygen -l</c> prints it.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> blob) => "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');

    private static FormatException Wrong(string algorithm) => new($"its algorithm is {algorithm}, which does not belong to its key");

    private sealed record Ed25519(byte[] Point) : SshKey
    {
        public override bool Verifies(string algorithm, byte[] signature, byte[] data)
        {
            if (algorithm != "ssh-ed25519")
            {
                throw Wrong(algorithm);
            }

            var signer = new Ed25519Signer();
            try
            {
                signer.Init(forSigning: false, new Ed25519PublicKeyParameters(Point));
            }
            catch (ArgumentException)
            {
                return false;
            }

            signer.BlockUpdate(data, 0, data.Length);
            return signature.Length == 64 && signer.VerifySignature(signature);
        }
    }

    private sealed record NistP256(byte[] X, byte[] Y) : SshKey
    {
        public override bool Verifies(string algorithm, byte[] signature, byte[] data)
        {
            if (algorithm != "ecdsa-sha2-nistp256")
            {
                throw Wrong(algorithm);
            }

            var wire = new SshWire(signature);
            var both = new byte[64];
            var r = wire.Unsigned(32);
            r.CopyTo(both.AsSpan(32 - r.Length));
            var s = wire.Unsigned(32);
            s.CopyTo(both.AsSpan(64 - s.Length));
            wire.End();
            try
            {
                using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = X, Y = Y } });
                return key.VerifyData(data, both, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }

    private sealed record Rsa(byte[] Exponent, byte[] Modulus) : SshKey
    {
        public override bool Verifies(string algorithm, byte[] signature, byte[] data)
        {
            var hash = algorithm switch
            {
                "rsa-sha2-256" => HashAlgorithmName.SHA256,
                "rsa-sha2-512" => HashAlgorithmName.SHA512,
                _ => throw Wrong(algorithm),
            };
            try
            {
                using var key = RSA.Create(new RSAParameters { Exponent = Exponent, Modulus = Modulus });
                return key.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }
}
