using System.Net;

using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Airworthy.Serving.Stopping;

/// <summary>
/// Takes connections as the server does by itself. Told to take no more, it waits until those who came since the gateway stops were answered: the server would
/// close each connection on which it has not begun to read, and a caller whose connection was taken would be told that it was reset.
/// </summary>
/// <remarks>Such a connection ends with its first answer (<c>Connection: close</c>). Who connects and asks nothing is waited for no longer than <see cref="s_most"/>.</remarks>
internal sealed class LastCallers(Gateway gateway, IOptions<SocketTransportOptions> options, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(1);

    private readonly SocketTransportFactory _sockets = new(options, loggers);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new Listener(await _sockets.BindAsync(endpoint, cancellationToken), gateway);

    private sealed class Listener(IConnectionListener sockets, Gateway gateway) : IConnectionListener
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Who came since the gateway stops, and one more until nobody can come.</summary>
        private int _open = 1;

        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            var connection = await sockets.AcceptAsync(cancellationToken);
            if (connection is not null && gateway.IsStopping)
            {
                Interlocked.Increment(ref _open);
                connection.ConnectionClosed.UnsafeRegister(static one => ((Listener)one!).Left(), this);
            }

            return connection;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await sockets.UnbindAsync(cancellationToken);
            Left();
            await _answered.Task.WaitAsync(s_most, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        public ValueTask DisposeAsync() => sockets.DisposeAsync();

        private void Left()
        {
            if (Interlocked.Decrement(ref _open) == 0)
            {
                _answered.TrySetResult();
            }
        }
    }
}
