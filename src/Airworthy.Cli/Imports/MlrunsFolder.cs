using System.Globalization;
using System.Runtime.CompilerServices;

using Airworthy.Client;
using Airworthy.Core.Reading;

namespace Airworthy.Cli.Imports;

/// <summary>An <c>mlruns</c> folder, as MLflow keeps runs in files.</summary>
/// <remarks>
/// <c>EXPERIMENT/meta.yaml</c>, <c>EXPERIMENT/RUN/meta.yaml</c>, and in the run's folder a file per key below <c>params</c>, <c>tags</c> and <c>metrics</c> (lines of
/// milliseconds, value, step), and <c>artifacts</c>. <c>RUN/inputs/…/meta.yaml</c> points to <c>EXPERIMENT/datasets/…/meta.yaml</c>. Links are not followed: the folder may come from elsewhere.
/// </remarks>
internal sealed partial class MlrunsFolder(string folder) : IForeignRuns
{
    private const int LongestLine = 4096;
    private const int LongestText = 100_000;

    private static readonly EnumerationOptions s_below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
    private static readonly EnumerationOptions s_inside = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly List<string> _notes = [];

    public IEnumerable<string> Notes => _notes;

    /// <summary>Whether a folder holds experiments.</summary>
    public static bool Is(string folder) => Directory.Exists(folder) && Directory.EnumerateDirectories(folder, "*", s_inside).Any(e => File.Exists(Path.Combine(e, "meta.yaml")));

    public async IAsyncEnumerable<ForeignRun> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        if (Directory.Exists(Path.Combine(folder, ".trash")))
        {
            _notes.Add("Deleted experiments (.trash) were not imported.");
        }

