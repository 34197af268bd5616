using System.Globalization;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Search;

/// <summary>Reads the filter of a search: <c>metrics.auc > 0.7 and (params.model = 'tree' or tags."my tag" like 'a%')</c>.</summary>
/// <remarks>
/// The grammar of MLflow's searches, plus OR and parentheses: <c>[entity.]key operator value</c>. Keys with odd characters stand in backticks
/// or double quotes; texts in single or double quotes, one quote inside is written twice. AND binds tighter than OR.
/// </remarks>
internal sealed partial class FilterText
{
    /// <summary>The longest filter, in characters.</summary>
    private const int Longest = 100_000;

    /// <summary>Comparisons in one filter, at most.</summary>
    private const int MostComparisons = 500;

    private const int Deepest = 64;

    private readonly string _text;
    private int _at;
    private int _comparisons;

    private FilterText(string text) => _text = text;

    /// <summary>Reads a filter; null when it is empty.</summary>
    /// <exception cref="RefusedException">It cannot be read: says where.</exception>
    public static Filter? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (text.Length > Longest)
        {
            throw RefusedException.Invalid($"The filter has {text.Length:N0} characters; at most {Longest:N0} are read.");
        }

        var reader = new FilterText(text);
        var filter = reader.Either(0);
        reader.Space();
        return reader._at == text.Length ? filter : throw reader.Wrong("AND, OR or the end");
    }

    private Filter Either(int depth)
    {
        var left = Both(depth);
        while (Word("OR"))
        {
            left = new Filter.Or(left, Both(depth));
        }

        return left;
    }

    private Filter Both(int depth)
    {
        var left = One(depth);
        while (Word("AND"))
        {
            left = new Filter.And(left, One(depth));
        }

        return left;
    }

    private Filter One(int depth)
    {
        if (depth > Deepest)
        {
            throw RefusedException.Invalid($"The filter has parentheses within parentheses, more than {Deepest} deep.");
        }

        if (!Sign('('))
        {
            return Comparison();
        }

        var inner = Either(depth + 1);
        return Sign(')') ? inner : throw Wrong("')'");
    }

    private Filter.Comparison Comparison()
    {
        if (++_comparisons > MostComparisons)
        {
            throw RefusedException.Invalid($"The filter has more than {MostComparisons} comparisons.");
        }

        var (entity, key) = Key();
        var operation = Operator();
        return new Filter.Comparison(entity, key, operation, operation switch
        {
            "IS NULL" or "IS NOT NULL" => null,
            "IN" or "NOT IN" => List(),
            _ => Value(),
        });
    }

    /// <summary>Reads <c>entity.key</c> or <c>key</c>; also used for what a search is ordered by.</summary>
    private (string? Entity, string Key) Key()
    {
        Space();
        if (_at < _text.Length && _text[_at] is '`' or '"')
        {
            return (null, Quoted(_text[_at]));
        }

        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '-' or '/' or ':'))
        {
            _at++;
        }

        var word = _text[start.._at];
        if (word.Length == 0)
        {
            throw Wrong("a key, for example metrics.auc");
        }

        var dot = word.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return (null, word);
        }

        if (dot == word.Length - 1 && _at < _text.Length && _text[_at] is '`' or '"')
        {
            return (word[..dot].ToLowerInvariant(), Quoted(_text[_at]));
        }

        return dot < word.Length - 1 ? (word[..dot].ToLowerInvariant(), word[(dot + 1)..]) : throw Wrong("a key behind the dot");
    }

    private string Operator()
    {
        Space();
        foreach (var sign in (ReadOnlySpan<string>)[">=", "<=", "!=", "<>", "=", ">", "<"])
        {
            if (_text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal))
            {
                _at += sign.Length;
                return sign == "<>" ? "!=" : sign;
            }
        }

        if (Word("LIKE"))
        {
            return "LIKE";
        }

        if (Word("ILIKE"))
        {
            return "ILIKE";
        }

        if (Word("RLIKE"))
        {
            return "RLIKE";
        }

        if (Word("IN"))
        {
            return "IN";
        }

        if (Word("NOT"))
        {
            return Word("IN") ? "NOT IN" : throw Wrong("IN");
        }

        if (Word("IS"))
        {
            var not = Word("NOT");
            return Word("NULL") ? not ? "IS NOT NULL" : "IS NULL" : throw Wrong("NULL");
        }

        throw Wrong("an operator: =, !=, >, >=, <, <=, LIKE, ILIKE, IN, NOT IN, IS NULL, IS NOT NULL");
    }

    private Operand Value()
    {
        Space();
        if (_at < _text.Length && _text[_at] is '\'' or '"')
        {
            return new Operand.Text(Quoted(_text[_at]));
        }

        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+' or '_'))
        {
            _at++;
        }

        var word = _text[start.._at];
        // Nothing compares with NaN.
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number)
            ? new Operand.Number(number, word)
            : throw WrongAt(start, "a number, or a text in quotes");
    }

    private Operand.List List()
    {
        if (!Sign('('))
        {
            throw Wrong("a list, for example ('a', 'b')");
        }

        var values = new List<string>();
        do
        {
            Space();
            values.Add(_at < _text.Length && _text[_at] is '\'' or '"' ? Quoted(_text[_at]) : throw Wrong("a text in quotes"));
        }
        while (Sign(','));
        return Sign(')') ? new Operand.List(values) : throw Wrong("',' or ')'");
    }

    /// <summary>Reads one of what a search is ordered by: <c>metrics.auc desc</c>.</summary>
    /// <exception cref="RefusedException">It cannot be read.</exception>
    public static Order ReadOrder(string? text)
    {
        if (text is null)
        {
            throw RefusedException.Invalid("Invalid order_by clause: it is null. Expected a key, for example 'metrics.auc DESC'.");
        }

        var reader = new FilterText(text);
        var (entity, key) = reader.Key();
        var descending = reader.Word("DESC");
        if (!descending)
        {
            reader.Word("ASC");
        }

        reader.Space();
        return reader._at == text.Length
            ? new Order(entity, key, descending)
            : throw RefusedException.Invalid($"Invalid order_by clause '{text}'. Could not be parsed: '{text[reader._at..]}' stands where ASC, DESC or the end was expected.");
    }
}
