using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Airworthy.Tracking.Storage;
using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

public sealed class StartTests
{
    private static Task<AirworthyServer> StartAsync(IPAddress address, StoreAddress store, bool signIn) => AirworthyServer.StartAsync(
        new ServerOptions(store, Directory.CreateTempSubdirectory("airworthy-access-").FullName, new IPEndPoint(address, 0)) { Access = new() { SignIn = signIn, PasswordIterations = 10 } },
        TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.7")]
    public async Task A_server_that_others_reach_does_not_start_without_asking_who_they_are(string address)
    {
        var refused = await Assert.ThrowsAsync<ServeRefusedException>(() => StartAsync(IPAddress.Parse(address), AccessServer.NewFolder(), signIn: false));

        Assert.Contains("--auth", refused.Message);
        Assert.Contains("airworthy account add NAME --role admin", refused.Message);
        Assert.Contains("--listen 127.0.0.1", refused.Message);
    }

    [Theory]
    [InlineData(true, "With --auth it alone tells who may call")]
    [InlineData(false, "Nothing that it told before is kept here")]
    public async Task A_store_that_is_away_is_needed_where_it_tells_who_calls_or_nothing_of_it_is_kept(bool signIn, string says)
    {
        var nowhere = new StoreAddress.PostgreSql("Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        Assert.Contains(says, (await Assert.ThrowsAsync<StoreRefusedException>(() => StartAsync(IPAddress.Loopback, nowhere, signIn))).Message);
    }

    [Fact]
    public async Task The_first_admin_comes_from_the_console_or_the_environment()
    {
        var store = AccessServer.NewFolder();
        var refused = await Assert.ThrowsAsync<ServeRefusedException>(() => StartAsync(IPAddress.Any, store, signIn: true));
        Assert.Contains("airworthy account add NAME --role admin", refused.Message);

        try
        {
            Environment.SetEnvironmentVariable("AIRWORTHY_ADMIN_PASSWORD", "short");
            Assert.Contains("at least 12", (await Assert.ThrowsAsync<ServeRefusedException>(() => StartAsync(IPAddress.Any, store, signIn: true))).Message);

            Environment.SetEnvironmentVariable("AIRWORTHY_ADMIN_PASSWORD", "a long enough secret");
            await using var server = await StartAsync(IPAddress.Any, store, signIn: true);
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{new Uri(server.Address).Port}/api/2.0/mlflow/experiments/get?experiment_id=0");
            request.Headers.TryAddWithoutValidation("Authorization", AccessServer.Basic("admin", "a long enough secret"));
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            Environment.SetEnvironmentVariable("AIRWORTHY_ADMIN_PASSWORD", null);
        }
    }

    [Fact]
    public async Task Nobody_else_on_the_machine_reads_the_hashes()
    {
        var store = (StoreAddress.Folder)AccessServer.NewFolder();
        await using var server = await AccessServer.StartAsync(store);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.File));
        }
    }

    [Fact]
    public void Passwords_are_stretched_as_much_as_is_asked_for_today()
    {
        var passwords = new Passwords();
        var stretched = passwords.Stretch("correct horse battery");
        var bytes = Convert.FromBase64String(stretched);

        // The framework's third format: a mark, the hash function, and the rounds, most significant byte first.
        Assert.Equal((1, 2), (bytes[0], System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1))));
        Assert.True(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)) >= 600_000);
        Assert.True(passwords.Matches("correct horse battery", stretched));
        Assert.False(passwords.Matches("correct horse batterx", stretched));
        Assert.False(passwords.Matches("correct horse battery", null));
        Assert.NotEqual(stretched, passwords.Stretch("correct horse battery"));
    }

    [Fact]
    public async Task Over_TLS_the_cookie_is_bound_to_this_host_and_to_TLS()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(Directory.CreateTempSubdirectory("airworthy-certificate-").FullName, "made.pfx");
        await File.WriteAllBytesAsync(file, made.Export(X509ContentType.Pkcs12), TestContext.Current.CancellationToken);
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new() { Certificate = new ServerCertificate(file) });
        Assert.StartsWith("https://", server.Address);

        var answer = await server.FormAsync("/login", "login", null, [("name", "admin"), ("password", AccessServer.Password), ("returnUrl", "/")]);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-airworthy=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.DoesNotContain("domain", cookie);
        Assert.Equal(200, (await server.SendAsync("GET", "/access", cookie: cookie.Split(';')[0])).Status);

        // The name that any host of the domain may set counts for nothing here.
        Assert.Equal(401, (await server.SendAsync("GET", "/access", cookie: "airworthy=" + cookie.Split('=', ';')[1])).Status);
    }
}
