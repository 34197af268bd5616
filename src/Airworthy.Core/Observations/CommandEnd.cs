namespace Airworthy.Core.Observations;

/// <summary>How a command of the contract ended that was run for the checklist.</summary>
/// <param name="Command">As the contract has it, placeholders unfilled.</param>
/// <param name="ExitCode">Null when it was stopped because it took too long.</param>
/// <param name="LastLine">The last line that it printed; empty when it printed none.</param>
public sealed record CommandEnd(string Command, int? ExitCode, double Seconds, string LastLine = "");
