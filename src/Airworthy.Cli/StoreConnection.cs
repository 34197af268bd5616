using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

using Airworthy.Client;
using Airworthy.Serving;
using Airworthy.Tracking;
using Airworthy.Tracking.Storage;

namespace Airworthy.Cli;

/// <summary>
/// The way to a store, by one protocol whatever it is: a server that was named, the server that has this store open, or the tracking
/// application inside this process, reached by a socket that no other user can open.
/// </summary>
internal sealed class StoreConnection : IAsyncDisposable
{
    public static readonly Option<string?> Store = new("--store") { Description = "The store: a folder (SQLite), or a connection to PostgreSQL. Default: .airworthy/store here.", HelpName = "folder|connection" };
    public static readonly Option<string?> Artifacts = new("--artifacts") { Description = "The folder of the artifacts. Default: artifacts, in the store's folder.", HelpName = "folder" };
    public static readonly Option<string?> Server = new("--server", "--to")
    {
        Description = "The address of a server, instead of the local store. It is logged in to by MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.",
        HelpName = "address",
    };

    private readonly WebApplication? _app;
    private readonly Database? _database;
    private readonly string? _socket;

    private StoreConnection(TrackingClient client, string name, WebApplication? app = null, Database? database = null, string? socket = null)
    {
        (Client, Name, _app, _database, _socket) = (client, name, app, database, socket);
    }

    public TrackingClient Client { get; }

    /// <summary>What it leads to, for a person.</summary>
    public string Name { get; }

    /// <summary>Opens what the options name.</summary>
    /// <param name="make">Whether a store is made where there is none.</param>
    /// <exception cref="Refusal">It cannot be read, or the store cannot be used.</exception>
    public static Task<StoreConnection> OpenAsync(ParseResult parsed, bool make, CancellationToken cancel)
    {
        if (parsed.GetValue(Server) is { } server)
        {
            return Task.FromResult(new StoreConnection(TrackingClient.At(AddressOf(server), Login()), server));
        }

        var (address, artifacts) = Places(parsed);
        if (!make && address is StoreAddress.Folder { File: var file } && !File.Exists(file))
        {
            throw new Refusal(1, $"There is no store in {address}. `airworthy serve` makes one, and so does `airworthy runs import`. Name another with --store, or a server with --server.");
        }

        return OpenAsync(address, artifacts, cancel);
    }

    /// <summary>Where a store and its artifacts are.</summary>
    /// <exception cref="Refusal">The address of the store cannot be read.</exception>
    public static (StoreAddress Store, string Artifacts) Places(ParseResult parsed)
    {
        try
        {
            var address = StoreAddress.Parse(parsed.GetValue(Store) ?? Path.Combine(".airworthy", "store"));
            var folder = address is StoreAddress.Folder inside ? Path.Combine(inside.Path, "artifacts") : Path.Combine(".airworthy", "store", "artifacts");
            return (address, Path.GetFullPath(parsed.GetValue(Artifacts) ?? folder));
        }
        catch (FormatException e)
        {
            throw new Refusal(64, e.Message);
        }
    }

    /// <summary>Reads the address of a server.</summary>
    public static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address!
        : throw new Refusal(64, $"'{text}' is no address of a server; expected one like http://127.0.0.1:5000.");

    public static TrackingLogin? Login() => TrackingLogin.FromEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>Opens a store: by the server that has it open, else inside this process.</summary>
    /// <param name="artifacts">The folder of the artifacts.</param>
    /// <param name="token">Where it is given, other programs reach the store by a loopback address, and who calls must show it; null: this program alone does.</param>
    /// <exception cref="Refusal">The store cannot be used; the message says why.</exception>
    public static async Task<StoreConnection> OpenAsync(StoreAddress store, string artifacts, CancellationToken cancel, string? token = null)
    {
        if (store is StoreAddress.Folder folder && StoreOwner.Find(folder) is { Address: { } owner })
        {
            return new StoreConnection(new TrackingClient(new Uri(owner), Login()), $"{store}, by the server at {owner}");
        }

        try
        {
            var database = await Database.OpenAsync(store, cancel);
            var socket = Path.Combine(Directory.CreateTempSubdirectory("airworthy-").FullName, "s");
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                if (token is null)
                {
                    kestrel.ListenUnixSocket(socket);
                }
                else
                {
                    kestrel.Listen(System.Net.IPAddress.Loopback, 0);
                }
            });
            builder.Services.AddTracking(database, artifacts);
            builder.Services.AddGatewayPast();
            var app = builder.Build();
            if (token is not null)
            {
                app.Use((call, next) => Shows(call, token) ? next(call) : RefuseAsync(call));
            }

            app.UseTrackingPrefixes();
            app.UseRouting();
            app.MapTracking();
            app.MapGatewayPast();
            await app.StartAsync(cancel);
            var client = token is null ? new TrackingClient(Through(socket)) : new TrackingClient(new Uri(app.Urls.First()), TrackingLogin.Token(token));
            return new StoreConnection(client, store.ToString(), app, database, socket);
        }
        catch (StoreRefusedException e)
        {
            throw new Refusal(1, e.Message);
        }
    }

    private static bool Shows(HttpContext call, string token) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(call.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes("Bearer " + token));

    private static Task RefuseAsync(HttpContext call)
    {
        call.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return call.Response.WriteAsync("This server belongs to one run; its token is in MLFLOW_TRACKING_TOKEN of what the run started.");
    }

    private static SocketsHttpHandler Through(string path) => new()
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
            await _database!.DisposeAsync();
            Directory.Delete(Path.GetDirectoryName(_socket!)!, recursive: true);
        }
    }
}
