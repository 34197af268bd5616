using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Jpeg;

namespace Airworthy.Data.Media;

/// <summary>What a camera wrote into its picture.</summary>
/// <param name="Taken">When, by the camera's own clock; null where it does not say.</param>
/// <param name="Camera">Maker and model.</param>
internal readonly record struct Photograph(DateTime? Taken, string? Camera)
{
    private const int Longest = 80;

    /// <summary>Reads the EXIF part of a JPEG; nothing where it has none or it is broken.</summary>
    /// <remarks>Its segments hold at most 65,535 bytes each, so a crafted one cannot ask for more.</remarks>
    public static Photograph Of(string path)
    {
        try
        {
            var parts = JpegMetadataReader.ReadMetadata(path, [new ExifReader()]);
            var taken = parts.OfType<ExifSubIfdDirectory>().Select(d => d.TryGetDateTime(ExifDirectoryBase.TagDateTimeOriginal, out var at) ? at : (DateTime?)null).FirstOrDefault(t => t is { Year: > 1900 });
            var first = parts.OfType<ExifIfd0Directory>().FirstOrDefault();
            var camera = string.Join(' ', new[] { first?.GetString(ExifDirectoryBase.TagMake), first?.GetString(ExifDirectoryBase.TagModel) }.Select(Clean).Where(s => s.Length > 0));
            return new Photograph(taken, camera.Length == 0 ? null : camera);
        }
        catch (Exception e) when (e is ImageProcessingException or IOException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return default;
        }
    }

    private static string Clean(string? text) => new string([.. (text ?? "").Where(c => !char.IsControl(c))]).Trim() is var clean && clean.Length > Longest ? clean[..Longest] : clean;
}
