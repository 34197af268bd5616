using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Airworthy.Core.Reporting.Html;

/// <summary>
/// HTML that is safe to print. It is made by interpolation: what stands in the literal is markup, what is put into a hole is text and is
/// escaped, unless it is markup itself. There is no other way to make it from text than <see cref="Trusted"/>.
/// </summary>
internal readonly record struct Markup
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? _html;

    private Markup(string html) => _html = html;

    public static Markup None => default;

    public static Markup Of(Builder builder) => new(builder.ToString());

    /// <summary>Markup that the program made itself, such as a drawing or a rendered page of the checklist.</summary>
    public static Markup Trusted(string html) => new(html);

    public static Markup Join(IEnumerable<Markup> all, string between = "\n") => new(string.Join(between, all.Select(m => m.ToString()).Where(m => m.Length > 0)));

    /// <summary>A sentence whose `commands` become code.</summary>
    public static Markup Sentence(string text) =>
        Join(text.Trim().Split('`').Select((piece, i) => i % 2 == 0 ? Of($"{piece}") : Of($"<code>{piece}</code>")), "");

    public override string ToString() => _html ?? "";

    [InterpolatedStringHandler]
    public readonly struct Builder(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + (16 * holes));

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(Markup markup) => _text.Append(markup.ToString());

        public void AppendFormatted(string? text) => _text.Append(s_encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => _text.Append(number);

        public override string ToString() => _text.ToString();
    }
}
