using System.Text;
using System.Text.Json;

using Airworthy.Serving.Models;

using Sylvan.Data.Csv;

namespace Airworthy.Serving.Protocols;

/// <summary>Reads requests whose rows carry names: plain rows, the forms of MLflow's scoring server, and CSV.</summary>
/// <remarks>Source: MLflow's scoring protocol: exactly one of dataframe_split, dataframe_records, instances, inputs.</remarks>
internal static class RowsReading
{
    private static readonly string[] s_forms = ["rows", "dataframe_records", "dataframe_split", "instances", "inputs"];

    /// <param name="plain">Of the form <c>{"rows": […]}</c>; else one of MLflow's.</param>
    /// <exception cref="InferenceRefusedException">What is wrong with it.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> body, bool plain, Signature signature, bool anything)
    {
        try
        {
            var json = new Utf8JsonReader(body, OipReading.Strict);
            return Root(ref json, plain ? s_forms[..1] : s_forms[1..], signature, anything);
        }
        catch (InferenceRefusedException refused)
        {
            refused.RequestId ??= RequestId.In(body);
            throw;
        }
        catch (JsonException e)
        {
            throw OipReading.NoJson(body, e);
        }
        catch (InvalidOperationException)
        {
            throw InferenceRefusedException.Invalid("A text in the body is no valid UTF-8, or a value is of another kind than expected.");
        }
    }

    /// <summary>Reads CSV with a header.</summary>
    public static InferRequest ReadCsv(Stream body, Signature signature, bool anything)
    {
        var rows = new RowReading(signature, anything);
        try
        {
            using var text = new StreamReader(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions { Delimiter = ',', MaxBufferSize = 1 << 20, Culture = System.Globalization.CultureInfo.InvariantCulture });
            string[] names = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];
            var order = rows.Order(names);
            while (!rows.IsHopeless && csv.Read())
            {
                if (csv.RowFieldCount != names.Length)
                {
                    throw InferenceRefusedException.Invalid($"Line {csv.RowNumber + 1} has {csv.RowFieldCount} values, but {names.Length} columns were named.");
                }

                rows.AddTexts(order, csv.GetString);
            }
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw InferenceRefusedException.Invalid("The body is no CSV in UTF-8 that can be read; expected the names of the features in its first line.");
        }

