using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Airworthy.Serving.Stopping;

/// <summary>
/// Takes connections as the server does by itself. Told to take no more, it takes those that have begun (<see cref="NewCallers"/>), and waits until all who came since the
/// gateway stops were answered: the server would close each connection that waits or on which it has not begun to read, and its caller would be told that it was reset.
/// </summary>
/// <remarks>Such a connection ends with its first answer (<c>Connection: close</c>). Who connects and asks nothing is waited for no longer than <see cref="s_most"/>.</remarks>
internal sealed class LastCallers : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(1), s_look = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks at which nobody waits, one after the other: so long the last packet of a handshake may be under way.</summary>
    private const int Quiet = 5;

    private readonly SocketTransportFactory _sockets;
    private readonly Gateway _gateway;
    private Socket? _bound;

    /// <param name="options">Those of the server itself: of their kind there may be parts that only it can set.</param>
    public LastCallers(Gateway gateway, IOptions<SocketTransportOptions> options, ILoggerFactory loggers)
    {
        var create = options.Value.CreateBoundListenSocket;
        options.Value.CreateBoundListenSocket = at => _bound = create(at);
        (_sockets, _gateway) = (new SocketTransportFactory(options, loggers), gateway);
    }

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    /// <remarks>The server binds one address after the other.</remarks>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var sockets = await _sockets.BindAsync(endpoint, cancellationToken);
        return new Listener(sockets, _bound!, _gateway);
    }

    private sealed class Listener(IConnectionListener sockets, Socket listening, Gateway gateway) : IConnectionListener
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
            await AcceptedAsync(cancellationToken);
            await sockets.UnbindAsync(cancellationToken);
            Left();
            await _answered.Task.WaitAsync(s_most, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        public ValueTask DisposeAsync() => sockets.DisposeAsync();

        /// <summary>Until all who have connected are accepted, which the server does meanwhile.</summary>
        private async Task AcceptedAsync(CancellationToken cancel)
        {
            var need = NewCallers.TryStop(listening) ? Quiet : 1;
            var (quiet, began) = (0, Stopwatch.GetTimestamp());
            while ((quiet = listening.Poll(TimeSpan.Zero, SelectMode.SelectRead) ? 0 : quiet + 1) < need && Stopwatch.GetElapsedTime(began) < s_most)
            {
                await Task.Delay(s_look, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private void Left()
        {
            if (Interlocked.Decrement(ref _open) == 0)
            {
                _answered.TrySetResult();
            }
        }
    }
}
