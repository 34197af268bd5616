using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Writes down what was answered, row by row: hands entries to the journal, and never waits for it.</summary>
/// <param name="journal">Null: nothing is written down.</param>
/// <param name="keys">For personal values and for whom rows are about; null: neither is kept.</param>
/// <param name="labels">Deletes what came true of rows that are to be deleted.</param>
/// <param name="folder">The first of the folders in which gateways of this machine write their logs.</param>
public sealed class RequestLog(PredictionJournal? journal, TimeProvider clock, RedactionKeys? keys = null, string? folder = null, Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? labels = null) : IAsyncDisposable
{
    /// <summary>Rows of one request that are written down; of a larger one, the first.</summary>
    private const int MostRows = 1000;

    private static readonly LoggedNames s_stages = LoggedNames.Of("model");

    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<RouteTable, LoggedRows> _rows = [];

    /// <summary>What has become of the entries; null where nothing is written down.</summary>
    public LogCounts? Counts => journal?.Counts;

    /// <summary>The log in a folder, with the keys beside it: <c>predictions.keys</c> for <c>predictions</c>.</summary>
    /// <exception cref="InvalidDataException">The file of keys cannot be read.</exception>
    public static RequestLog In(string folder, TimeProvider clock, Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? labels = null) =>
        new(Open(folder, clock, labels), clock, LoggedSubjects.KeysOf(folder), folder, labels);

    /// <summary>Opens the log in a folder; where another gateway writes there, in the next one that is free.</summary>
    public static PredictionJournal Open(string folder, TimeProvider clock, Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? labels = null)
    {
        for (var no = 1; ; no++)
        {
            try
            {
                return new PredictionJournal(LoggedSubjects.FolderOf(folder, no), new LogSettings(), clock, labels);
            }
            catch (IOException) when (no < LoggedSubjects.MostFolders)
            {
                // Another gateway on this machine.
            }
        }
    }

    /// <summary>Rows were answered.</summary>
    /// <param name="servedBy">The step of the fallback chain; <c>primary</c> is none.</param>
    /// <param name="reason">Why it was not the primary.</param>
    /// <param name="disagrees">Of each row whether a shadow decided otherwise than live; null where none was.</param>
    /// <param name="rows">Who answered each row, where not all were answered alike or guards were asked.</param>
    /// <param name="isReadable">Whether the inputs are the values of the rows.</param>
    /// <param name="subjects">Whom the rows of the request are about.</param>
    /// <param name="of">Which rows of the request these are; null: all.</param>
    internal void Answered(RouteTable table, string arm, string id, IReadOnlyList<Tensor> inputs, Loaded loaded, IReadOnlyList<Tensor> outputs, string servedBy, string? reason, TimeSpan took, bool[]? disagrees = null,
        RowAnswer[]? rows = null, bool isReadable = true, IReadOnlyList<string>? subjects = null, int[]? of = null)
    {
        var isNotable = LogSampling.IsNotable(200, reason, disagrees is not null) || (rows is not null && Array.Exists(rows, static r => r.Reason is not null || r.Doubts != Doubt.None));
        if (Inclusion(table, id, isNotable) is not { } inclusion || Scores.Deciding(outputs) is not { } deciding)
        {
            return;
        }

        var (kept, now, stages, logged) = (RowsOf(table), clock.GetUtcNow(), Stages(took), (Tensor[])[deciding]);
        for (var row = 0; row < Math.Min(deciding.Rows, MostRows); row++)
        {
            var (confidence, said, no) = (Scores.Confidence(deciding, row), rows?[row], of?[row] ?? row);
            var subject = kept.SubjectOf(subjects, isReadable ? inputs : [], row, no);
            journal!.TryAppend(new PredictionEntry
            {
                Id = id,
                Row = no,
                Time = now,
                Endpoint = table.Endpoint,
                Model = loaded.Slot.Model,
                Version = loaded.Version,
                Arm = arm,
                Generation = table.Generation,
                Subject = subject,
                Features = isReadable ? kept.Features(inputs, row, subject) : [],
                Outputs = LoggedRows.Values(logged, row),
                Confidence = double.IsNaN(confidence) ? null : confidence,
                Set = said?.Set,
                Distance = said is null || double.IsNaN(said.Distance) ? null : said.Distance,
                ServedBy = said?.Step ?? servedBy,
                Reason = said is null ? reason : said.Reason,
                Stages = stages,
                Status = 200,
                Disagrees = disagrees?[row] == true,
                Inclusion = inclusion,
            });
        }
    }