        return new InferRequest(null, rows.Tensors());
    }

    private static InferRequest Root(ref Utf8JsonReader json, string[] forms, Signature signature, bool anything)
    {
        var expected = $"expected an object with {(forms.Length == 1 ? forms[0] : "exactly one of " + string.Join(", ", forms))}";
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw InferenceRefusedException.Invalid($"The body is no JSON object; {expected}.");
        }

        IReadOnlyList<Tensor>? tensors = null;
        string? form = null, id = null;
        var parameters = new RequestParameters();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan.Length <= 60 ? json.GetString()! : "";
            json.Read();
            if (forms.Contains(name))
            {
                if (form is not null)
                {
                    throw InferenceRefusedException.Invalid($"The body has both {form} and {name}; {expected}.");
                }

                (form, tensors) = (name, Form(ref json, name, signature, anything));
            }
            else if (name == "id" && json.TokenType is (JsonTokenType.String or JsonTokenType.Null))
            {
                id = json.GetString();
            }
            else if (name == "parameters")
            {
                parameters = RequestParameters.Read(ref json, name);
            }
            else if (name is "params" or "signature_name")
            {
                json.Skip();
            }
            else
            {
                throw InferenceRefusedException.Invalid($"The body has a field {Core.Reading.Problem.Cut(name)}; {expected}.");
            }
        }

        json.Read();
        return new InferRequest(id, tensors ?? throw InferenceRefusedException.Invalid($"The body has no rows; {expected}."), Affinity: parameters.Affinity, Timeout: parameters.Timeout) { Subjects = parameters.Subjects };
    }

    private static IReadOnlyList<Tensor> Form(ref Utf8JsonReader json, string form, Signature signature, bool anything)
    {
        switch (form)
        {
            case "inputs":
                return Inputs(ref json, signature, anything);
            case "instances" when StartsWithNoObject(json):
                return Unnamed(ref json, form, signature, anything);
            case "dataframe_split":
                return Split(ref json, signature, anything);
            default:
                var rows = new RowReading(signature, anything);
                rows.ReadObjects(ref json, form);
                return rows.Tensors();
        }
    }

    private static bool StartsWithNoObject(Utf8JsonReader json) => json.TokenType == JsonTokenType.StartArray && json.Read() && json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndArray);

    private static IReadOnlyList<Tensor> Split(ref Utf8JsonReader json, Signature signature, bool anything)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw InferenceRefusedException.Invalid("dataframe_split is no object with columns and data.");
        }

        List<string>? columns = null;
        Utf8JsonReader data = default;
        var hasData = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isColumns, isData) = (json.ValueTextEquals("columns"u8), json.ValueTextEquals("data"u8));
            json.Read();
            if (isColumns)
            {
                columns = Names(ref json);
            }
            else
            {
                if (isData)
                {
                    data = json;
                    hasData = true;
                }

                json.Skip();
            }
        }

        if (columns is null || !hasData)
        {
            throw InferenceRefusedException.Invalid($"dataframe_split has no {(columns is null ? "columns" : "data")}.");
        }

        var rows = new RowReading(signature, anything);
        rows.ReadLists(ref data, columns, "dataframe_split.data");
        return rows.Tensors();
    }

    private static List<string> Names(ref Utf8JsonReader json)
    {
        var names = new List<string>();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType == JsonTokenType.String)
            {
                names.Add(json.GetString()!);
            }
        }

        return json.TokenType == JsonTokenType.EndArray ? names : throw InferenceRefusedException.Invalid("dataframe_split.columns is no list of names.");
    }

    /// <summary>A list of rows for a model with one input.</summary>
    private static IReadOnlyList<Tensor> Unnamed(ref Utf8JsonReader json, string form, Signature signature, bool anything) =>
        signature.Inputs is [var one] || anything
            ? [Guessed(ref json, form, anything ? new TensorSpec(form, DataType.Bool, [-1]) : signature.Inputs[0], anything)]
            : throw InferenceRefusedException.Invalid($"{form} holds values without names, but this model takes {string.Join(", ", signature.Inputs.Select(i => i.Name))}; send {(form == "inputs" ? "an object with a list for each of them" : "objects with these names")}.");

    /// <summary>One list for a model with one input, else one list per input.</summary>
    private static IReadOnlyList<Tensor> Inputs(ref Utf8JsonReader json, Signature signature, bool anything)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return Unnamed(ref json, "inputs", signature, anything);
        }

        var tensors = new List<Tensor>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            var spec = anything ? new TensorSpec(name, DataType.Bool, [-1]) : signature.Input(name)
                ?? throw InferenceRefusedException.Invalid($"{Core.Reading.Problem.Cut(name)} is no input of this model; it takes {string.Join(", ", signature.Inputs.Select(i => i.Name))}.");
            tensors.Add(Guessed(ref json, name, spec, anything));
        }

        return anything ? tensors : InferChecks.Ordered(tensors, signature);
    }

    /// <summary>Values whose shape follows from how they are nested.</summary>
    private static Tensor Guessed(ref Utf8JsonReader json, string name, TensorSpec spec, bool anything)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw InferenceRefusedException.Invalid($"{Core.Reading.Problem.Cut(name)} is no list of values.");
        }

        var seen = json;
        var shape = new List<long>();
        while (seen.TokenType == JsonTokenType.StartArray && shape.Count < TensorReading.MostLengths)
        {
            shape.Add(Length(seen));
            seen.Read();
        }

        if (anything)
        {
            json.Skip();
            return new Tensor(name, DataType.Bool, [shape[0], 1], new bool[shape[0]]);
        }

        // Columns of the form [rows, 1] are written flat as often as not.
        if (shape is [var rows] && spec.Shape is [-1, 1])
        {
            shape = [rows, 1];
            json.Read();
            var values = Elements.Of(spec.Type).New((int)rows);
            for (var i = 0; i < rows; i++, json.Read())
            {
                if (!Elements.Of(spec.Type).TryRead(ref json, values, i))
                {
                    throw InferenceRefusedException.Invalid($"{name}[{i}] is no {spec.Type.Name()}.");
                }
            }

            return new Tensor(name, spec.Type, [rows, 1], values);
        }

        long[] lengths = [.. shape];
        var count = TensorReading.Count(lengths, int.MaxValue / 8);
        return count < 0 || !spec.Takes(lengths)
            ? throw InferenceRefusedException.Invalid($"{name} is nested as {TensorSpec.Text(lengths)}; expected {spec.Type.Name()} {TensorSpec.Text(spec.Shape)}, where -1 is any length.")
            : new Tensor(spec.Name, spec.Type, lengths, TensorReading.Values(ref json, name, spec.Type, lengths, count));
    }

    private static int Length(Utf8JsonReader json)
    {
        var (count, depth) = (0, json.CurrentDepth);
        while (json.Read() && json.CurrentDepth > depth)
        {
            count++;
            json.Skip();
        }

        return count;
    }
}
