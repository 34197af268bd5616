using System.Text;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Search;

/// <summary>The single words, signs and quoted texts of a filter, and what is said where others were expected.</summary>
internal sealed partial class FilterText
{
    private string Quoted(char quote)
    {
        var start = _at++;
        var text = new StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] != quote)
            {
                text.Append(_text[_at]);
            }
            else if (_at + 1 < _text.Length && _text[_at + 1] == quote)
            {
                text.Append(quote);
                _at++;
            }
            else
            {
                _at++;
                return text.ToString();
            }
        }

        throw WrongAt(start, $"a closing {quote}");
    }

    private bool Word(string word)
    {
        Space();
        var end = _at + word.Length;
        if (end > _text.Length || !_text.AsSpan(_at, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase)
            || (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '.')))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private bool Sign(char sign)
    {
        Space();
        if (_at >= _text.Length || _text[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Space()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private RefusedException Wrong(string expected)
    {
        Space();
        return WrongAt(_at, expected);
    }

    private RefusedException WrongAt(int position, string expected)
    {
        var rest = _text[position..];
        var found = rest.Length == 0 ? "the end" : $"'{(rest.Length > 40 ? rest[..40] + "…" : rest)}'";
        return RefusedException.Invalid($"Invalid clause(s) in filter string: {found} at character {position + 1}. Expected {expected}.");
    }
}
