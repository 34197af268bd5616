using System.Text.Json;

using Airworthy.Core.Reading;
using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>Rows by feature name, read into the tensors that a model takes. Every problem names its row and its feature, and never the value.</summary>
internal sealed class RowReading
{
    /// <summary>The tensor that stands for rows of which nobody read a value.</summary>
    public const string Counted = "rows";

    private readonly Signature _signature;
    private readonly IReadOnlyList<Feature> _features;
    private readonly ColumnBuffer[] _columns;
    private readonly bool _anything;
    private readonly List<string> _problems = [];
    private readonly long _first;
    private int _rows, _missing;

    /// <param name="anything">The model looks at no value: rows are only counted.</param>
    /// <param name="first">The number of the first row, in messages.</param>
    /// <exception cref="InferenceRefusedException">The model tells no names, so rows by name cannot be brought into its order.</exception>
    public RowReading(Signature signature, bool anything, long first = 0)
    {
        _first = first;
        _signature = signature;
        _features = signature.Features ?? throw InferenceRefusedException.Invalid(
            $"This model tells no names of features, so it takes tensors only: send {string.Join(", ", signature.Inputs.Select(i => $"{i.Name} {i.Type.Name()} {TensorSpec.Text(i.Shape)}"))} to /v2/models/…/infer, or log the model with a signature.");
        _columns = [.. _features.Select(f => new ColumnBuffer(f))];
        _anything = anything;
    }

    /// <summary>Whether so much is wrong that reading on tells nothing new.</summary>
    public bool IsHopeless => _problems.Count > InferenceRefusedException.MostTold;

