using System.CommandLine;
using System.Reflection;

using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Cli.Commands;

/// <summary>A subcommand of <c>airworthy release</c>, one per file in <c>Commands/Release/</c>. Found by its name; nobody registers it.</summary>
internal interface IReleaseCommand
{
    Command Build();
}

/// <summary><c>airworthy release</c>: which version answers, and how another one comes to.</summary>
internal sealed class ReleaseCommand : ICommand
{
    public static readonly Option<string?> Endpoint = new("--endpoint") { Description = "The endpoint. Default: serving.endpoint of the contract here.", HelpName = "name" };
    public static readonly Option<string?> Reason = new("--reason") { Description = "Why, in your words; kept with the change.", HelpName = "text" };

    public Command Build()
    {
        var command = new Command("release", "Bring a model version into use, through shadow and canary, or take it back.");
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Command").Where(typeof(IReleaseCommand).IsAssignableFrom))
        {
            command.Subcommands.Add(((IReleaseCommand)Activator.CreateInstance(type)!).Build());
        }

        return command;
    }

    /// <summary>The contract in this folder; null where there is none.</summary>
    public static ProjectContract? Contract() => File.Exists("airworthy.yaml") ? Project.Open(".").Contract : null;

    /// <exception cref="Refusal">No endpoint is named, and no contract here names one.</exception>
    public static string EndpointOf(ParseResult parsed, ProjectContract? contract) => parsed.GetValue(Endpoint) ?? contract?.Serving?.Endpoint
        ?? throw new Refusal(64, "No endpoint is named.", "Name one with --endpoint, or set serving.endpoint in airworthy.yaml.");

    /// <summary>Speaks to the gateway: the server that is named, or the one that has this folder's store open.</summary>
    public static async Task<int> WithGatewayAsync(ParseResult parsed, Func<EndpointClient, Task<int>> work)
    {
        var (store, _) = StoreConnection.Places(parsed);
        var address = parsed.GetValue(StoreConnection.Server)
            ?? (store is StoreAddress.Folder folder ? StoreOwner.Find(folder)?.Address : null)
            ?? Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI");
        if (string.IsNullOrEmpty(address))
        {
            throw new Refusal(1, $"No gateway runs on {store}.", "Start it: airworthy serve. Or name another with --server.");
        }

        using var client = TrackingClient.At(StoreConnection.AddressOf(address), StoreConnection.Login());
        try
        {
            return await work(client.Endpoints);
        }
        catch (TrackingException e)
        {
            throw new Refusal(1, e.Message);
        }
    }
}
