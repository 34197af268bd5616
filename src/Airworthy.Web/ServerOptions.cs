using System.Net;

using Airworthy.Tracking.Storage;
using Airworthy.Web.Access;

namespace Airworthy.Web;

/// <summary>How a server is started.</summary>
/// <param name="Store">Where its tables are.</param>
/// <param name="Artifacts">The folder of the artifacts, as a full path.</param>
/// <param name="Listen">The address it listens on; port 0 takes a free one.</param>
public sealed record ServerOptions(StoreAddress Store, string Artifacts, IPEndPoint Listen)
{
    /// <summary>Who may reach it, and how.</summary>
    public AccessOptions Access { get; init; } = new();
}
