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

    private const string Package = "s3rver@3.7.1";

    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestInstall = TimeSpan.FromMinutes(5);
    private static readonly SemaphoreSlim s_installing = new(1, 1);

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
        var program = await InstalledAsync();
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

    /// <summary>The program's main file, fetched by npm into the user's cache when it is not there yet: whole, or not at all.</summary>
    private static async Task<string> InstalledAsync()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "airworthy-tests", Package);
        var program = Path.Combine(folder, "node_modules", "s3rver", "bin", "s3rver.js");
        await s_installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!File.Exists(program))
            {
                Assert.True(IsThere("npm") && IsThere("node"), "npm is not installed, which brings the S3 server that these tests talk to: on Debian or Ubuntu 'sudo apt-get install npm', or run ./test, which does so.");
                var beside = $"{folder}.{Environment.ProcessId}";
                Directory.CreateDirectory(beside);
                using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--prefix", beside, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", Package]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                var output = npm.StandardOutput.ReadToEndAsync();
                var errors = npm.StandardError.ReadToEndAsync();
                using var limit = new CancellationTokenSource(s_longestInstall);
                try
                {
                    await npm.WaitForExitAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    npm.Kill(entireProcessTree: true);
                    Assert.Fail($"npm did not bring {Package} within {s_longestInstall.TotalMinutes} minutes.");
                }

                Assert.True(npm.ExitCode == 0, $"npm could not bring {Package}: {await output}\n{await errors}");
                if (!Directory.Exists(folder))
                {
                    Directory.Move(beside, folder);
                }
            }
        }
        finally
        {
            s_installing.Release();
        }

        return program;
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)) || File.Exists(Path.Combine(f, program + ".cmd")));

    [GeneratedRegex(@"S3rver listening on \S+:(\d+)")]
    private static partial Regex Listening();
}
