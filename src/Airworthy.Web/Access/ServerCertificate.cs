using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Airworthy.Web.Access;

/// <summary>The certificate that the server shows, with the chain beside it in its file. Files that are replaced while the server runs are read at the next connection, since certificates are renewed more often than servers are started.</summary>
public sealed partial class ServerCertificate
{
    private readonly string _file;
    private readonly string? _key, _password;
    private readonly Lock _one = new();
    private string _stamp;
    private volatile SslStreamCertificateContext _shown;

    /// <param name="file">A <c>.pfx</c> or <c>.p12</c> file, or certificates in PEM, the server's first.</param>
    /// <param name="key">The private key in PEM; null: it stands in the same file.</param>
    /// <param name="password">Of the key; null where it has none.</param>
    /// <exception cref="CryptographicException">It is no certificate with its key.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ServerCertificate(string file, string? key = null, string? password = null)
    {
        (_file, _key, _password) = (Path.GetFullPath(file), key is null ? null : Path.GetFullPath(key), password);
        _stamp = Stamp();
        _shown = Read();
    }

    /// <summary>What stands in the files now, or what stood there before where that cannot be read.</summary>
    /// <param name="log">Is told of a renewed certificate that cannot be used.</param>
    internal SslStreamCertificateContext Now(ILogger log)
    {
        lock (_one)
        {
            var before = _stamp;
            try
            {
                _stamp = Stamp();
                if (_stamp != before)
                {
                    _shown = Read();
                }
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                // One of two files may be replaced before the other: the next change is looked at again.
                NotRead(log, _file, e.Message);
            }

            return _shown;
        }
    }

    /// <summary>Speaks TLS on a port.</summary>
    internal void On(ListenOptions listening, ILogger log) => listening.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Now(log),
            ApplicationProtocols = listening.Protocols == HttpProtocols.Http2 ? [SslApplicationProtocol.Http2] : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        }),
    });

    private SslStreamCertificateContext Read()
    {
        X509Certificate2Collection all = [];
        X509Certificate2 own;
        if (Path.GetExtension(_file).ToLowerInvariant() is ".pfx" or ".p12")
        {
            all = X509CertificateLoader.LoadPkcs12CollectionFromFile(_file, _password);
            own = all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("It has no private key.");
        }
        else
        {
            all.ImportFromPemFile(_file);
            own = string.IsNullOrEmpty(_password) ? X509Certificate2.CreateFromPemFile(_file, _key) : X509Certificate2.CreateFromEncryptedPemFile(_file, _password, _key);
            if (OperatingSystem.IsWindows())
            {
                // Its TLS uses no key that is in memory alone.
                own = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null);
            }
        }

        return SslStreamCertificateContext.Create(own, [.. all.Where(c => c.Thumbprint != own.Thumbprint)], offline: true);
    }

    /// <summary>Of the files, wherever links lead: in a cluster the link stays, and a folder behind it is exchanged.</summary>
    private string Stamp() => string.Join(' ', new[] { _file, _key }.OfType<string>().Select(f => File.ResolveLinkTarget(f, returnFinalTarget: true) ?? new FileInfo(f)).Select(f => $"{f.FullName} {f.LastWriteTimeUtc.Ticks}"));

    [LoggerMessage(LogLevel.Warning, "{File} was replaced by something that is no certificate with its key ({Problem}); the certificate before is shown until it is replaced again.")]
    private static partial void NotRead(ILogger log, string file, string problem);
}
