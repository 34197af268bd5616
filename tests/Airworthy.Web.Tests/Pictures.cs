namespace Airworthy.Web.Tests;

/// <summary>Small files.</summary>
internal static class Pictures
{
    /// <summary>A PNG of one grey point.</summary>
    public static byte[] Dot { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");
}
