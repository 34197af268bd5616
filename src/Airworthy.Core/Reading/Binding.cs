using System.Collections;
using System.Globalization;

namespace Airworthy.Core.Reading;

/// <summary>Turns a YAML tree into typed records, and says everything that is wrong with it at once.</summary>
public sealed class Binding
{
    private readonly Type _root;
    private readonly ICollection<Problem> _problems;

    private Binding(Type root, ICollection<Problem> problems) => (_root, _problems) = (root, problems);

    /// <summary>Binds a whole document. Null when anything was wrong; the problems say what.</summary>
    public static T? Read<T>(Yaml root, ICollection<Problem> problems) where T : class => Read(root, typeof(T), problems) as T;

    /// <inheritdoc cref="Read{T}(Yaml, ICollection{Problem})"/>
    public static object? Read(Yaml root, Type type, ICollection<Problem> problems)
    {
        var before = problems.Count;
        var value = new Binding(type, problems).Value(root, type, "", null);
        return problems.Count == before ? value : null;
    }

    private object? Value(Yaml node, Type type, string path, Field? field)
    {
        if (node is Yaml.Scalar { IsNull: true })
        {
            return null;
        }

        if (Field.ElementOf(type) is { } element)
        {
            return List(node, element, path, field);
        }

        if (Field.ValueOf(type) is { } value)
        {
            return Map(node, value, path, field);
        }

        return Field.IsRecord(type) ? Record(node, type, path) : Single(node, type, path, field);
    }

    private object? List(Yaml node, Type element, string path, Field? field)
    {
        var items = node switch
        {
            Yaml.List list => list.Items,
            Yaml.Scalar when field?.Ask<OneOrManyAttribute>() is not null => [node],
            _ => null,
        };
        if (items is null)
        {
            return Wrong(node, path, "a list", node is Yaml.Scalar { Text.Length: > 0 and < 60 } only && !Field.IsRecord(element)
                ? $"Put it in brackets: [{YamlFlow.Write(only)}]."
                : "Write one entry per line, each with a dash before it.");
        }

        var result = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = 0; i < items.Count && !_problems.IsFull(); i++)
        {
            if (items[i] is Yaml.Scalar { IsNull: true })
            {
                Wrong(items[i], $"{path}[{i}]", Expectation.Of(element, field), "Fill it or remove it.");
            }
            else if (Value(items[i], element, $"{path}[{i}]", field) is { } item)
            {
                result.Add(item);
            }
        }

