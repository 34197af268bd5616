using System.Diagnostics;

namespace Airworthy.Cli.Tests;

public sealed class StopTests : IDisposable
{
    private readonly ScratchProject _project = new("ana");

    [Fact]
    public async Task Without_a_terminal_it_prints_the_items_and_how_to_answer_them()
    {
        var run = await _project.RunAsync("stop", "P1");

        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.Contains("P1 kick-off of example, 2001-07-01: 7 starred items", run.Output, StringComparison.Ordinal);
        Assert.Contains("→ airworthy attest business-goal --as owner --says", run.Output, StringComparison.Ordinal);
        Assert.Contains("No-go: 0 failing, 7 open of 7 starred", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_each_answer_becomes_a_file_and_enter_alone_confirms_nothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no `script` here to stand in for a terminal.");

        // business-goal comes first: down to ana, her words, an empty line, yes. Then enter alone on every other screen.
        string[] keys = ["\e[B", "\r", "The sponsor agreed on 2001-01-08 to bring missed connections from 41 down to 36 per 10 000 by March 2002.\r", "\r", "y\r",
            .. Enumerable.Repeat("\r", 5), "\e[B", "\r"];
        var shown = await AtTerminalAsync(keys, "stop", "P1");

        Assert.Contains("business-goal, ana", shown, StringComparison.Ordinal);
        Assert.Contains("NO-GO", shown, StringComparison.Ordinal);
        Assert.Contains("Not merged yet: business-goal", shown, StringComparison.Ordinal);
        Assert.Contains("by: ana\nrole: owner\non: 2001-07-01\n", _project.Read(".airworthy/statements/business-goal.yaml"), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_project.Root, ".airworthy", "statements")));
        Assert.Contains("NO-GO, decided by ana.", shown, StringComparison.Ordinal);
        Assert.Contains("not_merged: [business-goal]\nconfirmed:\n  business-goal: ana\n", _project.Read(".airworthy/stops/P1--2001-07-01.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_becomes_a_dated_file_that_says_who_and_what_was_open()
    {
        var run = await _project.RunAsync("stop", "P1", "--by", "jonas", "--confirm", "business-goal=maria", "--because", "The desk has not answered yet.");

        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.Contains("P1 kick-off of example, 2001-07-01: NO-GO, decided by jonas.", run.Output, StringComparison.Ordinal);
        var text = _project.Read(".airworthy/stops/P1--2001-07-01.yaml");
        Assert.StartsWith($"stop: P1\ndecision: no-go\nbecause: The desk has not answered yet.\nby: [jonas]\non: 2001-07-01\ncommit: {_project.Git("rev-parse", "HEAD").Trim()}\nopen:\n  business-goal: \"unanswered: ", text, StringComparison.Ordinal);
        Assert.EndsWith("confirmed:\n  business-goal: maria\n", text, StringComparison.Ordinal);

        await _project.RunAsync("stop", "P1", "--by", "jonas");
        Assert.True(_project.Has(".airworthy/stops/P1--2001-07-01-2.yaml"), "no decision is written over");
        Assert.Contains("Last decided on 2001-07-01: NO-GO, by jonas.", (await _project.RunAsync("stop", "P1", "--list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eve is not active in .airworthy/people.yaml", "--by", "eve")]
    [InlineData("leakage-safe-split is no starred item of this stop", "--by", "ana", "--confirm", "leakage-safe-split=ana")]
    [InlineData("--confirm is business-goal, expected item=handle", "--by", "ana", "--confirm", "business-goal")]
    [InlineData("A decision needs somebody who takes it", "--no-go")]
    public async Task A_decision_that_would_not_count_is_refused(string because, params string[] arguments)
    {
        var run = await _project.RunAsync(["stop", "P1", .. arguments]);

        Assert.Contains(because, run.Errors, StringComparison.Ordinal);
        Assert.NotEqual(0, run.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_project.Root, ".airworthy", "stops")));
    }

    [Fact]
    public async Task At_a_terminal_a_statement_is_asked_for()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no `script` here to stand in for a terminal.");

        var shown = await AtTerminalAsync(["\r", "ok\r", "\r", "y\r", "The sponsor agreed on 2001-01-08 to bring missed connections from 41 down to 36 per 10 000 by March 2002.\r", "\r", "y\r"], "attest", "business-goal");

        Assert.Contains("is the placeholder \"ok\"", shown, StringComparison.Ordinal);
        Assert.Contains("Wrote .airworthy/statements/business-goal.yaml", shown, StringComparison.Ordinal);
    }

    public void Dispose() => _project.Dispose();

    /// <summary>Runs the program at a terminal of its own and types, a key whenever the screen has been still for a moment.</summary>
    private async Task<string> AtTerminalAsync(string[] keys, params string[] arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        var program = BuiltProgram.Path;
        var start = new ProcessStartInfo("/usr/bin/script", ["-qefc", $"dotnet {program} {string.Join(' ', arguments)}", "/dev/null"])
        {
            WorkingDirectory = _project.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm";
        using var process = Process.Start(start)!;
        var shown = new System.Text.StringBuilder();
        var last = Environment.TickCount64;
        var reading = Task.Run(async () =>
        {
            var buffer = new char[4096];
            while (await process.StandardOutput.ReadAsync(buffer, cancel) is var read and > 0)
            {
                lock (shown)
                {
                    shown.Append(buffer, 0, read);
                    last = Environment.TickCount64;
                }
            }
        }, cancel);
        foreach (var key in keys)
        {
            while (!process.HasExited && !IsStill())
            {
                await Task.Delay(50, cancel);
            }

            if (process.HasExited)
            {
                break;
            }

            await process.StandardInput.WriteAsync(key);
            await process.StandardInput.FlushAsync(cancel);
            lock (shown)
            {
                last = Environment.TickCount64;
            }
        }

        await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(30), cancel);
        await reading;
        return shown.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);

        bool IsStill()
        {
            lock (shown)
            {
                return shown.Length > 0 && Environment.TickCount64 - last > 600;
            }
        }
    }
}
