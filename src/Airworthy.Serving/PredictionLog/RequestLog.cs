using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Writes down what was answered, row by row: hands entries to the journal, and never waits for it.</summary>
/// <param name="journal">Null: nothing is written down.</param>
public sealed class RequestLog(PredictionJournal? journal, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Rows of one request that are written down; of a larger one, the first.</summary>
    private const int MostRows = 1000;

    /// <summary>Names that are kept: callers of a constant may send any.</summary>
    private const int MostNames = 10_000;

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(string, int), string[]> s_names = new();

    /// <summary>What has become of the entries; null where nothing is written down.</summary>
    public LogCounts? Counts => journal?.Counts;

    /// <summary>Opens the log in a folder; where another gateway writes there, in the next one that is free.</summary>
    public static PredictionJournal Open(string folder, TimeProvider clock)
    {
        for (var no = 1; ; no++)
        {
            try
            {
                return new PredictionJournal(no == 1 ? folder : $"{folder}-{no}", new LogSettings(), clock);
            }
            catch (IOException) when (no < 64)
            {
                // Another gateway on this machine.
            }
        }
    }

    /// <summary>Rows were answered.</summary>
    /// <param name="servedBy">The step of the fallback chain; <c>primary</c> is none.</param>
    /// <param name="reason">Why it was not the primary.</param>
    /// <param name="rows">Who answered each row, where not all were answered alike or guards were asked.</param>
    /// <param name="isReadable">Whether the inputs are the values of the rows.</param>
    internal void Answered(RouteTable table, string arm, string id, IReadOnlyList<Tensor> inputs, Loaded loaded, IReadOnlyList<Tensor> outputs, string servedBy, string? reason, TimeSpan took, bool disagrees = false,
        RowAnswer[]? rows = null, bool isReadable = true)
    {
        var isNotable = LogSampling.IsNotable(200, reason, disagrees) || (rows is not null && Array.Exists(rows, static r => r.Reason is not null || r.Doubts != Doubt.None));
        if (Inclusion(table, id, isNotable) is not { } inclusion || Scores.Deciding(outputs) is not { } deciding)
        {
            return;
        }

        var entry = Entry(table, arm, id, loaded, servedBy, reason, 200, took, inclusion) with { Disagrees = disagrees };
        for (var row = 0; row < Math.Min(deciding.Rows, MostRows); row++)
        {
            var (confidence, said) = (Scores.Confidence(deciding, row), rows?[row]);
            journal!.TryAppend(entry with
            {
                Row = row,
                Features = table.LogFeatures && isReadable ? Values(inputs, row) : [],
                Outputs = Values([deciding], row),
                Confidence = double.IsNaN(confidence) ? null : confidence,
                Set = said?.Set,
                Distance = said is null || double.IsNaN(said.Distance) ? null : said.Distance,
                ServedBy = said?.Step ?? servedBy,
                Reason = said is null ? reason : said.Reason,
            });
        }
    }

    /// <summary>A request got no answer.</summary>
    internal void Refused(RouteTable table, string arm, string id, IReadOnlyList<Tensor> inputs, Loaded loaded, string reason, int status, TimeSpan took)
    {
        if (Inclusion(table, id, isNotable: true) is { } inclusion)
        {
            journal!.TryAppend(Entry(table, arm, id, loaded, "refuse", reason, status, took, inclusion) with { Features = table.LogFeatures && inputs.Count > 0 ? Values(inputs, 0) : [] });
        }
    }

    private double? Inclusion(RouteTable table, string id, bool isNotable) => journal is null ? null : isNotable ? 1 : table.LogRate >= 1 ? 1 : new LogSampling(table.LogRate).InclusionOf(id, isNotable);

    private PredictionEntry Entry(RouteTable table, string arm, string id, Loaded loaded, string servedBy, string? reason, int status, TimeSpan took, double inclusion) => new()
    {
        Id = id,
        Time = clock.GetUtcNow(),
        Endpoint = table.Endpoint,
        Model = loaded.Slot.Model,
        Version = loaded.Version,
        Arm = arm,
        Generation = table.Generation,
        ServedBy = servedBy,
        Reason = reason,
        Stages = [LoggedValue.Of("model", took.TotalMicroseconds)],
        Status = status,
        Inclusion = inclusion,
    };

    private static LoggedValue[] Values(IReadOnlyList<Tensor> tensors, int row)
    {
        var count = 0;
        for (var t = 0; t < tensors.Count; t++)
        {
            count += tensors[t].Width;
        }

        var (values, at) = (new LoggedValue[count], 0);
        for (var t = 0; t < tensors.Count; t++)
        {
            var (tensor, width) = (tensors[t], tensors[t].Width);
            var (names, elements) = (Names(tensor.Name, width), Elements.Of(tensor.Type));
            for (var k = 0; k < width; k++)
            {
                values[at++] = elements.Logged(names[k], tensor.Values, (row * width) + k);
            }
        }

        return values;
    }

    /// <summary>The name of each value of a row: the tensor's, numbered where it holds several. Made once, as they are the same in every request.</summary>
    private static string[] Names(string tensor, int width) => s_names.TryGetValue((tensor, width), out var known) ? known
        : s_names.Count < MostNames ? s_names.GetOrAdd((tensor, width), Make) : Make((tensor, width));

    private static string[] Make((string Tensor, int Width) of) => of.Width == 1 ? [of.Tensor] : [.. Enumerable.Range(0, of.Width).Select(k => $"{of.Tensor}.{k}")];

    /// <summary>What is kept of one request; empty where nothing is.</summary>
    public async Task<IReadOnlyList<PredictionEntry>> FindAsync(string endpoint, string id, CancellationToken cancel) => journal is null ? [] : await journal.FindAsync(endpoint, id, cancel);

    /// <summary>Kept rows of a few files, drawn at random; empty where nothing is kept.</summary>
    public async Task<IReadOnlyList<PredictionEntry>> DrawnAsync(string endpoint, DateTimeOffset since, Func<PredictionEntry, bool> which, CancellationToken cancel) => journal is null ? [] : await journal.DrawnAsync(endpoint, since, which, cancel);

    /// <summary>Waits until everything written down so far stands in Parquet.</summary>
    public Task SealAsync(CancellationToken cancel) => journal?.SealAsync(cancel) ?? Task.CompletedTask;

    /// <summary>Makes durable what waits.</summary>
    public ValueTask DisposeAsync() => journal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
