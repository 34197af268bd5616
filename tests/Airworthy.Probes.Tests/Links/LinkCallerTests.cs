using System.Net;

using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;
using Airworthy.Probes.Links;

namespace Airworthy.Probes.Tests.Links;

/// <summary>Addresses in statements, asked at a real server.</summary>
public sealed class LinkCallerTests : IDisposable
{
    private readonly PageServer _pages = new();

    public void Dispose() => _pages.Dispose();

    [Theory]
    [InlineData("there", 200)]
    [InlineData("404", 404)]
    [InlineData("410", 410)]
    [InlineData("500", 500)]
    [InlineData("to?/404", 404)] // the end of the way counts
    [InlineData("to?/to?/there", 200)]
    public async Task What_the_server_says_is_told(string path, int status)
    {
        using var caller = new LinkCaller([_pages.Host]);

        Assert.Equal(new LinkAnswer(status, null), await caller.AskAsync(_pages.At(path), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("http://SERVER/there", "port # is not asked")]
    [InlineData("http://127.0.0.1/", "its host is not on the open internet")]
    [InlineData("http://localhost/", "its host is not on the open internet")]
    [InlineData("http://2130706433/", "its host is not on the open internet")] // 127.0.0.1 in one number
    [InlineData("http://[::ffff:127.0.0.1]/", "its host is not on the open internet")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "its host is not on the open internet")]
    [InlineData("https://10.0.0.1/", "its host is not on the open internet")]
    [InlineData("http://ana:secret@example.com/", "it carries a name or a password, which is sent nowhere")]
    [InlineData("file:///etc/passwd", "only http and https are asked")]
    [InlineData("ftp://example.com/", "only http and https are asked")]
    [InlineData("not an address", "it is no address")]
    public async Task Nobody_is_asked_who_does_not_stand_open_to_all(string address, string because)
    {
        using var caller = new LinkCaller([]);

        var answer = await caller.AskAsync(address.Replace("SERVER", _pages.Host, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal(new LinkAnswer(null, because.Replace("#", _pages.Host.Split(':')[1], StringComparison.Ordinal)), answer);
        Assert.Empty(_pages.Asked);
    }

    [Theory]
    [InlineData("to?http://127.0.0.1/", "its host is not on the open internet")]
    [InlineData("to?http://127.0.0.2:8080/", "it leads to 127.0.0.2, and port 8080 is not asked")]
    [InlineData("to?file:///etc/passwd", "it leads to file, and only http and https are asked")]
    [InlineData("to?/to?/to?/to?/to?/to?/there", "it redirects more than 5 times")]
    public async Task A_redirect_is_judged_like_the_address_itself(string path, string because)
    {
        using var caller = new LinkCaller([_pages.Host]);

        Assert.Equal(new LinkAnswer(null, because), await caller.AskAsync(_pages.At(path), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.0", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("2002:7f00:1::", false)] // 127.0.0.1 inside of 6to4
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void Addresses_of_the_open_internet(string address, bool expected) => Assert.Equal(expected, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task Each_address_is_asked_once_and_not_again_within_the_week()
    {
        Statement[] statements = [new() { Says = $"As in {_pages.At("404")}.", Links = [new Link { Url = _pages.At("there") }] }, new() { Says = _pages.At("404") }];
        var first = await LookAsync(statements, [], _pages.Host);
        var records = first.Select(l => l.Record(new Writer(WriterKind.Person, "me"))).ToList();

        Assert.Equal([Answer.Unmet, Answer.Met], records.Select(r => r.Answer));
        Assert.Equal($"{_pages.At("404")} answered 404.", records[0].Says);
        Assert.Equal(2, _pages.Asked.Count);
        Assert.Empty(await LookAsync(statements, records, _pages.Host));
        Assert.Equal(2, _pages.Asked.Count);
    }

    [Fact]
    public async Task Switched_off_nobody_is_asked()
    {
        Assert.Empty(await LookAsync([new() { Says = _pages.At("there") }], [], "off"));
        Assert.Empty(_pages.Asked);
    }

    private static Task<IReadOnlyList<LinkLook>> LookAsync(Statement[] statements, IReadOnlyList<CheckRecord> records, string told) =>
        LinkLooking.LookAsync(statements, records, name => name == LinkLooking.Variable ? told : null, TimeProvider.System, TestContext.Current.CancellationToken);
}
