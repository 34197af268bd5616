namespace Airworthy.Data.Media;

/// <summary>What a file is written in, told by its first bytes and not by its name.</summary>
/// <remarks>Source: the signatures in PNG (ISO/IEC 15948), JPEG (ITU-T T.81), GIF89a, WebP (RFC 9649), TIFF 6.0, and the brands of ISO/IEC 14496-12.</remarks>
public static class ImageFormat
{
    /// <summary>Bytes that tell.</summary>
    public const int Head = 32;

    /// <summary>Formats whose pixels are read.</summary>
    public static readonly IReadOnlyList<string> Decoded = ["jpeg", "png", "gif", "webp", "bmp"];

    /// <summary>The format in a word; null when it is none that is known.</summary>
    public static string? Of(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "png",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webp",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "bmp",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "tiff",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => "avif",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', ..] => "heif",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] => "jpeg 2000",
        _ => null,
    };

    /// <summary>The format that a name's ending promises; null when it promises none that is known.</summary>
    public static string? OfEnding(string ending) => ending switch
    {
        ".jpg" or ".jpeg" or ".jpe" or ".jfif" => "jpeg",
        ".png" => "png",
        ".gif" => "gif",
        ".webp" => "webp",
        ".bmp" or ".dib" => "bmp",
        ".tif" or ".tiff" => "tiff",
        ".avif" => "avif",
        ".heic" or ".heif" => "heif",
        ".jp2" or ".j2k" => "jpeg 2000",
        _ => null,
    };
}
