using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Airworthy.Probes.Tests.Ci;

/// <summary>A real HTTP server on loopback that answers as the REST APIs of GitHub, GitLab and Azure DevOps document it.</summary>
internal sealed class ForgeServer : IDisposable
{
    private static readonly string[] s_roots = ["/repos/acme/flights/", "/api/v4/projects/acme%2Fdesk%2Fflights/", "/acme/desk/_apis/"];

    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public ForgeServer()
    {
        var port = FreePort();
        Address = $"http://127.0.0.1:{port}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Bodies by path below the repository, without the query; a status below 100 characters of digits answers with it and no body.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>Every request, as method, path and the token it brought.</summary>
    public List<(string Path, string? Token)> Asked { get; } = [];

    public (string, string)[] Variables => [("GITHUB_TOKEN", "secret"), ("GITHUB_API_URL", Address), ("GITHUB_REPOSITORY", "acme/flights")];

    /// <summary>The same server as a GitLab: the project has a path with a group, which stands as one word in every address.</summary>
    public (string, string)[] GitlabVariables => [("GITLAB_TOKEN", "secret"), ("CI_API_V4_URL", Address + "api/v4"), ("CI_PROJECT_PATH", "acme/desk/flights")];

    /// <summary>The same server as an Azure DevOps whose pipeline builds a repository of Azure Repos.</summary>
    public (string, string)[] AzureVariables =>
        [("AZURE_DEVOPS_EXT_PAT", "secret"), ("SYSTEM_COLLECTIONURI", Address + "acme/"), ("SYSTEM_TEAMPROJECT", "desk"), ("BUILD_REPOSITORY_PROVIDER", "TfsGit"), ("BUILD_REPOSITORY_NAME", "flights")];

    public void Dispose()
    {
        // Not stopped before: closing a stopped one binds its port once more, which another may have by then.
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var path = context.Request.RawUrl!.Split('?')[0];
            lock (Asked)
            {
                Asked.Add((path + context.Request.Url!.Query, context.Request.Headers["Authorization"] ?? context.Request.Headers["PRIVATE-TOKEN"]));
            }

            var answer = s_roots.FirstOrDefault(r => (path + "/").StartsWith(r, StringComparison.Ordinal)) is { } root ? Answers.GetValueOrDefault(path.Length < root.Length ? "" : path[root.Length..]) : null;
            var status = answer is null ? 404 : int.TryParse(answer, out var code) ? code : 200;
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json; charset=utf-8";
            var body = Encoding.UTF8.GetBytes(status == 200 ? answer! : """{"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}""");
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
