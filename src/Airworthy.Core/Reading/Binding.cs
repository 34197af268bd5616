using System.Collections;
using System.Globalization;

namespace Airworthy.Core.Reading;

/// <summary>Turns a YAML tree into typed records, and says everything that is wrong with it at once.</summary>
public sealed class Binding(ICollection<Problem> problems)
{
    /// <summary>Binds a whole document. Null when anything was wrong; the problems say what.</summary>
    public static T? Read<T>(Yaml root, ICollection<Problem> problems) where T : class => Read(root, typeof(T), problems) as T;

    /// <inheritdoc cref="Read{T}(Yaml, ICollection{Problem})"/>
    public static object? Read(Yaml root, Type type, ICollection<Problem> problems)
    {
        var before = problems.Count;
        var value = new Binding(problems).Value(root, type, "", null);
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
            return Wrong(node, path, "a list", "Write one entry per line, each with a dash before it.");
        }

        var result = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is Yaml.Scalar { IsNull: true })
            {
                Wrong(items[i], $"{path}[{i}]", "a value", "Fill it or remove it.");
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
        foreach (var entry in map.Entries)
        {
            if (Value(entry.Value, value, Join(path, entry.Key), field) is { } item)
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
            return Wrong(node, path, $"a map with {Listed(fields.Select(f => f.Key))}", "Write each key on a line of its own, indented.");
        }

        var values = new Dictionary<Field, object?>();
        foreach (var entry in map.Entries)
        {
            if (fields.FirstOrDefault(f => f.Key == entry.Key) is { } field)
            {
                values[field] = Value(entry.Value, field.Type, Join(path, entry.Key), field);
            }
            else
            {
                var meant = Nearest.To(entry.Key, fields.Select(f => f.Key));
                problems.Add(new Problem(entry.At, $"{Join(path, entry.Key)} is not a known key. " +
                    (meant is null ? $"Known here: {Listed(fields.Select(f => f.Key))}." : $"Did you mean {meant}?")));
            }
        }

        foreach (var missing in fields.Where(f => f.Must && values.GetValueOrDefault(f) is null && map.Entries.All(e => e.Key != f.Key || e.Value is Yaml.Scalar { IsNull: true })))
        {
            problems.Add(new Problem(map.At, $"{Join(path, missing.Key)} is missing, expected {Expected(missing)}. Add it."));
        }

        return Make(type, fields, values);
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
            return Wrong(node, path, Expected(type, field), "Write one value after the colon.");
        }

        var text = scalar.Text.Trim();
        if (type == typeof(string))
        {
            return Text(scalar, text, path, field);
        }

        if (type.IsEnum)
        {
            var words = WordAttribute.Of(type);
            return words.TryGetValue(text, out var word)
                ? word
                : Wrong(node, path, Listed(words.Keys, "or"), Nearest.To(text, words.Keys) is { } meant ? $"Did you mean {meant}?" : "Choose one of them.");
        }

        object? parsed = type switch
        {
            _ when type == typeof(bool) => text switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null,
            _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.IsFinite(x) ? x : null,
            _ when type == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d) ? d : null,
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var t) ? t : null,
            _ when type == typeof(Duration) => Duration.TryParse(text, out var span) ? span : null,
            _ => throw new NotSupportedException($"{type} cannot be read from a file."),
        };
        if (parsed is null || (scalar.Quoted && type != typeof(DateOnly) && type != typeof(Duration) && type != typeof(DateTimeOffset)))
        {
            return Wrong(node, path, Expected(type, field), Advice(type, text));
        }

        if (field?.Ask<WithinAttribute>() is { } within && parsed is IConvertible)
        {
            var number = Convert.ToDouble(parsed, CultureInfo.InvariantCulture);
            if (number < within.Low || number > within.High || (within.Above && number <= within.Low))
            {
                var share = within.High <= 1 && number is > 1 and <= 100 ? $" Did you mean {number / 100:0.####}?" : "";
                problems.Add(new Problem(node.At, $"{path} is {text}, but it {Expected(type, field, lead: "must be ")}.{share}"));
                return null;
            }
        }

        return parsed;
    }

    private object? Text(Yaml.Scalar scalar, string text, string path, Field? field)
    {
        if (field?.Ask<NumberOrAttribute>() is { } either && !either.Words.Contains(text)
            && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)))
        {
            return Wrong(scalar, path, $"a number or {Listed(either.Words, "or")}", "Write one of them.");
        }

        if (field?.Ask<PathAttribute>() is not null && !IsInside(text))
        {
            return Wrong(scalar, path, "a path inside the project, with forward slashes", "Move the file into the project, or name it by its address in `source`.");
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
            Yaml.Scalar { Text.Length: > 60 } s => $"\"{s.Text[..60]}…\"",
            Yaml.Scalar { Quoted: true } s => $"the text \"{s.Text}\"",
            Yaml.Scalar { IsNull: true } => "empty",
            Yaml.Scalar s => s.Text,
            Yaml.List => "a list",
            _ => "a map",
        };
        problems.Add(new Problem(node.At, $"{(path.Length == 0 ? "the file" : path)} is {found}, expected {expected}. {next}"));
        return null;
    }

    private static string Advice(Type type, string text) =>
        type == typeof(bool) ? "Write true or false."
        : type == typeof(DateOnly) ? "Write the date as 2026-03-31."
        : type == typeof(Duration) ? "Write it as 12h, 30m or 2d."
        : text.Contains(',', StringComparison.Ordinal) ? "Use a point for decimals and nothing between thousands."
        : "Write the number without unit or quotes.";

    private static string Expected(Field field) => Expected(field.Type, field);

    /// <summary>What a field wants, in words: <c>a share in [0, 1]</c>, <c>a date such as 2026-03-31</c>.</summary>
    public static string Expected(Type type, Field? field, string lead = "")
    {
        var within = field?.Ask<WithinAttribute>();
        if (within is not null && (type == typeof(int) || type == typeof(long) || type == typeof(double)))
        {
            var noun = (within.Unit, type == typeof(double)) switch
            {
                ("share", _) => "a share",
                ("", true) => "a number",
                ("", false) => "a whole number",
                (var unit, true) => $"a number of {unit}",
                (var unit, false) => $"a whole number of {unit}",
            };
            var range = (double.IsInfinity(within.Low) || within.Low <= double.MinValue, double.IsInfinity(within.High) || within.High >= double.MaxValue) switch
            {
                (true, true) => "",
                (true, false) => $" of at most {within.High:0.######}",
                (false, true) => within.Above ? $" above {within.Low:0.######}" : $" of at least {within.Low:0.######}",
                _ => $" in {(within.Above ? "(" : "[")}{within.Low:0.######}, {within.High:0.######}]",
            };
            return lead + noun + range;
        }

        return lead + (type == typeof(bool) ? "true or false"
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(double) ? "a number"
            : type == typeof(DateOnly) ? "a date such as 2026-03-31"
            : type == typeof(DateTimeOffset) ? "a time such as 2026-03-31T09:00:00Z"
            : type == typeof(Duration) ? "a length of time such as 12h"
            : type.IsEnum ? Listed(WordAttribute.Of(type).Keys, "or")
            : Field.ElementOf(type) is not null ? "a list"
            : Field.ValueOf(type) is not null || Field.IsRecord(type) ? "a map"
            : "a text");
    }

    private static string Listed(IEnumerable<string> words, string last = "and")
    {
        var all = words.ToList();
        return all.Count switch
        {
            0 => "nothing",
            1 => all[0],
            _ => $"{string.Join(", ", all[..^1])} {last} {all[^1]}",
        };
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
