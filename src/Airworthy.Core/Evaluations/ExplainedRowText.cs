namespace Airworthy.Core.Evaluations;

/// <summary>One answer as lines for a terminal.</summary>
public static class ExplainedRowText
{
    /// <summary>Columns that are shown beside those that the model reads.</summary>
    private const int MostBeside = 12;

    public static IEnumerable<string> Of(ExplainedRow e)
    {
        yield return $"{e.Id}, {(e.Split is null ? "of no split" : $"of {e.Split}")}, {(e.Label is null ? "without a label" : $"labelled {e.Label}")}; asked of {e.Model}";
        yield return $"Answer: {string.Join(", ", e.Outputs.Select((o, k) => $"{o} {Printed.Of(e.Answer[k])}"))}{(e.Decision is { } decision ? $"; {decision}" : "")}";
        yield return e.Stored is null ? "What its run stored of the row is not known, so nothing says whether it was answered so before."
            : e.IsStored == true ? "The same as its run stored."
            : $"Its run stored {string.Join(", ", e.Stored.Select(Printed.Of))}: the answer is not the same any more.";
        if (e.Beside.Count > 0)
        {
            yield return $"In the table, and not read by the model itself: {string.Join(", ", e.Beside.Take(MostBeside).Select(b => $"{b.Name} {(b.Value.Length == 0 ? "missing" : Short(b.Value))}"))}{(e.Beside.Count > MostBeside ? $" and {e.Beside.Count - MostBeside} more" : "")}";
        }

        yield return "";
        foreach (var line in Printed.Columns([["column", "value", "among train", "read as", "moves it by"],
            .. e.Columns.Select(c => (string[])[c.Name, c.Value.Length == 0 ? "missing" : Short(c.Value), c.Place, Made(c), Signed(c.Part) + (c.Error is { } error ? $" ± {Printed.Of(error)}" : "")])]))
        {
            yield return line;
        }

        yield return "";
        yield return $"{e.How} From {Printed.Of(e.Base)} ({e.Unit}, mean over {Printed.Count(e.Others)} rows of train), the columns move it to {Printed.Of(e.Sum)}{(e.Apart is { } apart ? apart <= Replayed.Tolerated ? ", which is the answer." : $", which is {Printed.Of(apart)} beside the answer." : ".")}";
        if (e.Near.Count > 0)
        {
            yield return "";
            yield return "Nearest rows of train, as the model reads them (apart in standard deviations):";
            foreach (var line in Printed.Columns([["id", "label", "apart", .. e.Columns.Take(6).Select(c => c.Name)], .. e.Near.Select(n => (string[])[n.Id, n.Label, Printed.Of(n.Distance), .. n.Values.Take(6).Select(v => v.Length == 0 ? "missing" : Short(v))])]))
            {
                yield return line;
            }
        }

        foreach (var note in e.Notes)
        {
            yield return "";
            yield return note;
        }
    }

    public static IEnumerable<string> Of(Replayed r)
    {
        yield return r.Different == 0 ? $"{r.Rows} rows drawn from {r.Split}: each is answered as its run stored (largest difference {Printed.Of(r.Largest)})."
            : $"Of {r.Rows} rows drawn from {r.Split}, {r.Different} {(r.Different == 1 ? "is" : "are")} answered otherwise than the run stored, by up to {Printed.Of(r.Largest)}: {string.Join(", ", r.Differing)}.";
        yield return r.PartsApart is { } apart ? $"The parts of each answer add up to it, within {Printed.Of(apart)}." : "The file was not written here, so its answers cannot be taken apart exactly.";
    }

    private static string Made(ExplainedColumn column) => column.Made.Count == 0 ? "–"
        : string.Join(", ", column.Made.Select(m => m.Name == column.Name ? Printed.Of(m.Value) : $"{(m.Name.StartsWith(column.Name + ": ", StringComparison.Ordinal) ? m.Name[(column.Name.Length + 2)..] : m.Name)} {Printed.Of(m.Value)}"));

    private static string Signed(double number) => number >= 0 ? "+" + Printed.Of(number) : Printed.Of(number);

    private static string Short(string text) => text.Length > 32 ? text[..31] + "…" : text;
}
