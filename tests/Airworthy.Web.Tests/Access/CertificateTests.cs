using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

/// <summary>A server whose certificate comes from an authority by way of another, as public ones do, in the two files that renewing programs leave.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-certificate-").FullName;
    private readonly X509Certificate2 _root, _between;

    public CertificateTests()
    {
        _root = Make("CN=root", null);
        _between = Make("CN=between", _root);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "fullchain.pem");

    private string Key => Path.Combine(_folder, "privkey.pem");

    [Fact]
    public async Task Over_HTTP_and_gRPC_it_shows_its_chain_asks_who_calls_and_shows_what_is_renewed()
    {
        using var first = Renew();
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new() { Certificate = new ServerCertificate(File, Key) });
        var token = await server.TokenAsync("viewer");

        // HTTP on the port of both, gRPC there and on its own: each knows the authority alone, so the chain must come along.
        Assert.Equal(("200", first.SerialNumber), await AskAsync(server.Address, "v2", token, HttpVersion.Version11));
        Assert.Equal("401", (await AskAsync(server.Address, "v2", null, HttpVersion.Version20)).Status);
        foreach (var address in new[] { server.Address, server.Running.GrpcAddress })
        {
            Assert.StartsWith("https://", address, StringComparison.Ordinal);
            Assert.Equal(("200 0", first.SerialNumber), await AskAsync(address, "inference.GRPCInferenceService/ServerMetadata", token, HttpVersion.Version20));
            Assert.Equal("401", (await AskAsync(address, "inference.GRPCInferenceService/ServerMetadata", null, HttpVersion.Version20)).Status);
        }

        // Renewed while it runs; half of it or nonsense leaves what is shown as it is.
        using var second = Renew();
        Assert.Equal(("200", second.SerialNumber), await AskAsync(server.Address, "v2", token, HttpVersion.Version11));
        await System.IO.File.WriteAllTextAsync(File, "nonsense", Cancel);
        Assert.Equal(("200", second.SerialNumber), await AskAsync(server.Address, "v2", token, HttpVersion.Version11));
        using var third = Renew();
        Assert.Equal(("200", third.SerialNumber), await AskAsync(server.Running.GrpcAddress, "inference.GRPCInferenceService/ServerMetadata", token, HttpVersion.Version20) is var (status, serial) ? (status[..3], serial) : default);
    }

    [Fact]
    public void One_file_may_hold_all_and_what_does_not_fit_together_is_refused()
    {
        using var made = Renew();
        var all = Path.Combine(_folder, "all.pem");
        System.IO.File.WriteAllText(all, System.IO.File.ReadAllText(File) + System.IO.File.ReadAllText(Key));
        _ = new ServerCertificate(all);
        var packed = Path.Combine(_folder, "all.pfx");
        System.IO.File.WriteAllBytes(packed, new X509Certificate2Collection { made, _between }.Export(X509ContentType.Pfx, "word")!);
        _ = new ServerCertificate(packed, password: "word");

        Assert.Throws<CryptographicException>(() => new ServerCertificate(File));
        Assert.ThrowsAny<CryptographicException>(() => new ServerCertificate(packed, password: "another"));
        Assert.Throws<FileNotFoundException>(() => new ServerCertificate(File, Key + ".none"));
    }

    /// <returns>The status, with that of gRPC behind it, and which certificate was shown.</returns>
    private async Task<(string Status, string? Serial)> AskAsync(string address, string path, string? token, Version version)
    {
        string? serial = null;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _root }, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
                RemoteCertificateValidationCallback = (_, certificate, _, problems) => (serial = (certificate as X509Certificate2)?.SerialNumber) is not null && problems == System.Net.Security.SslPolicyErrors.None,
            },
        });
        using var request = new HttpRequestMessage(path.Contains('/', StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, $"{address}/{path}") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (request.Method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
            request.Headers.TE.Add(new("trailers"));
        }

        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await http.SendAsync(request, Cancel);
        _ = await response.Content.ReadAsByteArrayAsync(Cancel);
        return ($"{(int)response.StatusCode} {(response.TrailingHeaders.TryGetValues("grpc-status", out var grpc) || response.Headers.TryGetValues("grpc-status", out grpc) ? grpc.Single() : "")}".TrimEnd(), serial);
    }

    /// <summary>Puts a new certificate and its key where the server looks.</summary>
    private X509Certificate2 Renew()
    {
        var made = Make("CN=localhost", _between);
        System.IO.File.WriteAllText(Key, made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        System.IO.File.WriteAllText(File, made.ExportCertificatePem() + "\n" + _between.ExportCertificatePem() + "\n");
        return made;
    }

    private static X509Certificate2 Make(string name, X509Certificate2? by)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var isAuthority = name != "CN=localhost";
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(by is null ? 3 : isAuthority ? 2 : 1));
        if (by is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(by, from, to, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
