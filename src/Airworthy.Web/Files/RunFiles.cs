using System.Text;
using System.Text.Json;

using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Files;

/// <summary>The artifacts of a run, for pages: what lies where, and the beginning of a file.</summary>
public sealed class RunFiles(ArtifactStore artifacts)
{
    /// <summary>Bytes of a file that a page shows; the rest is left to the download.</summary>
    public const int MostShown = 256 * 1024;

    /// <summary>Lines of a table that a page shows.</summary>
    public const int MostRows = 200;

    private static readonly string[] s_images = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp"];

    /// <summary>Where a run keeps its artifacts on this server.</summary>
    /// <returns>Null: elsewhere, or in the folder of an experiment that the caller may not see, which an experiment may name as its own.</returns>
    public static ArtifactPath? PlaceOf(RunInfo run, Caller caller)
    {
        try
        {
            return ArtifactPath.OfAddress(run.ArtifactUri) is { Text.Length: > 0 } place && (place.Experiment is { } experiment ? caller.On(experiment) : caller.Everywhere) >= Right.View ? place : null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    /// <summary>What lies in a folder of a run's artifacts.</summary>
    /// <returns>Null: the run keeps its artifacts elsewhere.</returns>
    public IReadOnlyList<ArtifactEntry>? List(RunInfo run, string? folder, Caller caller)
    {
        try
        {
            return PlaceOf(run, caller) is { } place ? artifacts.List(place.Below(folder)) : null;
        }
        catch (RefusedException)
        {
            return [];
        }
    }

    /// <summary>What a page shows of a file.</summary>
    public async Task<Preview> ReadAsync(RunInfo run, string path, Caller caller, CancellationToken cancel)
    {
        try
        {
            if (PlaceOf(run, caller) is not { } place)
            {
                return new Preview.None("The run keeps its artifacts elsewhere.");
            }

            await using var file = artifacts.Open(place.Below(path));
            var ending = Path.GetExtension(path).ToLowerInvariant();
            if (s_images.Contains(ending))
            {
                return new Preview.Image();
            }

            if (ending is ".html" or ".htm")
            {
                return new Preview.Page();
            }

            var bytes = new byte[Math.Min(MostShown, file.Length)];
            await file.ReadExactlyAsync(bytes, cancel);
            var cut = file.Length > MostShown;
            if (Array.IndexOf(bytes, (byte)0) >= 0)
            {
                return new Preview.None("A binary file.");
            }

            var text = Encoding.UTF8.GetString(bytes);
            return ending switch
            {
                ".md" or ".markdown" => new Preview.Markdown(text, cut),
                ".csv" or ".tsv" => new Preview.Table(Rows(text, ending == ".csv" ? ',' : '\t', cut), cut),
                ".json" when !cut && JsonTable.Read(text) is { } rows => new Preview.Table(rows, false),
                ".json" => new Preview.Text(cut ? text : Indented(text), cut),
                _ => new Preview.Text(text, cut),
            };
        }
        catch (RefusedException refused)
        {
            return new Preview.None(refused.Message);
        }
    }

    private static string Indented(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            using var text = new MemoryStream();
            using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                parsed.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(text.ToArray());
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>The first rows of a table; quotes as RFC 4180 has them.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Rows(string text, char between, bool cut)
    {
        const int most = MostRows, widest = 60;
        var rows = new List<IReadOnlyList<string>>();
        var (row, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length && rows.Count < most; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == between || c == '\n')
            {
                row.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (c == '\n')
                {
                    rows.Add([.. row.Take(widest)]);
                    row = [];
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        // Of a file that was cut, the last line may be half a line.
        if (rows.Count < most && !cut && (cell.Length > 0 || row.Count > 0))
        {
            row.Add(cell.ToString());
            rows.Add([.. row.Take(widest)]);
        }

        return rows;
    }
}

/// <summary>What a page shows of a file.</summary>
public abstract record Preview
{
    private Preview()
    {
    }

    /// <summary>A picture, loaded from the artifacts.</summary>
    public sealed record Image : Preview;

    /// <summary>A page of HTML, in a frame without rights.</summary>
    public sealed record Page : Preview;

    /// <param name="Cut">Whether the file goes on.</param>
    public sealed record Text(string Content, bool Cut) : Preview;

    /// <param name="Cut">Whether the file goes on.</param>
    public sealed record Markdown(string Content, bool Cut) : Preview;

    /// <param name="Rows">The first is the head.</param>
    /// <param name="Cut">Whether the file goes on.</param>
    public sealed record Table(IReadOnlyList<IReadOnlyList<string>> Rows, bool Cut) : Preview;

    /// <summary>Nothing, and why.</summary>
    public sealed record None(string Why) : Preview;
}
