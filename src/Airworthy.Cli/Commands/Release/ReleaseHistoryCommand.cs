using System.CommandLine;
using System.Globalization;

namespace Airworthy.Cli.Commands.Release;

/// <summary><c>airworthy release history</c>: every change of what answers, with who made it and why.</summary>
internal sealed class ReleaseHistoryCommand : IReleaseCommand
{
    public Command Build()
    {
        var command = new Command("history", "Show every change of what answers, newest first, and whether the chain of changes is whole.") { ReleaseCommand.Endpoint, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server };
        command.SetAction((parsed, cancel) =>
        {
            var endpoint = ReleaseCommand.EndpointOf(parsed, ReleaseCommand.Contract());
            return ReleaseCommand.WithGatewayAsync(parsed, async gateway =>
            {
                var history = await gateway.HistoryAsync(endpoint, cancel);
                foreach (var change in history.Changes)
                {
                    var at = DateTimeOffset.FromUnixTimeMilliseconds(change.At).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                    Console.WriteLine($"{change.Table.Generation,4}  {at} UTC  {change.Table.Live.Model} answers{(change.Table.Other is { } other ? $", {other.Model} {Role(change.Table.Role, change.Table.Share)}" : "")}  ({change.By})");
                    Console.WriteLine($"      {change.Reason}");
                }

                Console.WriteLine(history.BrokenAt is { } broken
                    ? $"The chain is broken: generation {broken} does not fit the one before it. Somebody changed the store by hand."
                    : $"The chain of {history.Changes.Count} change{(history.Changes.Count == 1 ? "" : "s")} is whole.");
                return history.BrokenAt is null ? 0 : 1;
            });
        });
        return command;
    }

    private static string Role(string role, double share) => role switch { "Shadow" => "in shadow", "Canary" => string.Create(CultureInfo.InvariantCulture, $"gets {share * 100:0.##} %"), _ => "kept warm" };
}
