using System.Diagnostics;
using System.Net;
using System.Text.Json;

using Airworthy.Serving.Trial;

using Yarp.ReverseProxy.Forwarder;

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
    /// <param name="isGuarded">Each row is held against a schema, its distance to training is measured, and it gets a set.</param>
    public static async Task GatewayAsync(string? log, bool isGuarded = false)
    {
        await using var gateway = await TrialGateway.StartAsync(SmallModel.Bytes(), SmallModel.Descriptor, CancellationToken.None, log, isGuarded ? SmallModel.Guards() : null);
        await UntilTheEndAsync(gateway.Address);
    }

    /// <summary>A model server of others: what it takes and gives, and one fixed answer, or none ever. <c>/count</c> says how often it was asked.</summary>
    public static async Task ModelAsync(bool answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        var asked = 0L;
        var answer = """{"model_name":"trial","model_version":"1","outputs":[{"name":"probabilities","datatype":"FP32","shape":[1,2],"data":[0.25,0.75]}]}"""u8.ToArray();
        app.MapGet("/count", () => Interlocked.Read(ref asked).ToString(System.Globalization.CultureInfo.InvariantCulture));
        app.MapGet("/v2/models/{name}", () => Results.Text("""{"name":"trial","platform":"other","inputs":[{"name":"x","datatype":"FP32","shape":[-1,30]}],"outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,2]}]}""", "application/json"));
        app.MapPost("/v2/models/{name}/infer", async context =>
        {
            Interlocked.Increment(ref asked);
            if (!answers)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.BodyWriter.WriteAsync(answer);
        });
        await app.StartAsync();
        await UntilTheEndAsync(app.Urls.First());
    }

    /// <summary>Another .NET proxy, as its page shows it: its forwarder alone.</summary>
    public static async Task YarpAsync(Uri to)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddHttpForwarder();
        await using var app = builder.Build();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseCookies = false });
        app.MapForwarder("/{**rest}", to.ToString(), ForwarderRequestConfig.Empty, HttpTransformer.Default, invoker);
        await app.StartAsync();
        await UntilTheEndAsync(app.Urls.First());
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

    public Uri Root => new(Address, "/");

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

    /// <summary>The whole program, with an empty store of its own.</summary>
    public static async Task<Running> ServeAsync(string folder)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "airworthy.dll"), "serve", "--listen", "127.0.0.1:0", "--store", Path.Combine(folder, "store")]) { RedirectStandardError = true, WorkingDirectory = folder })!;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Listening on ", StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync();
                return new Running(process, new Uri(line.Split(' ')[2].TrimEnd(',')));
            }
        }

        throw new InvalidOperationException($"The server ended with {process.ExitCode} before it listened.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
