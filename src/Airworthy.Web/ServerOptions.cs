using System.Net;

using Airworthy.Serving;
using Airworthy.Tracking.Storage;
using Airworthy.Web.Access;
using Airworthy.Web.Projects;

namespace Airworthy.Web;

/// <summary>How a server is started.</summary>
/// <param name="Store">Where its tables are.</param>
/// <param name="Artifacts">The folder of the artifacts, as a full path.</param>
/// <param name="Listen">The address it listens on; port 0 takes a free one.</param>
public sealed record ServerOptions(StoreAddress Store, string Artifacts, IPEndPoint Listen)
{
    /// <summary>How its gateway is run.</summary>
    public GatewayOptions Gateway { get; init; } = new();

    /// <summary>The address that most can reach.</summary>
    public IPEndPoint Outermost => Gateway.Grpc is { } grpc && IPAddress.IsLoopback(Listen.Address) ? grpc : Listen;

    /// <summary>Who may reach it, and how.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>Makes the workbench of the folder that the server was started in; null where there is none. Only on loopback.</summary>
    public Func<ProjectStore, IWorkbench>? Workbench { get; init; }

    /// <summary>Project folders whose checks run by the clock, and when.</summary>
    public NightlyChecks? Nightly { get; init; }
}
