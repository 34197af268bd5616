using System.Net;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Webhooks;

namespace Airworthy.Tracking.Tests.Webhooks;

public sealed class WebhookTargetTests
{
    [Theory]
    [InlineData("https://example.com/hook", true)]
    [InlineData("http://93.184.216.34:8080/", true)]
    [InlineData("http://[2606:4700::1111]/", true)]
    [InlineData("ftp://example.com/", false)]
    [InlineData("example.com/hook", false)]
    [InlineData("https://user:word@example.com/", false)]
    [InlineData("http://localhost/", false)]
    [InlineData("http://sub.localhost./", false)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("http://2130706433/", false)]                // 127.0.0.1 as one number
    [InlineData("http://0x7f.1/", false)]                    // and in other clothes
    [InlineData("http://10.1.2.3/", false)]
    [InlineData("http://172.31.255.255/", false)]
    [InlineData("http://172.32.0.0/", true)]                 // just outside 172.16.0.0/12
    [InlineData("http://192.168.0.1/", false)]
    [InlineData("http://169.254.169.254/latest/", false)]    // cloud metadata
    [InlineData("http://100.64.0.1/", false)]
    [InlineData("http://0.0.0.0/", false)]
    [InlineData("http://[::1]/", false)]
    [InlineData("http://[::]/", false)]
    [InlineData("http://[::ffff:10.0.0.1]/", false)]         // an IPv4 address inside
    [InlineData("http://[64:ff9b::a00:1]/", false)]
    [InlineData("http://[fd00::1]/", false)]
    [InlineData("http://[fe80::1]/", false)]
    public void A_server_that_others_can_reach_sends_to_public_addresses_only(string url, bool allowed)
    {
        if (allowed)
        {
            Assert.Equal(url, WebhookTarget.Url(url, anywhere: false));
        }
        else
        {
            Assert.Contains("Invalid webhook URL", Assert.Throws<RefusedException>(() => WebhookTarget.Url(url, anywhere: false)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/hook")]
    [InlineData("http://localhost/")]
    [InlineData("https://192.168.0.1/")]
    public void A_server_of_this_machine_alone_sends_anywhere(string url) => Assert.Equal(url, WebhookTarget.Url(url, anywhere: true));

    [Fact]
    public async Task A_name_that_turns_out_to_be_inside_is_not_connected_to() => Assert.Contains("nothing was sent",
        (await Assert.ThrowsAsync<HttpRequestException>(async () => await WebhookTarget.ConnectAsync(new DnsEndPoint("localhost", 1), anywhere: false, TestContext.Current.CancellationToken))).Message,
        StringComparison.Ordinal);
}
