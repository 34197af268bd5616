using System.Net;
using System.Text;
using System.Threading.Channels;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Tests.Routing;

/// <summary>What arrives at a collector of OpenTelemetry.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_collector_gets_what_metrics_shows()
    {
        var cancel = TestContext.Current.CancellationToken;
        var sent = Channel.CreateUnbounded<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.MapPost("/v1/metrics", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            await sent.Writer.WriteAsync(Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync(cancel);

        await using var host = await GatewayHost.StartAsync(settings: new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
        });
        await host.ReleaseAsync("usual", "constant:0.2");
        await host.AskAsync("/models/usual/predict", new { rows = new[] { new { a = 1 } } });

        // Texts stand in protobuf as they are.
        var message = "";
        for (var times = 0; times < 100 && !message.Contains("airworthy.latency.bucket", StringComparison.Ordinal); times++)
        {
            message = await sent.Reader.ReadAsync(cancel);
        }

        foreach (var text in (string[])["airworthy.requests", "airworthy.fallbacks", "airworthy.latency.bucket", "airworthy.confidence.bucket", "airworthy.generation", "airworthy.log.written", "constant:0.2", "usual", "+Inf"])
        {
            Assert.Contains(text, message, StringComparison.Ordinal);
        }
    }
}
