using System.CommandLine;

using Airworthy.Client;
using Airworthy.Core.Contracts;

namespace Airworthy.Cli.Commands.Release;

/// <summary><c>airworthy release start MODEL</c>: begins a release on the terms of the contract.</summary>
internal sealed class ReleaseStartCommand : IReleaseCommand
{
    private static readonly Argument<string> s_model = new("model") { Description = "models:/NAME/VERSION, models:/NAME@ALIAS, the number of a version of this project's model, champion, constant:NUMBER, or upstream:http://HOST:PORT/v2/models/NAME." };
    private static readonly Option<string?> s_accept = new("--accept") { Description = "Why the version may begin although the gate could not tell everything, or nothing of an upstream. It does not help where the gate has refused.", HelpName = "text" };
    private static readonly Option<double?> s_shadowHours = new("--shadow-hours") { Description = "Other than release.shadow.min_hours.", HelpName = "hours" };
    private static readonly Option<long?> s_shadowRequests = new("--shadow-requests") { Description = "Other than release.shadow.min_requests.", HelpName = "n" };
    private static readonly Option<double?> s_stepMinutes = new("--step-minutes") { Description = "Other than release.canary.step_minutes.", HelpName = "minutes" };
    private static readonly Option<double?> s_bakeMinutes = new("--bake-minutes") { Description = "Other than release.bake_minutes.", HelpName = "minutes" };

    public Command Build()
    {
        var command = new Command("start", "Begin a release: the candidate answers copies of requests first, then shares of the traffic, then all of it. What is first at its endpoint goes into use at once.")
        {
            s_model, ReleaseCommand.Endpoint, ReleaseCommand.Reason, s_accept, s_shadowHours, s_shadowRequests, s_stepMinutes, s_bakeMinutes, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var contract = ReleaseCommand.Contract();
        var endpoint = ReleaseCommand.EndpointOf(parsed, contract);
        var terms = Terms(parsed, contract?.Release);
        var asked = new NewRelease(ModelOf(parsed.GetValue(s_model)!, contract), terms, Guarding.PromisedGuards.Chain(contract), contract is null ? null : DecisionThreshold.Of(contract).From,
            contract?.Serving?.Latency?.P99Ms, contract?.Fallback?.TimeoutMs, contract?.Release?.ValidationDays, LogRate: null, Guarding.PromisedGuards.LogFeatures(contract) == true, parsed.GetValue(s_accept), parsed.GetValue(ReleaseCommand.Reason),
            contract is null ? null : Guarding.PromisedGuards.Terms(Project.Open(".")),
            Guarding.PromisedGuards.Privacy(contract), contract?.Serving?.MemoryMb, endpoint == contract?.Serving?.Endpoint ? "champion" : null, contract?.Freshness?.MaxAgeDays,
            contract is null ? null : await BasisAsync(cancel));
        return await ReleaseCommand.WithGatewayAsync(parsed, async gateway =>
        {
            var release = await gateway.ReleaseAsync(endpoint, asked, cancel);
            Console.WriteLine(release.State == "Done" ? $"{release.Candidate.Model} answers at {endpoint}: it is the first there." : $"Release {release.No}: {release.Candidate.Model} gets copies of all requests at {endpoint}, and is not heard yet.");
            foreach (var note in Shorter(terms, contract?.Release))
            {
                Terminal.Note(note);
            }

            Terminal.Note($"See how it goes: airworthy release status --endpoint {endpoint}");
            return 0;
        });
    }

    private static async Task<JudgedBasis> BasisAsync(CancellationToken cancel)
    {
        var now = await Gating.PresentBasis.OfAsync(Project.Open("."), cancel);
        return new JudgedBasis(now.Locks, now.Images);
    }

    private static string ModelOf(string model, ProjectContract? contract) => contract?.Project is { } project && (model == "champion" || model.All(char.IsAsciiDigit))
        ? model == "champion" ? $"models:/{project}@champion" : $"models:/{project}/{model}"
        : model;

    private static ReleaseTerms Terms(ParseResult parsed, Core.Contracts.Release? promised) => new(
        parsed.GetValue(s_shadowHours) ?? promised?.Shadow?.MinHours,
        parsed.GetValue(s_shadowRequests) ?? promised?.Shadow?.MinRequests,
        promised?.Shadow?.MaxDisagreement,
        promised?.Canary?.StepsPercent,
        parsed.GetValue(s_stepMinutes) ?? promised?.Canary?.StepMinutes,
        parsed.GetValue(s_bakeMinutes) ?? promised?.BakeMinutes,
        promised?.MaxErrorIncrease,
        Promoters(promised));

    /// <summary>The accounts of those whom the contract names: handles of people.yaml, with the account on the server that stands there, else of the same name.</summary>
    /// <exception cref="Refusal">One is nobody, or works here no more.</exception>
    private static List<string>? Promoters(Core.Contracts.Release? promised)
    {
        if (promised?.Promoters is not { Count: > 0 } handles)
        {
            return null;
        }

        var people = Project.Open(".").Files.People;
        return handles.FirstOrDefault(h => people[h] is not { Active: true }) is { } nobody
            ? throw new Refusal(1, $"release.promoters names {Core.Reading.Problem.Cut(nobody)}, who {(people[nobody] is null ? "is nobody in" : "is not active in")} .airworthy/people.yaml.", "Name handles that stand there; `account` there is the account on a team server.")
            : [.. handles.Select(h => people[h]!.Account ?? h)];
    }

    /// <summary>What is shorter than the contract promises: it is said, not hidden.</summary>
    private static IEnumerable<string> Shorter(ReleaseTerms terms, Core.Contracts.Release? promised)
    {
        foreach (var (name, now, then) in ((string, double?, double?)[])
        [
            ("release.shadow.min_hours", terms.ShadowHours, promised?.Shadow?.MinHours), ("release.shadow.min_requests", terms.ShadowRequests, promised?.Shadow?.MinRequests),
            ("release.canary.step_minutes", terms.StepMinutes, promised?.Canary?.StepMinutes), ("release.bake_minutes", terms.BakeMinutes, promised?.BakeMinutes),
        ])
        {
            if (now < then)
            {
                yield return $"{name} is {then:0.###} in the contract; this release has {now:0.###}.";
            }
        }
    }
}
