using System.Text.Json;

namespace Airworthy.Cli.Tests;

public sealed class SigningTests : IDisposable
{
    private const string Costs = ".airworthy/statements/error-costs.yaml";

    private readonly ScratchProject _project = new();
    private readonly string _keys = Directory.CreateTempSubdirectory("airworthy-keys-").FullName;

    public SigningTests() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "ssh-keygen"))), "ssh-keygen is not installed (openssh-client).");

    [Fact]
    public async Task A_signature_counts_once_the_key_is_on_the_default_branch()
    {
        var key = MakeKey("maria");
        var first = await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--sign", key);

        Assert.Equal("", first.Errors);
        Assert.Contains("gives to nobody here. A key is made known by a reviewed change", first.Output, StringComparison.Ordinal);
        Assert.Contains($"maria namespaces=\"airworthy-statement\" {PublicKey("maria")}", first.Output, StringComparison.Ordinal);

        Allow("maria");
        var second = await _project.RunAsync("attest", "error-costs", "--sign", key);
        Assert.Contains("It verifies as maria.", second.Output, StringComparison.Ordinal);
        Assert.Equal("signed", await GradeAsync());
    }

    [Fact]
    public async Task Under_strict_one_signature_is_not_enough_and_a_second_is()
    {
        _project.Replace("airworthy.yaml", "policy: standard", "policy: strict");
        Allow("maria", "jonas");
        await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--sign", Path.Combine(_keys, "maria"));
        Assert.Contains("maria answered alone; under the policy strict", await StatementAsync(), StringComparison.Ordinal);

        var second = await _project.RunAsync("attest", "error-costs", "--sign", Path.Combine(_keys, "jonas"), "--by", "jonas");
        Assert.Contains("Wrote .airworthy/statements/error-costs.yaml.jonas.sig\n  It verifies as jonas.", second.Output, StringComparison.Ordinal);
        Assert.Contains("Maria Lund (domain-expert)", await StatementAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_words_make_the_old_signature_void_and_it_is_taken_away()
    {
        Allow("maria");
        await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--sign", Path.Combine(_keys, "maria"));
        Assert.True(_project.Has(Costs + ".sig"));
        await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words + " Counted again on 2001-06-30.");

        Assert.False(_project.Has(Costs + ".sig"));
    }

    [Fact]
    public async Task A_signature_that_no_longer_fits_is_said_in_the_report()
    {
        Allow("maria");
        await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--sign", Path.Combine(_keys, "maria"));
        _project.Replace(Costs, "missed delay 34 USD", "missed delay 43 USD");

        Assert.Contains("error-costs.yaml.sig does not fit the statement", await StatementAsync(), StringComparison.Ordinal);
        Assert.Equal("preview", await GradeAsync());
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_named() =>
        Assert.Contains("--sign nowhere: there is no such key file.", (await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--sign", "nowhere")).Errors, StringComparison.Ordinal);

    public void Dispose()
    {
        _project.Dispose();
        Directory.Delete(_keys, recursive: true);
    }

    private string MakeKey(string owner)
    {
        ScratchProject.Shell(_keys, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", owner, "-f", Path.Combine(_keys, owner));
        return Path.Combine(_keys, owner);
    }

    private string PublicKey(string owner) => string.Join(' ', File.ReadAllText(Path.Combine(_keys, owner + ".pub")).Split(' ')[..2]);

    private void Allow(params string[] owners)
    {
        foreach (var owner in owners.Where(o => !File.Exists(Path.Combine(_keys, o))))
        {
            MakeKey(owner);
        }

        _project.Write(".airworthy/allowed_signers", string.Concat(owners.Select(o => $"{o} namespaces=\"airworthy-statement\" {PublicKey(o)}\n")));
        _project.Git("add", ".airworthy/allowed_signers");
        _project.Git("commit", "-q", "-m", "Keys");
    }

    private async Task<string> StatementAsync() => (await PartAsync()).GetRawText();

    private async Task<string?> GradeAsync() => (await PartAsync()).GetProperty("statement").GetProperty("grade").GetString();

    private async Task<JsonElement> PartAsync()
    {
        var run = await _project.RunAsync("check", "error-costs", "--format", "json");
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetString() == "error-costs")
            .GetProperty("parts").EnumerateArray().Single(p => p.GetProperty("id").GetString() == "error-costs/statement");
    }
}
