using System.Diagnostics;
using System.Net;
using System.Text.Json;

using Airworthy.Serving.Trial;

namespace ServingBench;

/// <summary>The servers that are compared, each in a process of its own.</summary>
internal static class Servers
{
    /// <summary>Reads the body, walks through its JSON and sends it back: what HTTP and JSON cost without a gateway.</summary>
    public static async Task EchoAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapPost("/v2/models/trial/infer", async context =>
        {
            var body = new byte[context.Request.ContentLength!.Value];
            await context.Request.Body.ReadExactlyAsync(body);
            context.Response.StatusCode = Count(body) > 0 ? 200 : 400;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        });
        await app.StartAsync();
        await UntilTheEndAsync(app.Urls.First());
    }

    /// <param name="log">The folder of the prediction log; null: none is kept.</param>
    public static async Task GatewayAsync(string? log)
    {
        await using var gateway = await TrialGateway.StartAsync(SmallModel.Bytes(), null, CancellationToken.None, log);
        await UntilTheEndAsync(gateway.Address);
    }

    private static int Count(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        var values = 0;
        while (reader.Read())
        {
            values += reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out _) ? 1 : 0;
        }

        return values;
    }

    private static async Task UntilTheEndAsync(string address)
    {
        Console.WriteLine(address);
        await Task.Run(() => Console.In.Read());
    }
}

/// <summary>A server of <see cref="Servers"/>, running.</summary>
internal sealed class Running : IDisposable
{
    private readonly Process _process;

    private Running(Process process, Uri address)
    {
        (_process, Address) = (process, address);
    }

    public Uri Address { get; }

    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public double PeakMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1e6;
        }
    }

    public static async Task<Running> StartAsync(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Running).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        return new Running(process, new Uri(new Uri((await process.StandardOutput.ReadLineAsync())!), "/v2/models/trial/infer"));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
