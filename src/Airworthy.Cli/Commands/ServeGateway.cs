using System.CommandLine;
using System.Net;

using Airworthy.Serving;

namespace Airworthy.Cli.Commands;

/// <summary>The options of <c>airworthy serve</c> that say how predictions are answered.</summary>
internal sealed class ServeGateway
{
    private readonly Option<string?> _grpc = new("--grpc") { Description = "Where to speak gRPC as well, on a port of its own; with --certificate the port of HTTPS speaks it too.", HelpName = "address:port" };
    private readonly Option<bool> _reflection = new("--grpc-reflection") { Description = "Tell callers from other machines which gRPC calls there are; on loopback they are told." };

    private readonly Option<string[]> _upstreams = new("--upstreams") { Description = "Servers that releases may name as upstream:http://…: host, host:port or *.example.org. Default: any; with --auth none.", HelpName = "host", AllowMultipleArgumentsPerToken = true };

    private readonly Option<double?> _stopWait = new("--stop-wait") { Description = "Seconds in which it still answers after it was told to stop, and says that it is not ready. Default: 5; on loopback 0.", HelpName = "seconds" };

    private readonly Option<int?> _quota = new("--quota") { Description = "Requests for predictions per second that one caller may send, whatever their number of rows; 0: no bound. A caller is an account, or an address where nobody has one. Default: 5000 with --auth, otherwise no bound.", HelpName = "n" };
    private readonly Option<bool> _newestFirst = new("--newest-first") { Description = "Of requests that wait, answer the newest first: under overload some are in time, and the oldest are given up." };
    private readonly Option<long> _connections = new("--connections") { Description = "Connections that are open at once.", HelpName = "n", DefaultValueFactory = _ => new GatewayOptions().MostConnections };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_grpc, _reflection, _upstreams, _stopWait, _quota, _newestFirst, _connections])
        {
            command.Options.Add(option);
        }
    }

    /// <param name="listen">Nobody but this machine sends requests to loopback, so nobody has to notice; who tries a server out is not kept waiting.</param>
    /// <param name="asksWho">Callers must say who they are: then others than who runs the server may release.</param>
    /// <exception cref="Refusal">Something cannot be read.</exception>
    public GatewayOptions Read(ParseResult parsed, IPEndPoint listen, bool asksWho) => new()
    {
        Grpc = parsed.GetValue(_grpc) is { } grpc ? ServeCommand.Endpoint("--grpc", grpc) : null,
        GrpcReflection = parsed.GetValue(_reflection),
        StopWait = TimeSpan.FromSeconds(parsed.GetValue(_stopWait) switch { null => IPAddress.IsLoopback(listen.Address) ? 0 : 5, >= 0 and <= 600 and var seconds => seconds, var other => throw new Refusal(64, $"--stop-wait is {other}, expected 0 to 600 seconds.") }),
        Quota = parsed.GetValue(_quota) switch { null => asksWho ? 5000 : null, 0 => null, > 0 and <= 10_000_000 and var quota => quota, var other => throw new Refusal(64, $"--quota is {other}, expected 0 to 10000000 predictions per second.") },
        NewestFirst = parsed.GetValue(_newestFirst),
        MostConnections = parsed.GetValue(_connections) is >= 1 and <= 1_000_000 and var most ? most : throw new Refusal(64, "--connections is 1 to 1000000."),
        Upstreams = ServeAccess.Many(parsed, _upstreams).ToList() is { Count: > 0 } hosts ? hosts : asksWho ? [] : null,
    };
}
