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

    // What cannot be seen, or turns the direction of reading, could make a text look like another.
    private static string Visible(string text) => text.Any(IsUnseen) ? string.Concat(text.Select(c => IsUnseen(c) ? '\ufffd' : c)) : text;

    private static bool IsUnseen(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f';

    [InterpolatedStringHandler]
    public readonly struct Builder(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + (16 * holes));

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(Markup markup) => _text.Append(markup.ToString());

        public void AppendFormatted(string? text) => _text.Append(s_encoder.Encode(Visible(text ?? "")));

        public void AppendFormatted(int number) => _text.Append(number);

        public override string ToString() => _text.ToString();
    }
}
