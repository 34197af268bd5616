using System.Globalization;

using Airworthy.Core.Reading;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Builder;

namespace Airworthy.Serving.Trial;

/// <summary>The gateway on a free loopback port with one model, its guards and the contract's fallback, and a model that can be made to fail: to rehearse what answers then.</summary>
public sealed class FallbackTrial : IAsyncDisposable
{
    /// <summary>The name of its endpoint.</summary>
    public const string Endpoint = "trial";

    private const string Address = "models:/trial/1";

    private readonly WebApplication _app;
    private readonly PredictionJournal _journal;
    private readonly Source _source;

    private FallbackTrial(WebApplication app, PredictionJournal journal, Source source) => (_app, _journal, _source) = (app, journal, source);

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>What is wrong with the model now.</summary>
    public Fault Fault
    {
        set => _source.Model!.Fault = value;
    }

    /// <summary>Requests that one model is asked at once.</summary>
    public static int AtOnce => Loaded.AtOnce;

    /// <param name="file">The bytes of the ONNX file.</param>
    /// <param name="fitted">Null where no guards were fitted.</param>
    /// <param name="chain">Constants and <c>refuse</c>; the steps that need no other model.</param>
    /// <param name="threshold">A score of at least this is a yes.</param>
    /// <param name="timeoutMs">The longest a request may take.</param>
    /// <param name="log">A folder for the prediction log.</param>
    /// <exception cref="NotServableException">It cannot be served.</exception>
    public static async Task<FallbackTrial> StartAsync(byte[] file, byte[]? descriptor, FittedGuards? fitted, GuardTerms terms, IReadOnlyList<string> chain, double threshold, double timeoutMs, string log, CancellationToken cancel)
    {
        var journal = new PredictionJournal(log, new LogSettings(), TimeProvider.System);
        var source = new Source(file, descriptor, fitted);
        var guards = fitted is null ? terms : terms with { Fitted = new Dictionary<string, string> { [Address] = fitted.ModelDigest } };
        var table = new RouteTable(Endpoint, 1, new Slot(Address, fitted?.ModelDigest ?? "sha256:"), "blue", Fallback: chain, Threshold: threshold, TimeoutMs: timeoutMs, Guards: guards);
        return new FallbackTrial(await TrialHost.StartAsync(source, new RequestLog(journal, TimeProvider.System), table, cancel), journal, source);
    }

    /// <summary>How the log names what answered each request: by id, the step and the reason.</summary>
    public async Task<IReadOnlyDictionary<string, (string ServedBy, string? Reason)>> LoggedAsync(CancellationToken cancel)
    {
        await _journal.FlushAsync(cancel);
        var logged = new Dictionary<string, (string, string?)>(StringComparer.Ordinal);
        foreach (var segment in Directory.EnumerateFiles(Path.GetDirectoryName(_journal.ParquetFolder)!, "*", SearchOption.AllDirectories).Where(f => Path.GetDirectoryName(f)!.EndsWith("segments", StringComparison.Ordinal) && new FileInfo(f).Length > 0))
        {
            foreach (var (entry, _) in await Segment.ReadAsync(segment, cancel))
            {
                logged[entry.Id] = (entry.ServedBy, entry.Reason);
            }
        }

        return logged;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Source(byte[] file, byte[]? descriptor, FittedGuards? fitted) : IModelSource
    {
        private const string Constant = "constant:";

        public FaultyModel? Model { get; private set; }

        public Task<(Slot Slot, FoundVersion? Version)> FindAsync(string address, CancellationToken cancel) => Task.FromResult<(Slot, FoundVersion?)>((new Slot(address, null), null));

        public Task<ServedModel> LoadAsync(Slot slot, Signature? like, CancellationToken cancel) => Task.FromResult<ServedModel>(
            slot.Model.StartsWith(Constant, StringComparison.Ordinal)
                ? new ConstantModel(float.Parse(slot.Model.AsSpan(Constant.Length), NumberStyles.Float, CultureInfo.InvariantCulture), like)
                : Model = new FaultyModel(new OnnxModel(file, descriptor is null ? null : ModelDescriptor.Inputs(descriptor))));

        public Task<FittedGuards> GuardsAsync(Slot slot, string digest, CancellationToken cancel) => Task.FromResult(fitted!);
    }
}
