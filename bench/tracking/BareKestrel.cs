using System.Net;

namespace TrackingBench;

/// <summary>A server that reads a body and answers <c>{}</c>: what HTTP alone costs.</summary>
internal static class BareKestrel
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapPost("/{**path}", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}");
        });
        await app.StartAsync();
        Console.Error.WriteLine($"Listening on {app.Urls.First()}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
