using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

using Npgsql;

namespace Airworthy.Serving.Tests.Replicas;

/// <summary>The wire between one replica and PostgreSQL: it can hold back, delay, and lose what was told to those that listen.</summary>
/// <remarks>Source: PostgreSQL's frontend/backend protocol: behind the start each message is a letter and four bytes of length, which count themselves.</remarks>
internal sealed class StoreWire : IAsyncDisposable
{
    private const byte Notification = (byte)'A';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ends = new();
    private readonly int _port;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _free = new();
    private int _lost;

    public StoreWire(string connection)
    {
        var store = new NpgsqlConnectionStringBuilder(connection);
        _port = store.Port;
        _free.SetResult();
        _listener.Start();
        store.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        (store.SslMode, store.GssEncryptionMode, store.Pooling) = (SslMode.Disable, GssEncryptionMode.Disable, true);
        Connection = store.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The connection string that goes by this wire.</summary>
    public string Connection { get; }

    /// <summary>How long each answer of the store takes longer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What is told to those that listen does not arrive.</summary>
    public bool LosesNotifications { get; set; }

    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Nothing of the store arrives until <see cref="Free"/>.</summary>
    public void Hold() => _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Free() => _free.TrySetResult();

    private async Task AcceptAsync()
    {
        while (!_ends.IsCancellationRequested)
        {
            try
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_ends.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(TcpClient replica)
    {
        using var store = new TcpClient { NoDelay = true };
        using (replica)
        {
            try
            {
                replica.NoDelay = true;
                await store.ConnectAsync(IPAddress.Loopback, _port, _ends.Token);
                var (here, there) = (replica.GetStream(), store.GetStream());
                await Task.WhenAny(here.CopyToAsync(there, _ends.Token), AnswersAsync(there, here));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One of both is gone, and the other with it.
            }
        }
    }

    private async Task AnswersAsync(NetworkStream store, NetworkStream replica)
    {
        var head = new byte[5];
        while (true)
        {
            await store.ReadExactlyAsync(head, _ends.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
            await store.ReadExactlyAsync(body, _ends.Token);
            await _free.Task.WaitAsync(_ends.Token);
            if (head[0] == Notification && LosesNotifications)
            {
                Interlocked.Increment(ref _lost);
                continue;
            }

            if (Delay > TimeSpan.Zero && head[0] == (byte)'Z')
            {
                await Task.Delay(Delay, _ends.Token); // once for each answer: it ends with what says that the store is ready for more
            }

            await replica.WriteAsync((byte[])[.. head, .. body], _ends.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        _free.TrySetResult();
        _listener.Dispose();
        await _accepting;
        _ends.Dispose();
    }
}
