namespace Airworthy.Pipelines.Records;

/// <summary>Records could not travel, for a reason that a user can mend. Nothing was changed on either side.</summary>
public sealed class RecordsRefusedException : Exception
{
    public RecordsRefusedException(string because, string next) : base($"{because} {next}") => Lines = [Message];

    public RecordsRefusedException(IReadOnlyList<string> lines) : base(string.Join('\n', lines)) => Lines = lines;

    /// <summary>What to tell, line by line.</summary>
    public IReadOnlyList<string> Lines { get; }
}
