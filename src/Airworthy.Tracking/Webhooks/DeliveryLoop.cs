using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Airworthy.Tracking.Webhooks;

/// <summary>Delivers in the background what the delivery log holds, also what an earlier process left there.</summary>
internal sealed partial class DeliveryLoop(DeliveryStore deliveries, WebhookSender sender, ILogger<DeliveryLoop> log) : IHostedService, IAsyncDisposable
{
    /// <summary>Deliveries tried at the same time, so that one receiver that hangs does not hold up the others.</summary>
    private const int Together = 8;

    /// <summary>How long nothing is looked for, at most: other servers on the same store may have noted something.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        var trying = new HashSet<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                trying.RemoveWhere(t => t.IsCompleted);
                var (taken, next) = trying.Count < Together ? await deliveries.TakeAsync(Together - trying.Count, _stop.Token) : ([], null);
                foreach (var delivery in taken)
                {
                    trying.Add(TryAsync(delivery));
                }

                if (taken.Count == 0 || trying.Count >= Together)
                {
                    await deliveries.WaitAsync(next < s_longest ? next.Value : s_longest, _stop.Token);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The store may be away for a while; what is noted there stays.
                LogStoreFailed(log, e);
                await Task.WhenAny(Task.Delay(s_longest, _stop.Token));
            }
        }

        await Task.WhenAll(trying);
    }

    private async Task TryAsync(DeliveryStore.Held delivery)
    {
        try
        {
            await deliveries.EndAsync(delivery, await sender.SendAsync(delivery.Url, delivery.Secret, delivery.Id, delivery.Body, _stop.Token));
        }
        catch (OperationCanceledException)
        {
            await deliveries.GiveBackAsync(delivery);
        }
        catch (Exception e)
        {
            LogStoreFailed(log, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stop.Dispose();
    }

    [LoggerMessage(3101, LogLevel.Error, "The store of webhook deliveries cannot be read or written; deliveries wait.")]
    private static partial void LogStoreFailed(ILogger logger, Exception e);
}
