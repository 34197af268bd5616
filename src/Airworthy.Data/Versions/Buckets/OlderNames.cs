using System.Text;

namespace Airworthy.Data.Versions.Buckets;

/// <summary>Some servers write lists under the XML namespace that Amazon's first documents had; the client library reads only the present one, and would see an empty bucket.</summary>
internal sealed class OlderNames(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Older = "\"http://doc.s3.amazonaws.com/2006-03-01/\"";
    private const string Present = "\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    /// <summary>Bytes; a list of 1,000 objects, as many as one answer holds, with keys of 1,024 bytes is well below.</summary>
    private const int Most = 16 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Content.Headers.ContentType is { MediaType: "application/xml" or "text/xml" } type)
        {
            await response.Content.LoadIntoBufferAsync(Most, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (text.Contains(Older, StringComparison.Ordinal))
            {
                response.Content = new StringContent(text.Replace(Older, Present, StringComparison.Ordinal), Encoding.UTF8, type.MediaType);
            }
        }

        return response;
    }
}
