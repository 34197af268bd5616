using System.Net;

namespace Airworthy.Client.Tests;

public sealed class ConnectionTests(InProcessServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        using var client = server.NewClient();
        var name = Guid.NewGuid().ToString();
        await client.CreateExperimentAsync(name, cancel: Cancel);
        using var once = new Once(HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests);
        using var patient = new TrackingClient(once, server.Address);

        Assert.NotNull(await patient.FindExperimentAsync(name, Cancel));
        Assert.Equal(3, once.Calls);
    }

    [Fact]
    public async Task What_makes_something_new_is_not_sent_twice()
    {
        using var once = new Once(HttpStatusCode.ServiceUnavailable);
        using var client = new TrackingClient(once, server.Address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Assert.ThrowsAsync<TrackingException>(() => client.CreateExperimentAsync(Guid.NewGuid().ToString(), cancel: Cancel))).Status);
        Assert.Equal(1, once.Calls);
    }

    [Fact]
    public async Task Who_calls_is_told_by_token_or_by_name_and_password()
    {
        var variables = new Dictionary<string, string> { ["MLFLOW_TRACKING_USERNAME"] = "ana", ["MLFLOW_TRACKING_PASSWORD"] = "ä:b" };
        Assert.Equal("Basic " + Convert.ToBase64String("ana:ä:b"u8), await SentAsync(TrackingLogin.FromEnvironment(variables.GetValueOrDefault)));
        variables["MLFLOW_TRACKING_TOKEN"] = "t0ken";
        Assert.Equal("Bearer t0ken", await SentAsync(TrackingLogin.FromEnvironment(variables.GetValueOrDefault)));
        Assert.Null(TrackingLogin.FromEnvironment(_ => null));

        async Task<string?> SentAsync(TrackingLogin? login)
        {
            using var once = new Once();
            using var client = new TrackingClient(once, server.Address, login);
            await client.FindExperimentAsync("none", Cancel);
            return once.Authorization;
        }
    }

    [Fact]
    public async Task A_server_that_is_none_is_named()
    {
        using var html = new Once(HttpStatusCode.NotImplemented);
        using var client = new TrackingClient(html, server.Address);
        Assert.Contains("answered 501", (await Assert.ThrowsAsync<TrackingException>(() => client.GetRunAsync("x", Cancel))).Message);
    }

    /// <summary>Answers the first calls itself, and passes the others on.</summary>
    private sealed class Once(params HttpStatusCode[] first) : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Calls { get; private set; }

        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.Authorization?.ToString();
            return Calls++ < first.Length ? Task.FromResult(new HttpResponseMessage(first[Calls - 1]) { RequestMessage = request }) : base.SendAsync(request, cancellationToken);
        }
    }
}
