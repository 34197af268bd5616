namespace Airworthy.Data.Media;

/// <summary>What the pixels of a picture are like as a whole.</summary>
/// <param name="Brightness">Mean luma, in [0, 1].</param>
/// <param name="Contrast">Standard deviation of luma, in [0, 0.5].</param>
/// <param name="Saturation">Mean of (largest − smallest) ÷ largest of red, green and blue, in [0, 1]; 0 for black.</param>
/// <param name="Entropy">Of luma in 256 steps, in bits, in [0, 8].</param>
/// <param name="Looks">See <see cref="ImageLooks"/>; null for a picture that is as good as one colour.</param>
/// <remarks>Luma is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601) of the values as stored; transparency is left out, as training code does that asks for RGB.</remarks>
internal sealed record PixelStatistics(double Brightness, double Contrast, double Saturation, double Entropy, string? Looks)
{
    /// <param name="rgba">Four bytes per pixel, rows of <paramref name="rowBytes"/>.</param>
    /// <param name="side">Of larger pictures every second, third, … pixel is taken, so that about this many lie along a side.</param>
    public static PixelStatistics Of(ReadOnlySpan<byte> rgba, int width, int height, int rowBytes, int side)
    {
        var step = Math.Max(1, Math.Max(width, height) / side);
        var (sum, squares, saturation, seen) = (0.0, 0.0, 0.0, 0L);
        Span<long> steps = stackalloc long[256];
        var cells = new double[ImageLooks.Cells * ImageLooks.Cells];
        var within = new int[cells.Length];
        for (var y = 0; y < height; y += step)
        {
            var row = rgba.Slice(y * rowBytes, width * 4);
            var cellRow = (int)((long)y * ImageLooks.Cells / height) * ImageLooks.Cells;
            for (var x = 0; x < width; x += step)
            {
                var (r, g, b) = (row[4 * x], row[(4 * x) + 1], row[(4 * x) + 2]);
                var luma = (0.299 * r) + (0.587 * g) + (0.114 * b);
                var most = Math.Max(r, Math.Max(g, b));
                (sum, squares, seen) = (sum + luma, squares + (luma * luma), seen + 1);
                saturation += most == 0 ? 0 : (double)(most - Math.Min(r, Math.Min(g, b))) / most;
                steps[(int)(luma + 0.5)]++;
                var cell = cellRow + (int)((long)x * ImageLooks.Cells / width);
                cells[cell] += luma;
                within[cell]++;
            }
        }

        var entropy = 0.0;
        foreach (var count in steps)
        {
            entropy -= count == 0 ? 0 : (double)count / seen * Math.Log2((double)count / seen);
        }

        var mean = sum / seen;
        return new PixelStatistics(mean / 255, Math.Sqrt(Math.Max(0, (squares / seen) - (mean * mean))) / 255, saturation / seen, Math.Max(0, entropy), ImageLooks.Of(Filled(cells, within)));
    }

    /// <summary>The mean of each cell; in pictures smaller than the grid, a cell without a pixel has the one before it.</summary>
    private static double[] Filled(double[] cells, int[] within)
    {
        const int Side = ImageLooks.Cells;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = within[i] > 0 ? cells[i] / within[i] : i % Side > 0 ? cells[i - 1] : i >= Side ? cells[i - Side] : 0;
        }

        // A row without any pixel is the one above it.
        for (var y = 1; y < Side; y++)
        {
            if (within.AsSpan(y * Side, Side).IndexOfAnyExcept(0) < 0)
            {
                cells.AsSpan((y - 1) * Side, Side).CopyTo(cells.AsSpan(y * Side, Side));
            }
        }

        return cells;
    }
}
