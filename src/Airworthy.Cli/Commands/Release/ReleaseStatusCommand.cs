using System.CommandLine;
using System.Globalization;

using Airworthy.Client;

namespace Airworthy.Cli.Commands.Release;

/// <summary><c>airworthy release status</c>: what answers, and how far a candidate has come.</summary>
internal sealed class ReleaseStatusCommand : IReleaseCommand
{
    public Command Build()
    {
        var command = new Command("status", "Show what answers at each endpoint, and how far a candidate has come.") { ReleaseCommand.Endpoint, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server };
        command.SetAction((parsed, cancel) => ReleaseCommand.WithGatewayAsync(parsed, async gateway =>
        {
            var endpoints = parsed.GetValue(ReleaseCommand.Endpoint) is { } name ? [await gateway.GetAsync(name, cancel)] : await gateway.ListAsync(cancel);
            if (endpoints.Count == 0)
            {
                Console.WriteLine("There are no endpoints. Make one: airworthy release start MODEL --endpoint NAME");
            }

            foreach (var endpoint in endpoints)
            {
                Tell(endpoint);
            }

            return endpoints.Any(e => e.Behind is not null) ? 1 : 0;
        }));
        return command;
    }

    public static void Tell(EndpointStatus endpoint)
    {
        var table = endpoint.Table;
        Console.WriteLine($"{table.Endpoint}: {table.Live.Model} answers ({table.LiveColour}, generation {table.Generation}).");
        if (endpoint.Behind is { } behind)
        {
            Console.WriteLine($"  Not in force: {behind}");
        }

        if (endpoint.Replicas is { Count: > 1 } replicas)
        {
            Console.WriteLine($"  {replicas.Count(r => r.Alive && r.Generation >= table.Generation)} of {replicas.Count(r => r.Alive)} replicas have it in force.");
            foreach (var replica in replicas.Where(r => !r.Alive || r.Generation < table.Generation))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {replica.Name}: generation {replica.Generation}, {(replica.Alive ? replica.Behind ?? $"not yet {table.Generation}" : $"last heard of {replica.Seconds:0} s ago")}"));
            }
        }

        if (table.Other is { } other)
        {
            Console.WriteLine($"  {other.Model} {table.Role switch { "Shadow" => "gets copies of requests", "Canary" => string.Create(CultureInfo.InvariantCulture, $"answers {table.Share * 100:0.##} % of requests"), _ => "is kept warm" }}.");
        }

        if (table.Fallback is { Count: > 0 } chain)
        {
            Console.WriteLine($"  When it should not answer: {string.Join(" → ", chain)}.");
        }

        foreach (var guards in endpoint.Guards ?? [])
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Guards of {guards.Model}:{(guards.Schema is null ? "" : " approved schema;")}{(guards.FalseAlarm is { } alarm ? $" strange rows, false alarms {alarm:P1};" : "")}{(guards.Coverage is { } coverage ? $" sets hold the truth in {coverage:P0} ({guards.Labelled - guards.Misses:N0} of {guards.Labelled:N0} so far)" : " no sets")}.{(guards.Says is { } says ? " " + says : "")}"));
        }

        if (endpoint.Release is not { } status)
        {
            return;
        }

        var (release, evidence) = (status.Release, status.Evidence);
        Console.WriteLine($"  Release {release.No} of {release.Candidate.Model}, by {release.StartedBy}: {Word(release.State)}. {status.Next}");
        if (release.EndedAt is null)
        {
            Console.WriteLine($"    {evidence.Answered:N0} of {evidence.Seen:N0} requests answered by it{(evidence.Dropped > 0 ? $", {evidence.Dropped:N0} copies dropped" : "")}{(evidence.Failed > 0 ? $", {evidence.Failed:N0} failed" : "")}{(status.Disagreement is { } share ? string.Create(CultureInfo.InvariantCulture, $"; {share:P2} of {evidence.Compared:N0} rows decided differently, scores at most {evidence.LargestDifference:0.###} apart") : "")}.");
            if (status.Quality is { } quality)
            {
                Console.WriteLine($"    What came true: {quality}");
            }

            foreach (var kind in status.Kinds)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {kind.Kind}: {kind.Advice}; worse by {kind.Low:P2} to {kind.High:P2} on {kind.Pairs:N0} pairs; evidence {Math.Exp(Math.Min(kind.LogE, 50)):0.##}, alarm at {Math.Exp(kind.LogLimit):0}."));
            }
        }
    }

    private static string Word(string state) => state switch { "Shadow" => "in shadow", "Canary" => "in canary", "Bake" => "in use, being watched", "Done" => "in use", "RolledBack" => "rolled back", _ => state };
}
