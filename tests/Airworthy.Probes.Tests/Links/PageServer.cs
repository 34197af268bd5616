using System.Net;

namespace Airworthy.Probes.Tests.Links;

/// <summary>Pages: <c>/404</c> answers 404, <c>/to?URL</c> leads there, <c>/slow</c> never answers.</summary>
internal sealed class PageServer : LoopbackServer
{
    public List<string> Asked { get; } = [];

    public string At(string path) => Address + path;

    protected override Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        var path = request.Url!.AbsolutePath[1..];
        lock (Asked)
        {
            Asked.Add(path);
        }

        if (path == "slow")
        {
            return Task.CompletedTask;
        }

        response.StatusCode = path == "to" ? 302 : int.TryParse(path, out var status) ? status : 200;
        if (path == "to")
        {
            response.RedirectLocation = Uri.UnescapeDataString(request.Url.Query[1..]);
        }

        response.Close();
        return Task.CompletedTask;
    }
}
