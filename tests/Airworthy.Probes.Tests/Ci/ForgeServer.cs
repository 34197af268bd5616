using System.Net;
using System.Text;

namespace Airworthy.Probes.Tests.Ci;

/// <summary>Answers as the REST APIs of GitHub, GitLab and Azure DevOps document it.</summary>
internal sealed class ForgeServer : LoopbackServer
{
    private static readonly string[] s_roots = ["/repos/acme/flights/", "/api/v4/projects/acme%2Fdesk%2Fflights/", "/acme/desk/_apis/"];

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

    protected override async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        var path = request.RawUrl!.Split('?')[0];
        lock (Asked)
        {
            Asked.Add((path + request.Url!.Query, request.Headers["Authorization"] ?? request.Headers["PRIVATE-TOKEN"]));
        }

        var answer = s_roots.FirstOrDefault(r => (path + "/").StartsWith(r, StringComparison.Ordinal)) is { } root ? Answers.GetValueOrDefault(path.Length < root.Length ? "" : path[root.Length..]) : null;
        var status = answer is null ? 404 : int.TryParse(answer, out var code) ? code : 200;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        var body = Encoding.UTF8.GetBytes(status == 200 ? answer! : """{"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}""");
        await response.OutputStream.WriteAsync(body);
        response.Close();
    }
}
