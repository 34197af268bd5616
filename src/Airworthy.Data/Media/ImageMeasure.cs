using System.Globalization;
using System.Text;

using SkiaSharp;

namespace Airworthy.Data.Media;

/// <summary>Measures images. The header is read before any pixel, so that a small file that promises a huge picture costs nothing.</summary>
internal sealed class ImageMeasure : MediaMeasure
{
    /// <summary>Pixels of a picture that is decoded at most; four bytes each.</summary>
    public const long MostPixels = 64_000_000;

    /// <summary>Pixels from which pictures are decoded one after the other, so that many large ones at once do not fill the memory.</summary>
    private const long Large = 12_000_000;

    /// <summary>Pixels along the longer side that are looked at, about.</summary>
    private const int Side = 1024;

    /// <summary>Pixels of large pictures are held by one at a time.</summary>
    private static readonly Lock s_large = new();

    public override IReadOnlyList<(string Name, string Type)> Columns { get; } =
    [
        ("format", "varchar"), ("width", "bigint"), ("height", "bigint"), ("aspect", "double"), ("channels", "bigint"),
        ("brightness", "double"), ("contrast", "double"), ("saturation", "double"), ("entropy", "double"),
        ("turned", "bigint"), ("taken", "timestamp"), ("camera", "varchar"), ("looks", "varchar"),
    ];

    public override Measured Of(string path)
    {
        var format = FormatOf(path, out var head);
        if (format is null)
        {
            return head.Length == 0 ? Nothing(null, "empty: it has no bytes") : Nothing(null, $"no image: it begins with {Told(head)}");
        }

        if (!ImageFormat.Decoded.Contains(format))
        {
            return Nothing(format, null);
        }

        using var codec = SKCodec.Create(path, out var opened);
        if (codec is null)
        {
            return Nothing(format, opened == SKCodecResult.IncompleteInput ? "cut off: its header is not whole" : "damaged: its header cannot be read");
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var photo = format == "jpeg" ? Photograph.Of(path) : default;
        var channels = codec.Info.ColorType is SKColorType.Gray8 or SKColorType.Alpha8 ? 1L : codec.Info.AlphaType == SKAlphaType.Opaque ? 3L : 4L;
        if ((long)width * height > MostPixels)
        {
            return With(null, string.Create(CultureInfo.InvariantCulture, $"too large: {width:N0} × {height:N0} pixels; at most {MostPixels:N0} are decoded"));
        }

        if ((long)width * height <= Large)
        {
            return Decoded();
        }

        lock (s_large)
        {
            return Decoded();
        }

        Measured Decoded()
        {
            // Some formats are read at a half, a quarter or an eighth for less.
            var size = codec.GetScaledDimensions(Math.Min(1f, (float)Side / Math.Max(width, height)));
            using var pixels = new SKBitmap();
            if (!pixels.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul)))
            {
                return With(null, string.Create(CultureInfo.InvariantCulture, $"too large: there is no memory for {width:N0} × {height:N0} pixels"));
            }

            return codec.GetPixels(pixels.Info, pixels.GetPixels()) switch
            {
                SKCodecResult.Success => With(PixelStatistics.Of(pixels.GetPixelSpan(), size.Width, size.Height, pixels.RowBytes, Side), null),
                SKCodecResult.IncompleteInput => With(null, "cut off: not all of its pixels are there"),
                _ => With(null, "damaged: its pixels cannot be read"),
            };
        }

        Measured With(PixelStatistics? seen, string? problem) => new(
        [
            format, (long)width, (long)height, (double)width / height, channels, seen?.Brightness, seen?.Contrast, seen?.Saturation, seen?.Entropy,
            (long)codec.EncodedOrigin - 1, photo.Taken, photo.Camera, seen?.Looks,
        ], problem);
    }

    private Measured Nothing(string? format, string? problem) => new([format, .. Columns.Skip(1).Select(_ => (object?)null)], problem);

    private static string? FormatOf(string path, out byte[] head)
    {
        using var stream = File.OpenRead(path);
        head = new byte[ImageFormat.Head];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return ImageFormat.Of(head);
    }

    private static string Told(byte[] head) => head.All(b => b is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t')
        ? $"the text \"{Encoding.ASCII.GetString(head).ReplaceLineEndings(" ").Trim()}\""
        : $"the bytes {Convert.ToHexString(head.AsSpan(0, Math.Min(8, head.Length)))}";
}
