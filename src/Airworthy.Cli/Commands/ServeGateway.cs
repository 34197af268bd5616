using System.CommandLine;

using Airworthy.Serving;

namespace Airworthy.Cli.Commands;

/// <summary>The options of <c>airworthy serve</c> that say how predictions are answered.</summary>
internal sealed class ServeGateway
{
    private readonly Option<string?> _grpc = new("--grpc") { Description = "Where to speak gRPC as well, on a port of its own; with --certificate the port of HTTPS speaks it too.", HelpName = "address:port" };
    private readonly Option<bool> _reflection = new("--grpc-reflection") { Description = "Tell callers from other machines which gRPC calls there are; on loopback they are told." };

    private readonly Option<string[]> _upstreams = new("--upstreams") { Description = "Servers that releases may name as upstream:http://…: host, host:port or *.example.org. Default: any; with --auth none.", HelpName = "host", AllowMultipleArgumentsPerToken = true };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_grpc, _reflection, _upstreams])
        {
            command.Options.Add(option);
        }
    }

    /// <param name="asksWho">Callers must say who they are: then others than who runs the server may release.</param>
    /// <exception cref="Refusal">Something cannot be read.</exception>
    public GatewayOptions Read(ParseResult parsed, bool asksWho) => new()
    {
        Grpc = parsed.GetValue(_grpc) is { } grpc ? ServeCommand.Endpoint("--grpc", grpc) : null,
        GrpcReflection = parsed.GetValue(_reflection),
        Upstreams = ServeAccess.Many(parsed, _upstreams).ToList() is { Count: > 0 } hosts ? hosts : asksWho ? [] : null,
    };
}
