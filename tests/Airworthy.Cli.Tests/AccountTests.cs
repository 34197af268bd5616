using static System.StringComparison;

namespace Airworthy.Cli.Tests;

/// <summary>Who may sign in, from the console, and what a server that others reach asks first.</summary>
public sealed class AccountTests
{
    private readonly string _store = Directory.CreateTempSubdirectory("airworthy-account-").FullName;

    private Task<AirworthyProcess.Run> AccountAsync(params string[] arguments) => AirworthyProcess.RunAsync(_store, ["account", .. arguments, "--store", _store]);

    [Fact]
    public async Task An_account_is_made_gets_a_token_and_leaves_a_whole_audit_log()
    {
        var made = await AccountAsync("add", "Ana.Silva", "--role", "admin", "--no-password");
        Assert.Equal((0, "Made the account ana.silva with the role admin."), (made.ExitCode, made.Output.Trim()));
        var token = await AccountAsync("token", "ana.silva", "--role", "viewer", "--experiments", "0", "--days", "30", "--for", "nightly");
        Assert.Matches(@"\Aawt_[A-Za-z0-9_-]{43}\s*\z", token.Output);
        Assert.Matches(@"ana\.silva\s+admin", (await AccountAsync("list")).Output);
        Assert.StartsWith("All 2 entries are as they were written.", (await AccountAsync("audit")).Output, Ordinal);

        var last = await AccountAsync("disable", "ana.silva");
        Assert.Equal(1, last.ExitCode);
        Assert.Contains("last account that administers", last.Errors, Ordinal);
        var none = await AccountAsync("enable", "ben");
        Assert.Equal((1, "There is no account ben."), (none.ExitCode, none.Errors.Trim()));
    }

    [Fact]
    public async Task A_server_that_others_reach_says_how_to_make_the_first_admin()
    {
        var open = await AirworthyProcess.RunAsync(_store, "serve", "--listen", "0.0.0.0:0", "--store", _store);
        Assert.Equal(1, open.ExitCode);
        Assert.Contains("add --auth", open.Errors, Ordinal);
        var nobody = await AirworthyProcess.RunAsync(_store, "serve", "--listen", "0.0.0.0:0", "--auth", "--store", _store);
        Assert.Equal(1, nobody.ExitCode);
        Assert.Contains("airworthy account add NAME --role admin", nobody.Errors, Ordinal);
    }

    [Theory]
    [InlineData("--certificate", "nowhere.pfx", "nowhere.pfx cannot be read")]
    [InlineData("--proxy", "proxy.example", "an address was expected")]
    [InlineData("--rate", "0", "1 to 1000000")]
    public async Task What_cannot_be_read_is_said_before_anything_starts(string option, string value, string message)
    {
        var run = await AirworthyProcess.RunAsync(_store, "serve", "--auth", option, value, "--store", _store);
        Assert.Equal(64, run.ExitCode);
        Assert.Contains(message, run.Errors, Ordinal);
    }
}