    /// <summary>A request got no answer.</summary>
    internal void Refused(RouteTable table, string arm, string id, IReadOnlyList<Tensor> inputs, Loaded loaded, string reason, int status, TimeSpan took, IReadOnlyList<string>? subjects = null, int[]? of = null)
    {
        if (Inclusion(table, id, isNotable: true) is { } inclusion)
        {
            var (kept, no) = (RowsOf(table), of is [var first, ..] ? first : 0);
            var subject = kept.SubjectOf(subjects, inputs, 0, no);
            journal!.TryAppend(new PredictionEntry
            {
                Id = id,
                Row = no,
                Time = clock.GetUtcNow(),
                Endpoint = table.Endpoint,
                Model = loaded.Slot.Model,
                Version = loaded.Version,
                Arm = arm,
                Generation = table.Generation,
                Subject = subject,
                Features = inputs.Count > 0 ? kept.Features(inputs, 0, subject) : [],
                ServedBy = "refuse",
                Reason = reason,
                Stages = Stages(took),
                Status = status,
                Inclusion = inclusion,
            });
        }
    }

    private double? Inclusion(RouteTable table, string id, bool isNotable) => journal is null ? null : isNotable ? 1 : table.LogRate >= 1 ? 1 : new LogSampling(table.LogRate).InclusionOf(id, isNotable);

    private static LoggedNumbers Stages(TimeSpan took) => new(s_stages, [took.TotalMicroseconds]);

    /// <summary>What may be kept under a table; tables are few, and each is asked for with every request.</summary>
    private LoggedRows RowsOf(RouteTable table) => _rows.GetValue(table, t => new LoggedRows(t, keys));

    /// <summary>What is kept of one request; empty where nothing is.</summary>
    public async Task<IReadOnlyList<PredictionEntry>> FindAsync(string endpoint, string id, CancellationToken cancel) => journal is null ? [] : await journal.FindAsync(endpoint, id, cancel);

    /// <summary>Kept rows of a few files, drawn at random; empty where nothing is kept.</summary>
    public async Task<IReadOnlyList<PredictionEntry>> DrawnAsync(string endpoint, DateTimeOffset since, Func<PredictionEntry, bool> which, CancellationToken cancel, int files = EntrySearch.MostDrawn, int ofFile = int.MaxValue) => journal is null ? [] : await journal.DrawnAsync(endpoint, since, which, cancel, files, ofFile);

    /// <summary>Of this log alone, and the same after a restart; null where nothing is written down.</summary>
    internal string? Name => journal?.Name;

    /// <summary>Hands over the newest rows of an endpoint, without the values of their features, file by file.</summary>
    /// <param name="visit">Says whether it wants more.</param>
    internal Task NewestAsync(string endpoint, Func<IReadOnlyList<PredictionEntry>, bool> visit, CancellationToken cancel) => journal?.NewestAsync(endpoint, visit, cancel) ?? Task.CompletedTask;

    /// <summary>Removes every row about some subjects, here and in the folders of other gateways beside it.</summary>
    /// <param name="subjects">As requests name them.</param>
    /// <exception cref="IOException">The disk refuses; it is caught up with.</exception>
    public async Task<ForgottenRows> ForgetAsync(IReadOnlyList<string> subjects, CancellationToken cancel) =>
        journal is null || keys is null ? new ForgottenRows(0, 0, 0) : await LoggedSubjects.ForgetAsync(folder!, keys, subjects, journal, labels, clock, cancel);

    /// <summary>Waits until everything written down so far stands in Parquet.</summary>
    public Task SealAsync(CancellationToken cancel) => journal?.SealAsync(cancel) ?? Task.CompletedTask;

    /// <summary>Makes durable what waits.</summary>
    public ValueTask DisposeAsync() => journal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
