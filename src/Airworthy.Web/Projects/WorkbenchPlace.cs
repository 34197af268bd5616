using System.Collections.Concurrent;
using System.Net;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Projects;

/// <summary>The workbench of this server, if it has one, and who may sit at it.</summary>
/// <param name="here">Null on a server that serves no folder.</param>
public sealed class WorkbenchPlace(IWorkbench? here)
{
    private static readonly string[] s_forwarded = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"];

    public IWorkbench? Here { get; } = here;

    /// <summary>Who confirmed what aloud in a meeting that has not decided yet, by stop and item.</summary>
    internal ConcurrentDictionary<(string Stop, string Item), string> Confirmed { get; } = [];

    /// <summary>The workbench, for somebody who sits at this machine. What a proxy passes on may come from anywhere.</summary>
    internal IWorkbench? For(HttpContext? context) => context is null ? Here
        : context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && !s_forwarded.Any(context.Request.Headers.ContainsKey) ? Here
        : null;
}
