using System.Buffers.Binary;
using System.Text;

namespace Airworthy.Probes.Repository.Signatures;

/// <summary>Reads the wire format of SSH: numbers of 4 bytes, and strings with their length in front.</summary>
/// <remarks>Source: RFC 4251, section 5.</remarks>
internal ref struct SshWire(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <exception cref="FormatException">The bytes end too early.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new FormatException("it ends in the middle");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public uint Number() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <exception cref="FormatException">The bytes end too early.</exception>
    public ReadOnlySpan<byte> String()
    {
        var length = Number();
        return length > (uint)_rest.Length ? throw new FormatException("it ends in the middle") : Take((int)length);
    }

    public string Text() => Encoding.ASCII.GetString(String());

    /// <summary>A number that is not negative, without leading zeros.</summary>
    /// <exception cref="FormatException">It is negative, empty or longer than allowed.</exception>
    public ReadOnlySpan<byte> Unsigned(int most)
    {
        var number = String();
        if (number.IsEmpty || number[0] >= 0x80)
        {
            throw new FormatException("a number in it is not positive");
        }

        number = number.TrimStart((byte)0);
        return number.Length > most ? throw new FormatException("a number in it is too long") : number;
    }

    /// <exception cref="FormatException">Something follows.</exception>
    public readonly void End()
    {
        if (!IsAtEnd)
        {
            throw new FormatException("something follows its end");
        }
    }

    /// <summary>Writes a string with its length in front.</summary>
    public static void Write(Stream to, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)value.Length);
        to.Write(length);
        to.Write(value);
    }
}
