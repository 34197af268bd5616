using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

using ScottPlot;
using ScottPlot.TickGenerators;

using Evidence = Airworthy.Core.Checklist.Plot;

namespace Airworthy.Web.Projects;

/// <summary>Draws the plots of a report as SVG elements that follow the page's colours and width. One instance per document: ids count up.</summary>
public sealed partial class PlotDrawing
{
    private const int Width = 620;

    private const int BarHeight = 26, LegendHeight = 18;

    // Names of lines stand side by side while they fit.
    private const int LettersBeside = 80, LettersOfSymbol = 8;

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    // Drawn in these, printed as the page's variables, so that a plot is right on a light and on a dark page.
    private static readonly Dictionary<string, string> s_variables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["#1d2530"] = "ink",
        ["#58616e"] = "soft",
        ["#dfdcd3"] = "line",
        ["#b3261e"] = "failing",
        ["#1f5a8f"] = "plot-1",
        ["#b7651b"] = "plot-2",
        ["#1b6a3a"] = "plot-3",
        ["#6a3fa0"] = "plot-4",
        ["#6b5b4b"] = "plot-5",
    };

    private static readonly string[] s_series = ["#1f5a8f", "#b7651b", "#1b6a3a", "#6a3fa0", "#6b5b4b"];

    private static readonly LinePattern[] s_patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed, LinePattern.Solid];

    // Letters are drawn as outlines; without any font on the machine there are none, and the numbers stand below the plot instead.
    private static readonly string[] s_fonts = ["Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans"];

    private static readonly Lazy<string?> s_font = new(() =>
    {
        var families = SkiaSharp.SKFontManager.Default.FontFamilies.Where(f => f.Trim().Length > 0).ToList();
        return s_fonts.FirstOrDefault(families.Contains) ?? families.FirstOrDefault();
    });

    private int _drawn;

    /// <summary>One plot as an SVG element with a title and a description in numbers.</summary>
    public string Draw(Evidence plot)
    {
        using var canvas = new Plot();
        canvas.FigureBackground.Color = Colors.Transparent;
        canvas.DataBackground.Color = Colors.Transparent;
        canvas.Axes.Color(Color.FromHex("#58616e"));
        canvas.Grid.MajorLineColor = Color.FromHex("#dfdcd3");
        foreach (var edge in (IAxis[])[canvas.Axes.Top, canvas.Axes.Right])
        {
            // Nothing stands there but the half of a number at the very end of the other axis.
            (edge.FrameLineStyle.Width, edge.MinimumSize) = (0, 14);
        }

        if (s_font.Value is { } font)
        {
            canvas.Font.Set(font);
        }

        foreach (var axis in (IAxis[])[canvas.Axes.Bottom, canvas.Axes.Left])
        {
            axis.MinorTickStyle.Length = 0;
            axis.TickLabelStyle.FontSize = 12;
            axis.Label.FontSize = 12;
            axis.Label.Bold = false;
        }

        var height = plot.Kind == "bars" ? Bars(canvas, plot) : Lines(canvas, plot);
        return Responsive(canvas.GetSvgXml(Width, height), plot, height);
    }

    private static int Bars(Plot canvas, Evidence plot)
    {
        var values = plot.Series is [var only, ..] ? only : [];
        var count = Math.Min(values.Count, plot.Labels.Count);
        var ticks = new NumericManual();
        for (var i = 0; i < count; i++)
        {
            var value = values[i];
            var at = count - 1 - i;
            ticks.AddMajor(at, plot.Labels[i]);
            if (double.IsFinite(value))
            {
                var bar = canvas.Add.Bar(new Bar { Position = at, Value = value, ValueLabel = Within(plot, i) is null ? InDigits(value) : "", Size = .62, FillColor = Color.FromHex(s_series[0]), LineWidth = 0 });
                bar.Horizontal = true;
                bar.ValueLabelStyle.FontSize = 12;
                bar.ValueLabelStyle.FontName = s_font.Value ?? "";
                bar.ValueLabelStyle.ForeColor = Color.FromHex("#1d2530");
            }

            if (Within(plot, i) is var (low, high))
            {
                var line = canvas.Add.Line(low, at, high, at);
                line.LineWidth = 2;
                line.Color = Color.FromHex("#1d2530");
                var label = canvas.Add.Text($" {InDigits(value)}", Math.Max(value, high), at);
                label.LabelAlignment = Alignment.MiddleLeft;
                label.LabelFontSize = 12;
                label.LabelFontName = s_font.Value ?? "";
                label.LabelFontColor = Color.FromHex("#1d2530");
            }
        }

        canvas.Axes.Left.TickGenerator = ticks;
        canvas.Axes.Left.MajorTickStyle.Length = 0;
        canvas.Axes.Left.FrameLineStyle.Width = 0;
        canvas.Axes.Bottom.Label.Text = plot.YAxis;
        canvas.Grid.YAxisStyle.IsVisible = false;
        if (plot.Limit is { } limit && double.IsFinite(limit))
        {
            Limit(canvas.Add.VerticalLine(limit));
        }

        var finite = values.Concat(plot.Series is [_, _, var ends] ? ends : []).Append(plot.Limit ?? 0).Append(0).Where(double.IsFinite).ToList();
        var (least, most) = (finite.Min(), finite.Max());
        var room = most > least ? (most - least) * .12 : 1;
        canvas.Axes.SetLimits(least < 0 ? least - room : 0, most + room, -.6, count - .4);
        return 70 + (BarHeight * Math.Max(1, count)) + (plot.YAxis.Length > 0 ? 16 : 0);
    }

    /// <summary>The interval of a bar, if it has one.</summary>
    private static (double Low, double High)? Within(Evidence plot, int bar) =>
        plot.Series is [_, var lows, var highs] && bar < lows.Count && bar < highs.Count && double.IsFinite(lows[bar]) && double.IsFinite(highs[bar]) ? (lows[bar], highs[bar]) : null;

    private static int Lines(Plot canvas, Evidence plot)
    {
        foreach (var (series, i) in plot.Series.Select((s, i) => (s, i)))
        {
            var xs = plot.X.Count == series.Count ? plot.X : [.. Enumerable.Range(0, series.Count).Select(n => (double)n)];
            var points = xs.Zip(series).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).ToList();
            var line = canvas.Add.ScatterLine(points.Select(p => p.First).ToArray(), points.Select(p => p.Second).ToArray(), Color.FromHex(s_series[i % s_series.Length]));
            line.LineWidth = 2;
            line.LinePattern = s_patterns[i % s_patterns.Length];
            line.LegendText = plot.Series.Count > 1 && i < plot.Labels.Count ? plot.Labels[i] : ""; // a text alone would show a box over the lines
        }

        if (plot.Limit is { } limit && double.IsFinite(limit))
        {
            Limit(canvas.Add.HorizontalLine(limit));
        }

        var beside = plot.Labels.Sum(l => l.Length + LettersOfSymbol) <= LettersBeside;
        if (plot.Series.Count > 1)
        {
            var legend = canvas.ShowLegend(Edge.Bottom);
            legend.Padding = new PixelPadding(0);
            legend.Legend.Padding = new PixelPadding(0, 0, 2, 0);
            legend.Legend.FontSize = 12;
            legend.Legend.FontName = s_font.Value ?? "";
            legend.Legend.SymbolWidth = 28;
            legend.Legend.OutlineWidth = 0;
            legend.Legend.ShadowColor = Colors.Transparent;
            legend.Legend.BackgroundColor = Colors.Transparent;
            legend.Legend.FontColor = Color.FromHex("#1d2530");
            legend.Legend.Orientation = beside ? Orientation.Horizontal : Orientation.Vertical;
        }

        canvas.Axes.Bottom.Label.Text = plot.XAxis;
        canvas.Axes.Left.Label.Text = plot.YAxis;
        canvas.Grid.XAxisStyle.IsVisible = false;
        var heights = plot.Series.SelectMany(s => s).Append(plot.Limit ?? double.NaN).Where(double.IsFinite).DefaultIfEmpty().ToList();
        var (low, high) = (heights.Min(), heights.Max());
        var room = high > low ? (high - low) * .08 : high == 0 ? 1 : Math.Abs(high) * .1;
        canvas.Axes.Margins(.02, 0);
        canvas.Axes.SetLimitsY(low >= 0 && low - room < 0 ? 0 : low - room, high + room);
        return 270 + (beside ? 0 : LegendHeight * plot.Series.Count);
    }

    private static void Limit(ScottPlot.Plottables.AxisLine line)
    {
        line.Color = Color.FromHex("#b3261e");
        line.LineWidth = 1.5f;
        line.LinePattern = LinePattern.Dashed;
    }

    private string Responsive(string svg, Evidence plot, int height)
    {
        var name = $"plot-{++_drawn}";
        var words = Printable(InWords(plot));
        var root = XElement.Parse(Themed(svg));
        foreach (var element in root.DescendantsAndSelf())
        {
            if (element.Attribute("id") is { } id)
            {
                id.Value = $"{name}-{id.Value}";
            }

            foreach (var reference in element.Attributes().Where(a => a.Value.Contains("url(#", StringComparison.Ordinal)))
            {
                reference.Value = reference.Value.Replace("url(#", $"url(#{name}-", StringComparison.Ordinal);
            }

            foreach (var reference in element.Attributes().Where(a => a.Name.LocalName == "href" && a.Value.StartsWith('#')))
            {
                reference.Value = $"#{name}-{reference.Value[1..]}";
            }
        }

        root.Attribute("width")?.Remove();
        root.Attribute("height")?.Remove();
        root.SetAttributeValue("viewBox", $"0 0 {Width} {height}");
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-labelledby", $"{name}-title {name}-desc");
        root.AddFirst(
            new XElement(s_svg + "title", new XAttribute("id", $"{name}-title"), Printable(plot.Title)),
            new XElement(s_svg + "desc", new XAttribute("id", $"{name}-desc"), words));
        var drawn = root.ToString(SaveOptions.DisableFormatting);
        return s_font.Value is null ? drawn + new XElement("p", new XAttribute("class", "soft"), words) : drawn;
    }

    private static string Printable(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) && !char.IsControl(c) ? c : '\ufffd'));

    private static string Themed(string svg) => Hex().Replace(svg, m => s_variables.TryGetValue(m.Value, out var name) ? $"var(--{name},{m.Value})" : m.Value);

    private static string InDigits(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>The plot as a sentence of numbers, for who cannot see it.</summary>
    private static string InWords(Evidence plot)
    {
        var limit = plot.Limit is { } l ? $" The limit is {InDigits(l)}." : "";
        return plot.Kind == "bars"
            ? string.Join(", ", plot.Labels.Zip(plot.Series is [var only, ..] ? only : [], (label, v) => (label, v)).Select((b, i) => $"{b.label} {InDigits(b.v)}{(Within(plot, i) is var (low, high) ? $" ({InDigits(low)} to {InDigits(high)})" : "")}")) + "." + limit
            : string.Join(" ", plot.Series.Select((s, i) => (Label: i < plot.Labels.Count ? plot.Labels[i] : "", Values: s.Where(double.IsFinite).DefaultIfEmpty().ToList(), Points: s.Count(double.IsFinite)))
                .Select(s => $"{s.Label}: {s.Points} points from {InDigits(s.Values[0])} to {InDigits(s.Values[^1])}, between {InDigits(s.Values.Min())} and {InDigits(s.Values.Max())}.".Trim())) + limit;
    }

    [GeneratedRegex("#[0-9A-Fa-f]{6}\\b")]
    private static partial Regex Hex();
}
