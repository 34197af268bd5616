namespace Airworthy.Core.Tests.Checklist;

/// <summary>Whether every part must be there with its class, examples and published page. Off only while parts are being written.</summary>
internal static class Completeness
{
    private static bool IsDemanded => true;

    /// <summary>Skips a test until completeness is demanded.</summary>
    public static void Demand(string reason) => Assert.SkipUnless(IsDemanded || Environment.GetEnvironmentVariable("AIRWORTHY_ACCEPT") == "1", reason);

    /// <summary>Fails, or only tells, when something is lacking.</summary>
    public static void Complain(string what, IEnumerable<string> lacking)
    {
        var all = lacking.ToList();
        var message = $"{all.Count}: {what} {string.Join(", ", all)}";
        if (IsDemanded)
        {
            Assert.True(all.Count == 0, message);
        }
        else
        {
            Assert.SkipUnless(all.Count == 0, message);
        }
    }
}
