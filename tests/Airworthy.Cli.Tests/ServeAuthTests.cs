using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Airworthy.Cli.Tests;

/// <summary>A team's server as whole processes: an account on the console, calls with its credentials, and what is printed meanwhile.</summary>
[Trait("Category", "slow")]
public sealed partial class ServeAuthTests
{
    private const string Password = "only the tests know it";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Process Start(string store, bool everything, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProgram.Path, .. arguments, "--store", store])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = store,
        };
        if (everything)
        {
            start.Environment["Logging__LogLevel__Default"] = "Trace";
        }

        return Process.Start(start)!;
    }

    [Fact]
    public async Task Passwords_and_tokens_are_in_no_output_even_when_everything_is_logged()
    {
        var store = Directory.CreateTempSubdirectory("airworthy-serve-").FullName;
        using (var add = Start(store, everything: false, "account", "add", "ana", "--role", "admin"))
        {
            await add.StandardInput.WriteLineAsync(Password.AsMemory(), Cancel);
            add.StandardInput.Close();
            await add.WaitForExitAsync(Cancel);
            Assert.Equal((0, ""), (add.ExitCode, await add.StandardError.ReadToEndAsync(Cancel)));
        }

        var token = (await AirworthyProcess.RunAsync(store, "account", "token", "ana", "--store", store)).Output.Trim();
        using var serve = Start(store, everything: true, "serve", "--auth", "--listen", "127.0.0.1:0");
        var output = new StringBuilder();
        var address = new TaskCompletionSource<string>();
        void Hear(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }

            if (Listening().Match(line ?? "") is { Success: true } match)
            {
                address.TrySetResult(match.Groups[1].Value);
            }
        }

        serve.OutputDataReceived += (_, e) => Hear(e.Data);
        serve.ErrorDataReceived += (_, e) => Hear(e.Data);
        serve.BeginOutputReadLine();
        serve.BeginErrorReadLine();
        try
        {
            var ask = await address.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel) + "/api/2.0/mlflow/experiments/get?experiment_id=0";
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(ask, "Bearer " + token));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(ask, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ana:" + Password))));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(ask, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ana:wrong" + Password))));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(ask, "Bearer wrong" + token));
        }
        finally
        {
            serve.Kill();
            await serve.WaitForExitAsync(Cancel);
        }

        var heard = output.ToString();
        Assert.Contains("/api/2.0/mlflow/experiments/get", heard, StringComparison.Ordinal); // everything was logged indeed
        Assert.DoesNotContain(Password, heard, StringComparison.Ordinal);
        Assert.DoesNotContain(token[4..], heard, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("ana:" + Password)), heard, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(string address, string authorization)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await http.GetAsync(new Uri(address), Cancel);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"^Listening on (\S+),")]
    private static partial Regex Listening();
}
