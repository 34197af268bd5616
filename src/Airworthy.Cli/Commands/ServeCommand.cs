using System.CommandLine;
using System.Diagnostics;
using System.Net;

using Airworthy.Cli.Workbench;
using Airworthy.Serving;
using Airworthy.Tracking.Storage;
using Airworthy.Web;
using Airworthy.Web.Access;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy serve</c>: tracking server, model registry and pages, in one process.</summary>
internal sealed class ServeCommand : ICommand
{
    private static readonly Option<string[]> s_project = new("--project")
    {
        Description = "A project's folder whose checks run here every night; may be given often. Default: this folder, if it holds a project.",
        HelpName = "folder",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string> s_nightly = new("--nightly")
    {
        Description = "When they run: a time of day, a span such as 6h between two runs, or off.",
        HelpName = "HH:mm|span|off",
        DefaultValueFactory = _ => "02:10",
    };

    private static readonly Option<bool> s_open = new("--open") { Description = "Show the pages in a browser." };

    public Command Build() => Build("serve", "Start the server: runs and models by the MLflow protocol, and the pages. Loopback only unless told otherwise.", opens: false);

    /// <param name="opens">Whether a browser is opened without being asked.</param>
    internal static Command Build(string name, string description, bool opens)
    {
        var store = new Option<string?>("--store") { Description = "A folder (SQLite), or a connection to PostgreSQL: \"Host=…;Database=…\". Default: .airworthy/store here.", HelpName = "folder|connection" };
        var artifacts = new Option<string?>("--artifacts") { Description = "The folder of the artifacts. Default: artifacts, in the store's folder.", HelpName = "folder" };
        var listen = new Option<string>("--listen") { Description = "Where to listen.", HelpName = "address:port", DefaultValueFactory = _ => "127.0.0.1:5000" };
        var command = new Command(name, description) { store, artifacts, listen, s_project, s_nightly };
        if (!opens)
        {
            command.Options.Add(s_open);
        }

        var access = new ServeAccess();
        access.AddTo(command);
        var gateway = new ServeGateway();
        gateway.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var who = access.Read(parsed);
            var endpoint = Endpoint("--listen", parsed.GetValue(listen)!);
            return RunAsync(parsed, parsed.GetValue(store), parsed.GetValue(artifacts), endpoint, who, gateway.Read(parsed, endpoint, who.SignIn), opens || parsed.GetValue(s_open), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string? store, string? artifacts, IPEndPoint endpoint, AccessOptions access, GatewayOptions gateway, bool opens, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var (address, folder) = Places(store, artifacts);
        try
        {
            await using var server = await AirworthyServer.StartAsync(Around(new ServerOptions(address, folder, endpoint) { Access = access, Gateway = gateway }, parsed), cancel);
            Terminal.Note($"Listening on {server.Address}, ready in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s. Store: {address}. Ctrl-C stops.");
            Terminal.Note($"Point clients at it: export MLFLOW_TRACKING_URI={server.Address}");
            if (server.Warning is { } away)
            {
                Terminal.Note(away);
            }

            if (gateway.Grpc is not null)
            {
                Terminal.Note($"gRPC: {server.GrpcAddress}");
            }

            if (ServeAccess.Warning(access, IPAddress.IsLoopback(endpoint.Address) ? gateway.Grpc ?? endpoint : endpoint) is { } warning)
            {
                Terminal.Note(warning);
            }

            if (opens)
            {
                Open(server.Address);
            }

            await server.RunAsync(cancel);
            return 0;
        }
        catch (Exception e) when (e is StoreRefusedException or ServeRefusedException)
        {
            throw new Refusal(1, e.Message);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new Refusal(1, $"{endpoint}{(gateway.Grpc is { } grpc ? $" or {grpc}" : "")} is in use by another program. Choose another port: --listen 127.0.0.1:5001");
        }
    }

    /// <exception cref="Refusal">It is no address with a port.</exception>
    internal static IPEndPoint Endpoint(string option, string text) => IPEndPoint.TryParse(text.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase), out var endpoint)
        ? endpoint
        : throw new Refusal(64, $"{option} is '{text}', but an address and a port were expected, for example 127.0.0.1:5000.");

    private static void Open(string address)
    {
        try
        {
            Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            Terminal.Note($"No browser could be started here. The pages are at {address}");
        }
    }

    /// <summary>What is composed around the server: the workbench of this folder, and checks by the clock.</summary>
    private static ServerOptions Around(ServerOptions options, ParseResult parsed) => ServedFolders.Around(options, Environment.CurrentDirectory, parsed.GetValue(s_project)!, parsed.GetValue(s_nightly)!);

    private static (StoreAddress Store, string Artifacts) Places(string? store, string? artifacts)
    {
        StoreAddress address;
        try
        {
            address = StoreAddress.Parse(store ?? Path.Combine(".airworthy", "store"));
        }
        catch (FormatException e)
        {
            throw new Refusal(64, e.Message);
        }

        return (address, Path.GetFullPath(artifacts ?? (address is StoreAddress.Folder folder ? Path.Combine(folder.Path, "artifacts") : Path.Combine(".airworthy", "store", "artifacts"))));
    }
}
