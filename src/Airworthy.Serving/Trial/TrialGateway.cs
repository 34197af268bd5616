
using Airworthy.Core.Reading;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Builder;

namespace Airworthy.Serving.Trial;

/// <summary>The gateway with one model file and no store, on a free loopback port: to measure a model before it is released.</summary>
public sealed class TrialGateway : IAsyncDisposable
{
    /// <summary>The name of its endpoint.</summary>
    public const string Endpoint = "trial";

    private readonly WebApplication _app;

    private TrialGateway(WebApplication app)
    {
        _app = app;
    }

    /// <summary>For example <c>http://127.0.0.1:40001</c>.</summary>
    public string Address => _app.Urls.First();

    /// <param name="file">The bytes of the ONNX file.</param>
    /// <param name="descriptor">The bytes of the file <c>MLmodel</c> beside it; null where there is none.</param>
    /// <param name="log">The folder of the prediction log; null: none is kept.</param>
    /// <param name="guards">What each row is held against, with the guards that were fitted to the file; null: nothing is asked of rows.</param>
    /// <exception cref="NotServableException">It cannot be served.</exception>
    public static async Task<TrialGateway> StartAsync(byte[] file, byte[]? descriptor, CancellationToken cancel, string? log = null, (GuardTerms Terms, FittedGuards Fitted)? guards = null)
    {
        var requests = new RequestLog(log is null ? null : RequestLog.Open(log, TimeProvider.System), TimeProvider.System);
        var slot = new Slot("models:/trial/1", "sha256:");
        var terms = guards is { } asked ? asked.Terms with { Fitted = new Dictionary<string, string> { [slot.Model] = asked.Fitted.ModelDigest } } : null;
        return new TrialGateway(await TrialHost.StartAsync(new OneFile(file, descriptor, guards?.Fitted), requests, new RouteTable(Endpoint, 1, slot, "blue", Guards: terms), cancel));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class OneFile(byte[] file, byte[]? descriptor, FittedGuards? fitted) : IModelSource
    {
        public Task<(Slot Slot, FoundVersion? Version)> FindAsync(string address, CancellationToken cancel) => throw new NotServableException("A trial has one model.");

        public Task<ServedModel> LoadAsync(Slot slot, Signature? like, CancellationToken cancel) => Task.FromResult<ServedModel>(new OnnxModel(file, (descriptor is null ? null : ModelDescriptor.Inputs(descriptor))));

        public Task<FittedGuards> GuardsAsync(Slot slot, string digest, CancellationToken cancel) => Task.FromResult(fitted ?? throw new NotServableException("A trial has no guards of its own."));
    }
}
