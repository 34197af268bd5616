namespace Airworthy.Models.Trees;

/// <summary>The native library that grows trees cannot be loaded here.</summary>
public sealed class TreesUnavailableException(Exception cause)
    : Exception($"Gradient boosting cannot start: {cause.Message.Split('\n')[0].TrimEnd('.')}.", cause)
{
    /// <summary>What to do about it.</summary>
    public string Next { get; } = "Install the library it needs: on Debian or Ubuntu `apt-get install libgomp1`; then run it again.";
}
