using Airworthy.Client.Protocol;

namespace Airworthy.Client;

/// <summary>What runs read.</summary>
public sealed partial class TrackingClient
{
    /// <summary>Tells which datasets a run read, and for what.</summary>
    public Task LogInputsAsync(string runId, IEnumerable<RunInput> inputs, CancellationToken cancel = default) =>
        _connection.PostAsync("mlflow/runs/log-inputs", new LogInputsAsk(runId, [.. inputs.Select(i => i.Shape)]), ClientJson.Default.LogInputsAsk, ClientJson.Default.Nothing, cancel);
}
