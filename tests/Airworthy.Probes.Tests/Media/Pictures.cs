using SkiaSharp;

namespace Airworthy.Probes.Tests.Media;

/// <summary>Pictures drawn from a seed: a sky of two colours, a dozen shapes, grain. Two seeds look unlike; a class decides what shape lies in front, and nothing else.</summary>
internal static class Pictures
{
    public static SKBitmap Draw(int seed, bool square, int width = 160, int height = 120, double light = 0)
    {
        var random = new Random(seed);
        var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(picture);
        using var sky = SKShader.CreateLinearGradient(new SKPoint(Next(width), Next(height)), new SKPoint(Next(width), Next(height)), [Colour(), Colour()], SKShaderTileMode.Mirror);
        using var paint = new SKPaint { Shader = sky };
        canvas.DrawRect(0, 0, width, height, paint);
        for (var i = 0; i < 12; i++)
        {
            using var shape = new SKPaint { Color = Colour(), IsAntialias = true };
            var size = (float)(width * (0.05 + (0.2 * random.NextDouble())));
            if (i < 11 ? random.Next(2) == 0 : square)
            {
                canvas.DrawRect(Next(width), Next(height), size, size, shape);
            }
            else
            {
                canvas.DrawCircle(Next(width), Next(height), size / 2, shape);
            }
        }

        Grain(picture, random, light);
        return picture;

        float Next(int below) => (float)(random.NextDouble() * below);
        SKColor Colour() => new((byte)random.Next(30, 226), (byte)random.Next(30, 226), (byte)random.Next(30, 226));
    }

    public static byte[] Encoded(this SKBitmap picture, SKEncodedImageFormat format, int quality = 90)
    {
        using var data = picture.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>The same picture at another size.</summary>
    public static SKBitmap Scaled(this SKBitmap picture, double by) =>
        picture.Resize(new SKImageInfo((int)(picture.Width * by), (int)(picture.Height * by)), new SKSamplingOptions(SKCubicResampler.Mitchell));

    private static void Grain(SKBitmap picture, Random random, double light)
    {
        var bytes = picture.GetPixelSpan();
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i % 4 < 3)
            {
                bytes[i] = (byte)Math.Clamp(bytes[i] + random.Next(-6, 7) + light, 0, 255);
            }
        }
    }
}
