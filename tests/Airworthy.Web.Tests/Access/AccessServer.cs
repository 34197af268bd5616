using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;
using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

/// <summary>What came back of one call.</summary>
public sealed record Answer(int Status, string Text, HttpResponseHeaders Headers)
{
    public string? Code => JsonDocument.Parse(Text).RootElement.TryGetProperty("error_code", out var code) ? code.GetString() : null;

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(" | ", values) : "";
}

/// <summary>A server that asks who calls, with one account per role. Passwords are stretched little, so that many tests take seconds.</summary>
public sealed partial class AccessServer : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    /// <summary>Predictions per second of one account.</summary>
    public const int Quota = 20;

    private readonly ServerOptions _options;
    private AirworthyServer? _server;

    private AccessServer(ServerOptions options, Database database)
    {
        (_options, Database) = (options, database);
        var remembered = new Remembered();
        Accounts = new(database, remembered, TimeProvider.System);
        Tokens = new(database, remembered, TimeProvider.System);
        Audit = new(database, TimeProvider.System);
        Http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" }, // the test's own
        });
    }

    /// <summary>The store behind the server's back, as another process has it.</summary>
    public Database Database { get; }

    public AccountStore Accounts { get; }

    public TokenStore Tokens { get; }

    public AuditStore Audit { get; }

    public HttpClient Http { get; }

    public string Address => _server!.Address;

    /// <summary>The server itself.</summary>
    public AirworthyServer Running => _server!;

    public static async Task<AccessServer> StartAsync(StoreAddress store, AccessOptions? access = null, int port = 0)
    {
        var artifacts = Directory.CreateTempSubdirectory("airworthy-access-").FullName;
        var options = new ServerOptions(store, artifacts, new IPEndPoint(IPAddress.Loopback, port))
        {
            Access = (access ?? new()) with { SignIn = true, PasswordIterations = 10 },
            Gateway = new() { Grpc = new IPEndPoint(IPAddress.Loopback, 0), Quota = Quota },
        };
        var server = new AccessServer(options, await Database.OpenAsync(store, CancellationToken.None));
        if (!await server.Accounts.HasAdminAsync(CancellationToken.None))
        {
            foreach (var role in Roles.All)
            {
                await server.NewAccountAsync(role, Roles.Parse(role));
            }
        }

        await server.RestartAsync();
        return server;
    }

    public static StoreAddress NewFolder() => new StoreAddress.Folder(Directory.CreateTempSubdirectory("airworthy-access-").FullName);

    public async Task RestartAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await AirworthyServer.StartAsync(_options, CancellationToken.None);
    }

    public Task NewAccountAsync(string name, Right role) =>
        Accounts.AddAsync(name, role, new Passwords(10).Stretch(Password), subject: null, Actor.Console, CancellationToken.None);

    /// <summary>A token of an account.</summary>
    public Task<string> TokenAsync(string account, Right most = Right.Administer, params long[] experiments) =>
        Tokens.AddAsync(account, "test", most, experiments.Length == 0 ? null : experiments.ToHashSet(), 1, Actor.Console, CancellationToken.None);

    /// <summary>Sends one call; below <c>/api/2.0/mlflow/</c> unless the path begins with a slash.</summary>
    public async Task<Answer> SendAsync(string method, string path, string? json = null, string? authorization = null, string? cookie = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Address + (path.StartsWith('/') ? path : "/api/2.0/mlflow/" + path));
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { { "Content-Type", "application/json" } } };
        }

        return await SendAsync(request, authorization, cookie, headers);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, string? authorization, string? cookie, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers.Append(("Authorization", authorization ?? "")).Append(("Cookie", cookie ?? "")).Where(h => h.Item2.Length > 0))
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    public static string Basic(string name, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    /// <summary>Sends a form as a browser does that has just opened its page.</summary>
    /// <param name="handler">The form's name on the page.</param>
    /// <param name="forged">Whether the page's own proof is left out, as another site would have to.</param>
    public async Task<Answer> FormAsync(string path, string handler, string? cookie, (string Name, string Value)[] fields, bool forged = false)
    {
        var page = await SendAsync("GET", path, cookie: cookie);
        var proof = Proof().Match(page.Text);
        var cookies = string.Join("; ", new[] { cookie, Cookie(page, "airworthy-form") }.Where(c => !string.IsNullOrEmpty(c)));
        using var request = new HttpRequestMessage(HttpMethod.Post, Address + path)
        {
            Content = new FormUrlEncodedContent(fields.Append(("_handler", handler)).Concat(forged ? [] : [("__RequestVerificationToken", WebUtility.HtmlDecode(proof.Groups[1].Value))])
                .Select(f => new KeyValuePair<string, string>(f.Item1, f.Item2))),
        };
        return await SendAsync(request, null, cookies);
    }

    /// <summary>Signs in through the page.</summary>
    /// <returns>The cookie, as it is sent back.</returns>
    public async Task<string> SignInAsync(string name, string password = Password)
    {
        var answer = await FormAsync("/login", "login", null, [("name", name), ("password", password), ("returnUrl", "/")]);
        Assert.True(answer.Status == 302, $"{answer.Status}: {answer.Text}");
        return Cookie(answer, "airworthy") ?? throw new InvalidOperationException("No cookie came.");
    }

    public static string? Cookie(Answer answer, string name) => answer.Headers.TryGetValues("Set-Cookie", out var set)
        ? set.FirstOrDefault(c => c.StartsWith(name + "=", StringComparison.Ordinal))?.Split(';')[0]
        : null;

    /// <summary>Sends bytes as they are, and reads until the server closes.</summary>
    public static async Task<string> RawAsync(string address, string text)
    {
        var uri = new Uri(address);
        using var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n")), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)" """)]
    private static partial Regex Proof();
}
