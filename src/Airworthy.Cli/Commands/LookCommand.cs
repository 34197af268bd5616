using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Airworthy.Core.Checklist;
using Airworthy.Data;
using Airworthy.Probes.FirstLook;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy look</c>: a first look at one or two files. No contract is needed and nothing is written.</summary>
internal sealed class LookCommand : ICommand
{
    private const int Width = 110;

    private static readonly Argument<string> s_train = new("train") { Description = "A table: CSV, TSV, Parquet or JSON lines; or a folder of images or texts." };
    private static readonly Argument<string?> s_test = new("test") { Description = "A second table, or folder, that a model would be tested on.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> s_label = new("--label") { Description = "The column that is to be predicted; guessed when it is not given." };
    private static readonly Option<LookFormat> s_format = new("--format") { Description = "text or json." };

    private enum LookFormat { Text, Json }

    public Command Build()
    {
        var command = new Command("look", "Look at a table, or a train and a test table, without any contract. Writes nothing.") { s_train, s_test, s_label, s_format };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                var sight = await FirstLook.AtAsync(parsed.GetValue(s_train)!, parsed.GetValue(s_test), parsed.GetValue(s_label), cancel);
                Console.Write(parsed.GetValue(s_format) == LookFormat.Json ? Json(sight) : Text(sight));
                return 0;
            }
            catch (TableException e)
            {
                throw new Refusal(2, e.Message, $"→ {e.Next}");
            }
        });
        return command;
    }

    private static string Text(FirstSight sight)
    {
        var text = new StringBuilder();
        foreach (var file in sight.Files)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{file.Name}: {file.Rows:N0} rows × {sight.Columns.Count + sight.LeftOut:N0} columns");
        }

        Wrapped(text, "  ", string.Join(" · ", sight.Columns.GroupBy(c => c.Kind).Select(g => $"{g.Count()} {Word(g.Key)}{(g.Key is ColumnKind.Number or ColumnKind.Text or ColumnKind.Time && g.Count() > 1 ? "s" : "")} ({Some([.. g.Select(c => c.Name)])})")));
        if (sight.LeftOut > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  That is more than is looked at here: only the first columns and the last were read, {sight.LeftOut:N0} were left out. --label keeps a column by its name.");
        }

        foreach (var (name, role) in (IEnumerable<(string, ColumnRole?)>)[("label", sight.Roles.Label), ("time", sight.Roles.Time), ("id", sight.Roles.Id), ("entity", sight.Roles.Entity)])
        {
            if (role is not null)
            {
                text.AppendLine(role.Confidence >= 1 ? $"  {name} {role.Column} ({role.Because})" : string.Create(CultureInfo.InvariantCulture, $"  {name} {role.Column}? guessed, {role.Confidence:0.00}: {role.Because}"));
            }
        }

        text.AppendLine();
        if (sight.Noticed.Count == 0)
        {
            text.AppendLine("Nothing was found.");
        }

        foreach (var alike in sight.Noticed.GroupBy(n => (n.Weight, n.About)))
        {
            if (alike.Count() > 1)
            {
                text.AppendLine($"{Sign(alike.Key.Weight)} {alike.Key.About}:");
            }

            foreach (var noticed in alike)
            {
                var first = alike.Count() > 1 ? "    " : $"{Sign(noticed.Weight)} {noticed.About}: ";
                Wrapped(text, first, noticed.Says, "    ");
                foreach (var row in noticed.Shown?.Rows.Take(3) ?? [])
                {
                    text.AppendLine($"      {Cut(string.Join(", ", noticed.Shown!.Columns.Zip(row, (c, v) => $"{c}={v}")), Width - 6)}");
                }
            }
        }

        if (sight.Baseline.Count > 0)
        {
            text.AppendLine();
            Wrapped(text, "To beat: ", string.Join(" ", sight.Baseline), "         ");
        }

        text.AppendLine();
        Wrapped(text, "Looked at: ", string.Join(", ", sight.Looked) + ".", "           ");
        foreach (var not in sight.NotLooked)
        {
            Wrapped(text, "Not looked at: ", not.TrimEnd('.') + ".", "               ");
        }

        text.AppendLine("To keep these checks: run `airworthy init` in the project's folder.");
        return text.ToString();
    }

    private static string Sign(Weight weight) => weight switch { Weight.Wrong => "✗", Weight.Ask => "?", _ => "·" };

    private static string Word(ColumnKind kind) => kind switch { ColumnKind.Number => "number", ColumnKind.Text => "text", ColumnKind.Time => "time", ColumnKind.Truth => "true or false", _ => "other" };

    private static string Some(IReadOnlyList<string> names) => names.Count <= 8 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(7))} and {names.Count - 7} more";

    private static string Cut(string text, int length)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= length ? line : line[..(length - 1)] + "…";
    }

    private static void Wrapped(StringBuilder text, string first, string words, string? rest = null)
    {
        var line = new StringBuilder(first);
        var empty = true;
        foreach (var word in words.ReplaceLineEndings(" ").Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                text.AppendLine(line.ToString());
                line.Clear().Append(rest ?? first);
                empty = true;
            }

            line.Append(empty || line[^1] == ' ' ? "" : " ").Append(word);
            empty = false;
        }

        text.AppendLine(line.ToString());
    }

    private static string Json(FirstSight sight)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("files");
            foreach (var file in sight.Files)
            {
                json.WriteStartObject();
                json.WriteString("name", file.Name);
                json.WriteNumber("rows", file.Rows);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("columns");
            foreach (var column in sight.Columns)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteString("type", column.Type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("columns_left_out", sight.LeftOut);
            json.WriteStartObject("guessed");
            foreach (var (name, role) in (IEnumerable<(string, ColumnRole?)>)[("label", sight.Roles.Label), ("time", sight.Roles.Time), ("id", sight.Roles.Id), ("entity", sight.Roles.Entity)])
            {
                if (role is not null)
                {
                    json.WriteStartObject(name);
                    json.WriteString("column", role.Column);
                    json.WriteNumber("confidence", role.Confidence);
                    json.WriteString("because", role.Because);
                    json.WriteEndObject();
                }
            }

            json.WriteEndObject();
            json.WriteStartArray("noticed");
            foreach (var noticed in sight.Noticed)
            {
                json.WriteStartObject();
                json.WriteString("weight", noticed.Weight switch { Weight.Wrong => "wrong", Weight.Ask => "ask", _ => "note" });
                json.WriteString("about", noticed.About);
                json.WriteString("says", noticed.Says);
                WriteShown(json, noticed.Shown);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteTexts(json, "to_beat", sight.Baseline);
            WriteTexts(json, "looked_at", sight.Looked);
            WriteTexts(json, "not_looked_at", sight.NotLooked);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteShown(Utf8JsonWriter json, Shown? shown)
    {
        if (shown is null)
        {
            return;
        }

        json.WriteStartArray("rows");
        foreach (var row in shown.Rows.Take(3))
        {
            json.WriteStartObject();
            foreach (var (column, value) in shown.Columns.Zip(row))
            {
                json.WriteString(column, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