    /// <summary>Reads an array of objects, the reader standing on its beginning.</summary>
    public void ReadObjects(ref Utf8JsonReader json, string where)
    {
        Expect(json.TokenType == JsonTokenType.StartArray, where, "a list of rows such as [{…}, {…}]");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(json.TokenType == JsonTokenType.StartObject, $"{where}[{_rows}]", "an object with one value per feature");
            ReadObject(ref json);
            if (IsHopeless)
            {
                throw InferenceRefusedException.Invalid(_problems);
            }
        }
    }

    /// <summary>Reads rows whose values stand in the order of names given once.</summary>
    public void ReadLists(ref Utf8JsonReader json, IReadOnlyList<string> names, string where)
    {
        var order = Order(names);
        Expect(json.TokenType == JsonTokenType.StartArray, where, "a list of rows such as [[…], […]]");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(json.TokenType == JsonTokenType.StartArray, $"{where}[{_rows}]", "a list of values");
            var at = 0;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (at < order.Length && order[at] >= 0)
                {
                    Value(_columns[order[at]], ref json);
                }
                else
                {
                    json.Skip();
                }

                at++;
            }

            if (at != names.Count)
            {
                throw InferenceRefusedException.Invalid($"Row {_first + _rows} has {at} values, but {names.Count} columns were named.");
            }

            _rows++;
            if (IsHopeless)
            {
                throw InferenceRefusedException.Invalid(_problems);
            }
        }
    }

    /// <summary>Adds a row of texts whose order <see cref="Order"/> gave.</summary>
    public void AddTexts(int[] order, Func<int, string?> text)
    {
        for (var at = 0; at < order.Length; at++)
        {
            if (order[at] >= 0 && !_columns[order[at]].TryParse(text(at) ?? ""))
            {
                Problem(_columns[order[at]]);
            }
        }

        _rows++;
    }

    /// <summary>Where each named column belongs; -1 where the model does not look.</summary>
    /// <exception cref="InferenceRefusedException">A feature is missing, unknown or named twice.</exception>
    public int[] Order(IReadOnlyList<string> names)
    {
        if (_anything)
        {
            return [.. names.Select(_ => -1)];
        }

        var known = _features.Select(f => f.Name).ToList();
        var problems = new List<string>();
        problems.AddRange(names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{Problem(g.Key)} is named {g.Count()} times."));
        problems.AddRange(names.Where(n => !known.Contains(n, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).Select(n => Unknown(n, known)));
        problems.AddRange(known.Except(names, StringComparer.Ordinal).Select(n => $"{n} is missing."));
        return problems.Count > 0 ? throw InferenceRefusedException.Invalid(problems) : [.. names.Select(n => known.IndexOf(n))];
    }

    /// <summary>What was read, as the model takes it.</summary>
    /// <exception cref="InferenceRefusedException">Something was wrong with it: all of it is told.</exception>
    public IReadOnlyList<Tensor> Tensors()
    {
        if (_problems.Count > 0)
        {
            throw InferenceRefusedException.Invalid(_problems, _missing);
        }

        if (_rows == 0)
        {
            throw InferenceRefusedException.Invalid("There are no rows in the request.");
        }

        if (_anything)
        {
            return [new Tensor(Counted, DataType.Bool, [_rows, 1], new bool[_rows])];
        }

        if (!_signature.IsMatrix)
        {
            return [.. _columns.Zip(_signature.Inputs, (c, i) => new Tensor(i.Name, i.Type, i.Shape.Count == 1 ? [_rows] : [_rows, 1], c.Values()))];
        }

        var input = _signature.Inputs[0];
        var all = Elements.Of(input.Type).New(checked(_rows * _columns.Length));
        for (var c = 0; c < _columns.Length; c++)
        {
            var values = _columns[c].Values();
            for (var r = 0; r < _rows; r++)
            {
                Array.Copy(values, r, all, (r * _columns.Length) + c, 1);
            }
        }

        return [new Tensor(input.Name, input.Type, [_rows, _columns.Length], all)];
    }

    private void ReadObject(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var at = 0;
            while (at < _columns.Length && !json.ValueTextEquals(_features[at].Name))
            {
                at++;
            }

            var name = at == _columns.Length ? json.GetString()! : "";
            json.Read();
            if (at == _columns.Length)
            {
                if (!_anything && !IsHopeless)
                {
                    _problems.Add($"Row {_first + _rows}: {Unknown(name, _features.Select(f => f.Name))}");
                }

                json.Skip();
            }
            else if (_columns[at].Count > _rows)
            {
                _problems.Add($"Row {_first + _rows}: {_features[at].Name} is named twice.");
                json.Skip();
            }
            else
            {
                Value(_columns[at], ref json);
            }
        }

        foreach (var column in _columns)
        {
            if (column.Count <= _rows)
            {
                if (!IsHopeless)
                {
                    _missing++;
                    _problems.Add($"Row {_first + _rows}: {column.Feature.Name} is missing; expected {column.Expected}{(column.Feature.Type.CanBeMissing() ? ", or null where it is not known" : "")}.");
                }

                _ = column.TryParse("") || column.TryParse("0") || column.TryParse("false");
            }
        }

        _rows++;
    }

    private void Value(ColumnBuffer column, ref Utf8JsonReader json)
    {
        if (!column.TryRead(ref json))
        {
            Problem(column);
            json.Skip();
        }
    }

    /// <summary>Tells of a value that cannot be read, and puts one in its place so that reading goes on.</summary>
    private void Problem(ColumnBuffer column)
    {
        if (!IsHopeless)
        {
            _problems.Add($"Row {_first + _rows}: {column.Feature.Name} is not {column.Expected}.");
        }

        _ = column.TryParse("0") || column.TryParse("false");
    }

    private static string Unknown(string name, IEnumerable<string> known)
    {
        var all = known.ToList();
        return $"{Problem(name)} is no feature of this model.{(Nearest.To(name, all) is { } meant ? $" Did you mean {meant}?" : $" It takes {string.Join(", ", all.Take(20))}{(all.Count > 20 ? ", …" : "")}.")}";
    }

    private static string Problem(string name) => Core.Reading.Problem.Cut(name);

    private static void Expect(bool holds, string where, string what)
    {
        if (!holds)
        {
            throw InferenceRefusedException.Invalid($"{where} is not {what}.");
        }
    }
}
