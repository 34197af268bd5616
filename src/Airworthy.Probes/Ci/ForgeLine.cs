using System.Net;
using System.Text.Json;

namespace Airworthy.Probes.Ci;

/// <summary>Asks one repository of one forge over HTTP, a bounded number of times, and says in a sentence why there was no answer.</summary>
internal sealed class ForgeLine : IDisposable
{
    /// <summary>Questions in one look, so that a large repository ends in a clear sentence and not in a used-up allowance.</summary>
    private const int MaxQuestions = 400;

    private readonly HttpClient _http;
    private readonly string _below;
    private readonly string _repository;
    private int _asked;

    /// <param name="below">The path of the repository below the address, ending in a slash.</param>
    /// <param name="repository">Its name, for messages.</param>
    /// <param name="followsRedirects">A repository that was renamed answers with one. Only <c>Authorization</c> is left out when it leads to another host.</param>
    /// <param name="headers">What goes with every question, the token among it.</param>
    public ForgeLine(Uri address, string below, string repository, bool followsRedirects, params IEnumerable<(string Name, string Value)> headers)
    {
        (_below, _repository) = (below, repository);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = followsRedirects, MaxAutomaticRedirections = 3, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new Uri(address.ToString().TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(15),
            MaxResponseContentBufferSize = 20_000_000,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("airworthy");
        foreach (var (name, value) in headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>A text of an object; null when it is not there or no text.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public void Dispose() => _http.Dispose();

    /// <summary>The answer to a question that must have one.</summary>
    public async Task<JsonDocument> AskAsync(string path, CancellationToken cancel) => await AskAsync(path, HttpStatusCode.NotFound, cancel)
        ?? throw new ForgeException($"{_http.BaseAddress} knows no {_repository} for this token.", "Give the token read access to pull requests, checks and contents.");

    /// <summary>The answer to a question, or null.</summary>
    /// <param name="absent">A status that stands for "nothing is there for you", besides 404.</param>
    public async Task<JsonDocument?> AskAsync(string path, HttpStatusCode absent, CancellationToken cancel)
    {
        if (++_asked > MaxQuestions)
        {
            throw new ForgeException($"The forge would have to be asked more than {MaxQuestions} times.", "Let the CI publish what it did instead: `airworthy ci install`.");
        }

        try
        {
            using var answer = await _http.GetAsync(new Uri(path.Length == 0 ? _below.TrimEnd('/') : _below + path, UriKind.Relative), cancel);
            if (answer.StatusCode == HttpStatusCode.NotFound || answer.StatusCode == absent)
            {
                return null;
            }

            if (!answer.IsSuccessStatusCode)
            {
                var limited = answer.StatusCode is HttpStatusCode.TooManyRequests || (answer.Headers.TryGetValues("x-ratelimit-remaining", out var left) && left.First() == "0");
                throw new ForgeException($"{_http.BaseAddress} answered {(int)answer.StatusCode} to {path.Split('?')[0]}.", limited
                    ? "Its allowance is used up; look again in an hour."
                    : "Look whether the token is valid and may read pull requests, checks and contents.");
            }

            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), new JsonDocumentOptions { MaxDepth = 64 }, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new ForgeException($"{_http.BaseAddress} cannot be reached: {e.Message}", "Look at the network, or leave the token out.");
        }
        catch (JsonException)
        {
            throw new ForgeException($"{_http.BaseAddress} answered {path.Split('?')[0]} with something that is not JSON.", Forge.WrongAddress);
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ForgeException($"{_http.BaseAddress} gave no answer within {_http.Timeout.TotalSeconds:0} seconds.", "Look again later.");
        }
    }
}