        foreach (var experiment in Directory.EnumerateDirectories(folder, "*", s_inside).Order(StringComparer.Ordinal).Where(e => File.Exists(Path.Combine(e, "meta.yaml"))))
        {
            if (Meta(experiment) is not { } about || Text(about, "name") is not { Length: > 0 } name)
            {
                continue;
            }

            foreach (var run in Directory.EnumerateDirectories(experiment, "*", s_inside).Order(StringComparer.Ordinal).Where(r => File.Exists(Path.Combine(r, "meta.yaml"))))
            {
                if (Meta(run) is { } meta && await ReadRunAsync(run, name, meta, Inputs(experiment, run), cancel) is { } read)
                {
                    yield return read;
                }
            }
        }
    }

    private static async Task<ForeignRun?> ReadRunAsync(string run, string experiment, Yaml.Map meta, IReadOnlyList<RunInput> inputs, CancellationToken cancel)
    {
        if ((Text(meta, "run_id") ?? Text(meta, "run_uuid")) is not { Length: > 0 } id)
        {
            return null; // A logged model, or something else that is no run.
        }

        var tags = await TextsAsync(Path.Combine(run, "tags"), cancel);
        return new ForeignRun("mlflow:" + Uri.EscapeDataString(id), id, experiment, Text(meta, "run_name") ?? tags.GetValueOrDefault("mlflow.runName") ?? "", Text(meta, "user_id"), Status(Text(meta, "status")),
            Time(meta, "start_time"), Time(meta, "end_time"), Text(meta, "lifecycle_stage") == "deleted")
        {
            Params = await TextsAsync(Path.Combine(run, "params"), cancel),
            Tags = tags,
            Inputs = inputs,
            Metrics = token => MetricsAsync(Path.Combine(run, "metrics"), token),
            Files = _ => Files(Path.Combine(run, "artifacts")).ToAsyncEnumerable(),
        };
    }

    private List<RunInput> Inputs(string experiment, string run)
    {
        var inputs = new List<RunInput>();
        foreach (var input in Below(Path.Combine(run, "inputs")))
        {
            // The name of a folder, and nothing that leads out of it.
            if (Meta(input) is { } read && Text(read, "source_id") is { } id && id == Path.GetFileName(id) && Below(Path.Combine(experiment, "datasets")).FirstOrDefault(d => Path.GetFileName(d) == id) is { } folder
                && Meta(folder) is { } dataset && Text(dataset, "name") is { } name && Text(dataset, "digest") is { } digest)
            {
                inputs.Add(new RunInput(name, digest, read.Find("tags") is Yaml.Map tags ? Text(tags, RunInput.ContextTag) : null) { Source = (Text(dataset, "source_type") ?? "local", Text(dataset, "source") ?? "") });
            }
        }

        return inputs;

        static IEnumerable<string> Below(string inside) => !Directory.Exists(inside) ? []
            : Directory.EnumerateDirectories(inside, "*", s_inside).Order(StringComparer.Ordinal).Where(f => File.Exists(Path.Combine(f, "meta.yaml")));
    }

    private static async IAsyncEnumerable<MetricValue> MetricsAsync(string metrics, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var (key, file) in KeyFiles(metrics))
        {
            var number = 0;
            await foreach (var line in LinesAsync(file, cancel))
            {
                number++;
                if (line.Length > 0)
                {
                    yield return Value(key, line) ?? throw new Refusal(1, $"{file}:{number}: '{line[..Math.Min(line.Length, 80)]}' is no value of a metric; expected: milliseconds, value, step.");
                }
            }
        }
    }

    private static MetricValue? Value(string key, string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var step = 0L;
        return parts.Length >= 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) && time is >= 0 and <= 253_402_300_799_999
            && Number(parts[1]) is { } value && (parts.Length < 3 || long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out step))
            ? new MetricValue(key, value, step, DateTimeOffset.FromUnixTimeMilliseconds(time))
            : null;
    }

    // As Python writes them.
    private static double? Number(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    /// <summary>A file per key; keys with slashes are in folders.</summary>
    private static IEnumerable<(string Key, string File)> KeyFiles(string inside) => !Directory.Exists(inside) ? [] : Directory
        .EnumerateFiles(inside, "*", s_below).Order(StringComparer.Ordinal).Select(f => (Path.GetRelativePath(inside, f).Replace('\\', '/'), f));

    private static async Task<IReadOnlyDictionary<string, string>> TextsAsync(string inside, CancellationToken cancel)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, file) in KeyFiles(inside))
        {
            if (new FileInfo(file).Length > LongestText * 4)
            {
                throw new Refusal(1, $"{file} has {new FileInfo(file).Length:N0} bytes, too many for a param or tag.");
            }

            texts[key] = await File.ReadAllTextAsync(file, cancel);
        }

        return texts;
    }

    private static IEnumerable<ForeignFile> Files(string artifacts) => KeyFiles(artifacts)
        .Select(f => new ForeignFile(f.Key, _ => Task.FromResult<Stream>(new FileStream(f.File, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan }))));

    private static async IAsyncEnumerable<string> LinesAsync(string file, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new StreamReader(file);
        var buffer = new char[16 * 1024];
        var line = new System.Text.StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer, cancel)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == '\n')
                {
                    yield return line.ToString().TrimEnd('\r');
                    line.Clear();
                }
                else if (line.Append(buffer[i]).Length > LongestLine)
                {
                    throw new Refusal(1, $"{file} has a line of more than {LongestLine:N0} characters; it is no file of metrics.");
                }
            }
        }

        yield return line.ToString().TrimEnd('\r');
    }

    private Yaml.Map? Meta(string inside)
    {
        var problems = new List<Problem>();
        var file = Path.Combine(inside, "meta.yaml");
        var read = new FileInfo(file).Length > YamlText.MaxLength ? null : YamlText.Read(File.ReadAllBytes(file), file, problems);
        if (read is Yaml.Map map)
        {
            return map;
        }

        _notes.Add($"{inside} was left out: {(problems.Count > 0 ? problems[0].ToString() : "its meta.yaml cannot be read")}");
        return null;
    }

    private static string? Text(Yaml.Map map, string key) => map[key] is Yaml.Scalar { IsNull: false } scalar ? scalar.Text : null;

    private static DateTimeOffset? Time(Yaml.Map map, string key) =>
        long.TryParse(Text(map, key), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms is > 0 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    // By number, as the files have it, or by name.
    private static RunStatus Status(string? text) => text switch
    {
        "1" => RunStatus.Running,
        "2" => RunStatus.Scheduled,
        "4" => RunStatus.Failed,
        "5" => RunStatus.Killed,
        _ => Enum.TryParse<RunStatus>(text, ignoreCase: true, out var status) && !char.IsAsciiDigit(text![0]) ? status : RunStatus.Finished,
    };
}
