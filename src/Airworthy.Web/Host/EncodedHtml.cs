using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

using Microsoft.AspNetCore.Components;

namespace Airworthy.Web.Host;

/// <summary>Markup in one piece: the text is taken as it stands, and every value in it is encoded, so that it ends neither a quoted attribute nor its element.</summary>
/// <remarks>For lists of a thousand rows. A component keeps each element, attribute and text as a frame of its own, and such a list in arrays of a megabyte that the process keeps; so a row is one.</remarks>
[InterpolatedStringHandler]
internal readonly ref struct EncodedHtml(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

    /// <param name="markup">Attributes stand in double quotes.</param>
    public static MarkupString Of(EncodedHtml markup) => new(markup._text.ToString());

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(string? value) => _text.Append(value is null ? "" : s_encoder.Encode(value));
}
