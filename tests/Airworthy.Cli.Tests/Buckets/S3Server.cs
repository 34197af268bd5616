using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;


namespace Airworthy.Cli.Tests.Buckets;

/// <summary>The npm package <c>s3rver</c> on loopback, with one bucket in a temporary folder: a server that the client library did not bring.</summary>
internal sealed partial class S3Server : IAsyncDisposable
{
    public const string Bucket = "airworthy-tests";

    /// <summary>The key and the secret of the only account that s3rver has.</summary>
    public const string Account = "S3RVER";

    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(30);

    private Process? _process;

    private S3Server()
    {
    }

    /// <summary>The folder in which the server keeps its objects.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("airworthy-s3-").FullName;

    public int Port { get; private set; }

    /// <summary>What the program needs to know in its environment.</summary>
    public (string Name, string Value)[] Variables =>
    [
        ("AWS_ENDPOINT_URL", $"http://127.0.0.1:{Port}"), ("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", Account), ("AWS_SECRET_ACCESS_KEY", Account),
    ];

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server();
        await server.RunAsync();
        return server;
    }

    /// <summary>Starts it, again on the same port when it ran before.</summary>
    public async Task RunAsync()
    {
        var program = Path.Combine(await NpmPackage.FolderAsync("s3rver@3.7.1"), "node_modules", "s3rver", "bin", "s3rver.js");
        var start = new ProcessStartInfo("node", [program, "-d", Folder, "-a", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "--no-vhost-buckets", "--configure-bucket", Bucket])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        var said = new List<string>();
        var listens = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            lock (said)
            {
                said.Add(line ?? "");
            }

            if (line is not null && Listening().Match(line) is { Success: true } match)
            {
                listens.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            }
        }

        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var first = await Task.WhenAny(listens.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken), Task.Delay(s_longestStart, TestContext.Current.CancellationToken));
        Assert.True(first == listens.Task, $"s3rver did not listen within {s_longestStart.TotalSeconds} s: {string.Join('\n', said)}");
        Port = await listens.Task;
    }

    /// <summary>Ends it at once, whatever it is doing.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>The files that hold objects whose names end in <c>.pack</c>.</summary>
    public IReadOnlyList<string> Objects() => [.. Directory.EnumerateFiles(Path.Combine(Folder, Bucket), "*.pack._S3rver_object", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(Folder, recursive: true);
    }

    [GeneratedRegex(@"S3rver listening on \S+:(\d+)")]
    private static partial Regex Listening();
}