        return result;
    }

    private object? Map(Yaml node, Type value, string path, Field? field)
    {
        if (node is not Yaml.Map map)
        {
            return Wrong(node, path, "a map of names to values", "Write `name: value`, one per line.");
        }

        var result = (IFilled)Activator.CreateInstance(typeof(InOrder<>).MakeGenericType(value))!;
        foreach (var entry in map.Entries.TakeWhile(_ => !_problems.IsFull()))
        {
            if (entry.Value is Yaml.Scalar { IsNull: true })
            {
                Wrong(entry.Value, Join(path, entry.Key), Expectation.Of(value, field), "Fill it or remove it.");
            }
            else if (Value(entry.Value, value, Join(path, entry.Key), field) is { } item)
            {
                result.Add(entry.Key, item);
            }
        }

        return result;
    }

    private object? Record(Yaml node, Type type, string path)
    {
        var fields = Field.Of(type);
        if (node is Yaml.Scalar scalar && type.GetCustomAttributes(typeof(ShortAttribute), false) is [ShortAttribute brief])
        {
            var only = fields.Single(f => f.PropertyName == brief.Property);
            return Single(scalar, only.Type, path, only) is { } value ? Make(type, fields, new() { [only] = value }) : null;
        }

        if (node is not Yaml.Map map)
        {
            return path.Length == 0
                ? Wrong(node, path, $"a map with {Expectation.Listed(fields.Where(f => f.Must).Select(f => f.Key))}", "Write `key: value`, each on a line of its own.")
                : Wrong(node, path, $"a map with {Expectation.Listed(fields.Select(f => f.Key))}", "Write each key on a line of its own, indented.");
        }

        var values = new Dictionary<Field, object?>();
        foreach (var entry in map.Entries.TakeWhile(_ => !_problems.IsFull()))
        {
            if (fields.FirstOrDefault(f => f.Key == entry.Key) is { } field)
            {
                values[field] = Value(entry.Value, field.Type, Join(path, entry.Key), field);
            }
            else
            {
                _problems.Say(entry.At, $"{Join(path, entry.Key)} is not a known key{Meant(entry, path, fields)}");
            }
        }

        foreach (var missing in fields.Where(f => f.Must && values.GetValueOrDefault(f) is null && map[f.Key] is null or Yaml.Scalar { IsNull: true }))
        {
            _problems.Say(map.At, $"{Join(path, missing.Key)} is missing, expected {Expectation.Of(missing.Type, missing)}. Add it.");
        }

        return Make(type, fields, values);
    }

    /// <summary>The known key that an unknown one comes near to, here or elsewhere; else what is known here.</summary>
    private string Meant(Yaml.Entry entry, string path, IReadOnlyList<Field> fields)
    {
        var known = fields.Select(f => f.Key).ToList();
        if (entry.Value is Yaml.Scalar { IsNull: true } && entry.Key.All(char.IsAsciiDigit))
        {
            return ". Inside of brackets a comma ends the value: write decimals with a point, or put a text in quotes.";
        }

        if (Nearest.To(entry.Key, known) is { } near)
        {
            return $". Did you mean {near}?";
        }

        var elsewhere = KnownPaths.EndingIn(_root, entry.Key);
        return elsewhere.Count is > 0 and <= 3
            ? $"{(path.Length == 0 ? " at the margin" : $" of {path}")}. Move it: {Expectation.Listed(elsewhere, "or")}."
            : $", expected {Expectation.Listed(known, "or")}. Correct or remove it.";
    }

    private static object? Make(Type type, IReadOnlyList<Field> fields, Dictionary<Field, object?> values)
    {
        var constructor = Field.Constructor(type)!;
        var arguments = constructor.GetParameters()
            .Select(p => values.FirstOrDefault(v => v.Key.PropertyName == p.Name).Value
                ?? (p.HasDefaultValue ? p.DefaultValue : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null))
            .ToArray();
        var record = constructor.Invoke(arguments);
        foreach (var field in fields.Where(f => f.Parameter is null))
        {
            if (values.GetValueOrDefault(field) is { } value)
            {
                field.Set(record, value);
            }
        }

        return record;
    }

    private object? Single(Yaml node, Type type, string path, Field? field)
    {
        if (node is not Yaml.Scalar scalar)
        {
            return Wrong(node, path, Expectation.Of(type, field), type == typeof(string) && node is Yaml.Map { Entries: [{ Value: Yaml.Scalar } only] }
                ? $"If a text is meant, put it in quotes: \"{only.Key}: {((Yaml.Scalar)only.Value).Text}\"."
                : "Write one value after the colon.");
        }

        var text = scalar.Text.Trim();
        if (type == typeof(string))
        {
            return Text(scalar, text, path, field);
        }

        object? parsed = type switch
        {
            _ when type.IsEnum => WordAttribute.Of(type).GetValueOrDefault(text),
            _ when type == typeof(bool) => text switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null,
            _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x) ? x : null,
            _ when type == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d) ? d : null,
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var t) ? t : null,
            _ when type == typeof(Duration) => Duration.TryParse(text, out var span) ? span : null,
            _ => throw new NotSupportedException($"{type} cannot be read from a file."),
        };
        var quotedNumber = scalar.Quoted && (type == typeof(bool) || parsed is int or long or double);
        if (parsed is null || quotedNumber)
        {
            return Wrong(node, path, Expectation.Of(type, field), Expectation.Instead(type, field, scalar));
        }

        if (field?.Ask<WithinAttribute>() is { } within && parsed is int or long or double)
        {
            var number = Convert.ToDouble(parsed, CultureInfo.InvariantCulture);
            if (number < within.Low || number > within.High || (within.Above && number <= within.Low))
            {
                return Wrong(node, path, Expectation.Of(type, field), Expectation.Instead(within, number));
            }
        }

        return parsed;
    }

    private object? Text(Yaml.Scalar scalar, string text, string path, Field? field)
    {
        if (field?.Ask<NumberOrAttribute>() is { } either && !either.Words.Contains(text)
            && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)))
        {
            return Wrong(scalar, path, Expectation.Of(typeof(string), field), Nearest.To(text, either.Words) is { } word ? $"Did you mean {word}?" : "Write one of them.");
        }

        if (field?.Ask<PathAttribute>() is not null && !IsInside(text))
        {
            return Wrong(scalar, path, "a path inside the project, with forward slashes", text.Contains('\\', StringComparison.Ordinal) && IsInside(text.Replace('\\', '/'))
                ? $"Did you mean {text.Replace('\\', '/')}?"
                : "Move the file into the project and name it from the project's folder on.");
        }

        return text;
    }

    /// <summary>Whether a path stays inside the folder it is resolved in, judged by its text alone.</summary>
    public static bool IsInside(string path) =>
        path.Length > 0 && path[0] is not ('/' or '\\' or '~') && !path.Contains('\\', StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal)
        && !(path.Length > 1 && path[1] == ':') && path.Split('/').All(step => step != "..");

    private object? Wrong(Yaml node, string path, string expected, string next)
    {
        var found = node switch
        {
            Yaml.Scalar { IsNull: true } => "empty",
            Yaml.Scalar { Quoted: true } s => $"the text \"{Shown(s.Text)}\"",
            Yaml.Scalar s => Shown(s.Text),
            Yaml.List => "a list",
            _ => "a map",
        };
        _problems.Say(node.At, $"{(path.Length == 0 ? "the file" : path)} is {found}, expected {expected}. {next}");
        return null;
    }

    private static string Shown(string text) => Problem.Cut(text.Trim().ReplaceLineEndings(" "));

    private static string Join(string path, string key) => path.Length == 0 ? Problem.Cut(key) : $"{path}.{Problem.Cut(key)}";
}
