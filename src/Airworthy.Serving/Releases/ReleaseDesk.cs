using Airworthy.Serving.Models;
using Airworthy.Serving.Models.Upstream;
using Airworthy.Serving.Replicas;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Registry;

namespace Airworthy.Serving.Releases;

/// <summary>Begins, hurries and takes back releases, as a person or a policy asks.</summary>
public sealed partial class ReleaseDesk(ReleaseStore releases, RouteStore routes, IModelSource models, Validation validation, Gateway gateway, ReplicaBook replicas)
{
    private const int LongestText = 1000, MostTries = 5;

    /// <summary>Begins a release. What is first at its endpoint goes into use at once: there is nothing to compare it with.</summary>
    /// <exception cref="RefusedException">It may not begin: no passed gate, another release, another signature, or what is asked for cannot be read.</exception>
    public async Task<Release> StartAsync(string endpoint, NewRelease asked, string by, CancellationToken cancel)
    {
        EndpointName.Check(endpoint);
        CheckNumbers(asked);
        CheckGuards(asked.Guards);
        CheckAge(asked.MaxAgeDays);
        var (slot, version) = await FindAsync(asked.Model, cancel);
        var now = await routes.NewestAsync(endpoint, cancel);
        var basis = (asked.Basis ?? new()) with { Schema = (asked.Guards?.Schema ?? now?.Guards?.Schema)?.Digest };
        var accepted = version is { Elsewhere: { } elsewhere } ? Validation.RequireReason($"{slot.Model} ({elsewhere})", asked.Accept) : version is not null ? await validation.RequireAsync(version, basis, asked.ValidationDays, asked.Accept, cancel) : slot.Model.StartsWith(UpstreamAddress.Prefix, StringComparison.Ordinal) ? Validation.RequireReason(slot.Model, asked.Accept) : null;
        var fallback = new List<string>();
        foreach (var step in asked.Fallback ?? [])
        {
            if (step.StartsWith(UpstreamAddress.Prefix, StringComparison.Ordinal))
            {
                throw RefusedException.Invalid($"{Core.Reading.Problem.Cut(step)} cannot be a fallback: what answers when others do not has to be here. Name a version of the registry or a constant.");
            }

            // An alias becomes the version it stands for today: what falls back must not change by itself.
            fallback.Add(step is "previous" or "refuse" or "human" ? step : await FindAsync(step, cancel) is { Version: not { Elsewhere: not null } } found ? found.Slot.Model
                : throw RefusedException.Invalid($"{Core.Reading.Problem.Cut(step)} runs on another server, and cannot be a fallback: what answers when others do not has to be here."));
        }

        if (now is not null && now.Live == slot)
        {
            throw RefusedException.Invalid($"{slot.Model} is what endpoint {endpoint} answers with already.");
        }

        await CheckSignatureAsync(slot, now, asked.MemoryMb, cancel);
        var policy = (asked.Policy ?? new ReleasePolicy()) with { MemoryMb = asked.MemoryMb };
        if (now is { Live.Digest: null })
        {
            // A constant decides every row alike: how often a model decides otherwise says nothing of the model.
            policy = policy with { MaxDisagreement = null };
        }

        var why = (asked.Reason is { Length: > 0 } reason ? $" {Sentence(reason)}" : "") + (accepted is null ? "" : $" Accepted although the gate could not tell {accepted}: {Sentence(asked.Accept!)}");
        var isFirst = now is null;
        var release = await releases.BeginAsync(slot, policy, isFirst ? ReleaseState.Done : ReleaseState.Shadow, no =>
        {
            var table = now ?? new RouteTable(endpoint, 0, slot, "blue");
            table = table with
            {
                Generation = table.Generation + 1,
                Fallback = asked.Fallback is null ? table.Fallback : fallback,
                Threshold = asked.Threshold ?? table.Threshold,
                SlowMs = asked.SlowMs ?? table.SlowMs,
                TimeoutMs = asked.TimeoutMs ?? table.TimeoutMs,
                LogRate = asked.LogRate ?? table.LogRate,
                LogFeatures = asked.LogFeatures ?? table.LogFeatures,
                Privacy = asked.Privacy ?? table.Privacy,
                Alias = asked.Alias is { } alias ? ModelNames.FreeAlias(alias) : asked.Model.EndsWith("@champion", StringComparison.Ordinal) ? "champion" : table.Alias,
                MaxAgeDays = asked.MaxAgeDays ?? table.MaxAgeDays,
                Guards = FittedTo(Keeping(asked.Guards, now), version),
            };
            return isFirst ? table : table with { Other = slot, Role = OtherRole.Shadow, Share = 1, Salt = Salt(endpoint, no), Release = no, Step = table.Generation };
        }, by, (isFirst ? $"{slot.Model} is first at this endpoint." : $"{slot.Model} gets copies of all requests.") + why, cancel);
        await TakeAsync(endpoint, cancel);
        return release;
    }

    /// <summary>Moves a release on before its policy would: the evidence so far must not speak against it.</summary>
    /// <param name="account">Who asks; null where the server asks nobody.</param>
    /// <param name="seen">The generation that who asks has seen; null: whatever stands now. Two who hurry the same step move it on by one.</param>
    /// <exception cref="RefusedException">None runs, the account may not, it stands elsewhere than was seen, or the evidence speaks against it.</exception>
    public async Task<Release> PromoteAsync(string endpoint, string by, string? account, string? reason, long? seen, CancellationToken cancel)
    {
        var (release, table) = await RunningAsync(endpoint, cancel);
        CheckSeen(table, seen);
        if (account is not null && release.Policy.Promoters is { Count: > 0 } promoters && !promoters.Contains(account))
        {
            throw RefusedException.Denied($"Permission denied: {account} is none of those who may promote here: {string.Join(", ", promoters)}.");
        }

        var evidence = await releases.EvidenceAsync(release.No, release.Generation, cancel);
        var before = release.State == ReleaseState.Bake ? await releases.EvidenceBeforeAsync(release.No, release.Generation, cancel) : new Evidence();
        if (ReleaseJudge.Next(release, evidence, before, table.SlowMs is not null, TimeSpan.Zero, table.Threshold) is { State: ReleaseState.RolledBack } against)
        {
            throw new RefusedException("FAILED_PRECONDITION", $"What was seen speaks against {release.Candidate.Model}, and its policy takes it back: {against.Says}");
        }

        await RequireEverywhereAsync(table, cancel);
        return await MoveAsync(release, table, OneStep(release) with { Says = $"Moved on by {by}, before its policy would have.{(reason is { Length: > 0 } why ? $" {Core.Reading.Problem.Cut(why)}" : "")}" }, by, cancel);
    }

    /// <summary>Takes the running release back; where none runs, what answered before the last change of the live version answers again.</summary>
    /// <param name="seen">The generation that who asks has seen; null: whatever stands now. A running release is taken back wherever it stands; where none runs any more, two who ask do not go back twice.</param>
    /// <exception cref="RefusedException">There is nothing to go back to, it cannot be loaded, or somebody has gone back already.</exception>
    public async Task<Release?> RollBackAsync(string endpoint, string by, string? reason, long? seen, CancellationToken cancel)
    {
        var why = reason is { Length: > 0 } text ? Core.Reading.Problem.Cut(text) : "no reason was given";
        for (var tries = 1; (await releases.OfAsync(endpoint, cancel)).FirstOrDefault(r => r.IsRunning) is { } release; tries++)
        {
            try
            {
                return await MoveAsync(release, await NowAsync(endpoint, cancel), new Move(ReleaseState.RolledBack, 0, $"Rolled back by {by}: {why}."), by, cancel);
            }
            catch (RefusedException e) when (e.Code == "ABORTED" && tries < MostTries)
            {
                // Its policy was quicker by a moment: it is taken back from where it stands now.
            }
        }

        var now = await NowAsync(endpoint, cancel);
        CheckSeen(now, seen);
        var all = await releases.OfAsync(endpoint, cancel);
        var back = await BeforeAsync(now, all, cancel);
        await RequireLoadsAsync(back, now, cancel);
        var last = all.FirstOrDefault(r => r.State == ReleaseState.Done && r.Candidate == now.Live);
        var table = Back(now, back);
        var says = $"Rolled back by {by}: {why}.";
        if (last is null)
        {
            await routes.AddAsync(table, by, says, cancel);
        }
        else
        {
            last = await releases.MoveAsync(last, ReleaseState.RolledBack, 0, table, by, says, cancel);
        }

        await TakeAsync(endpoint, cancel);
        return last;
    }

    /// <exception cref="RefusedException"><c>ABORTED</c>: somebody, or the policy, was quicker than who asks.</exception>
    private static void CheckSeen(RouteTable now, long? seen)
    {
        if (seen is { } read && read != now.Generation)
        {
            throw new RefusedException("ABORTED", $"Endpoint {now.Endpoint} is at generation {now.Generation}, not {read}: somebody changed it meanwhile. Look at it again, and repeat the change if it is still right.");
        }
    }

    /// <summary>What goes into use at once can be loaded: a table that names anything else would be in force nowhere, and a gateway that starts with it answers nobody.</summary>
    private async Task RequireLoadsAsync(Slot back, RouteTable now, CancellationToken cancel)
    {
        if (gateway.Endpoints.FirstOrDefault(e => e.Name == now.Endpoint)?.Route?.Other?.Slot == back)
        {
            return; // it stands loaded: a way back does not wait
        }

        try
        {
            (await models.LoadAsync(back, like: null, cancel)).Dispose();
        }
        catch (NotServableException e)
        {
            throw new RefusedException("FAILED_PRECONDITION", $"{back.Model} cannot be brought back: {e.Message} {now.Live.Model} goes on answering.");
        }
    }

    /// <summary>Whether a rollback brings anything back where no release runs.</summary>
    public async Task<bool> IsBeforeAsync(RouteTable now, CancellationToken cancel) => await FoundBeforeAsync(now, await releases.OfAsync(now.Endpoint, cancel), cancel) is not null;

    private async Task<Slot?> FoundBeforeAsync(RouteTable now, IReadOnlyList<Release> all, CancellationToken cancel)
    {
        var takenBack = all.Where(r => r.State == ReleaseState.RolledBack).Select(r => r.Candidate).ToHashSet();
        return now.Other ?? (await routes.HistoryAsync(now.Endpoint, RouteStore.MostAtOnce, cancel)).Select(c => c.Table.Live).FirstOrDefault(live => live != now.Live && !takenBack.Contains(live));
    }

    /// <summary>What a rollback brings back where no release runs.</summary>
    private async Task<Slot> BeforeAsync(RouteTable now, IReadOnlyList<Release> all, CancellationToken cancel) => await FoundBeforeAsync(now, all, cancel)
        ?? throw new RefusedException("FAILED_PRECONDITION", $"Endpoint {now.Endpoint} has answered with nothing but {now.Live.Model} and what was taken back: there is nothing to go back to.");

    /// <summary>Moves a release and brings the table into force here; other replicas see it within a second.</summary>
    /// <exception cref="RefusedException">The candidate would get more traffic here than where it was judged, or somebody moved it meanwhile.</exception>
    internal async Task<Release> MoveAsync(Release release, RouteTable now, Move move, string by, CancellationToken cancel)
    {
        if (move.State is ReleaseState.Canary or ReleaseState.Bake && release.Candidate.Registered is var (name, version) && await validation.ChangedAsync(name, version, cancel) is { } changed)
        {
            throw new RefusedException("FAILED_PRECONDITION", changed);
        }

        var moved = await releases.MoveAsync(release, move.State!.Value, move.Step, ReleaseJudge.Table(now, release, move), by, move.Says, cancel);
        await TakeAsync(release.Endpoint, cancel);
        return moved;
    }

    private async Task TakeAsync(string endpoint, CancellationToken cancel)
    {
        if (await routes.NewestAsync(endpoint, cancel) is { } table)
        {
            await gateway.TakeAsync(table, cancel);
        }
    }

    private async Task<(Release Release, RouteTable Table)> RunningAsync(string endpoint, CancellationToken cancel)
    {
        var table = await NowAsync(endpoint, cancel);
        return ((await releases.OfAsync(endpoint, cancel)).FirstOrDefault(r => r.IsRunning) ?? throw new RefusedException("FAILED_PRECONDITION", $"No release of endpoint {endpoint} is running."), table);
    }

    private async Task<RouteTable> NowAsync(string endpoint, CancellationToken cancel) => await routes.NewestAsync(endpoint, cancel)
        ?? throw RefusedException.NotFound($"No endpoint is called {Core.Reading.Problem.Cut(endpoint)}. Make one: airworthy release start MODEL --endpoint NAME");

    private async Task<(Slot Slot, FoundVersion? Version)> FindAsync(string model, CancellationToken cancel)
    {
        try
        {
            return await models.FindAsync(model, cancel);
        }
        catch (NotServableException e)
        {
            throw RefusedException.Invalid(e.Message);
        }
    }

    /// <summary>Loads the candidate once, so that nothing begins which cannot answer, and compares what both take and give.</summary>
    private async Task CheckSignatureAsync(Slot slot, RouteTable? now, double? memoryMb, CancellationToken cancel)
    {
        try
        {
            using var candidate = await models.LoadWithinAsync(slot, memoryMb, cancel);
            if (now is null || slot.Digest is null || now.Live.Digest is null)
            {
                return;
            }

            using var live = await models.LoadAsync(now.Live, like: null, cancel);
            if (!Same(live.Signature.Inputs, candidate.Signature.Inputs) || !Same(live.Signature.Outputs, candidate.Signature.Outputs))
            {
                throw RefusedException.Invalid($"{slot.Model} takes {Text(candidate.Signature.Inputs)} and gives {Text(candidate.Signature.Outputs)}; {now.Live.Model}, which is in use, takes {Text(live.Signature.Inputs)} and gives {Text(live.Signature.Outputs)}. Callers would break: release it at an endpoint of its own.");
            }
        }
        catch (NotServableException e)
        {
            throw RefusedException.Invalid(e.Message);
        }
    }

    private static bool Same(IReadOnlyList<TensorSpec> a, IReadOnlyList<TensorSpec> b) => a.Count == b.Count && a.OrderBy(s => s.Name, StringComparer.Ordinal).Zip(b.OrderBy(s => s.Name, StringComparer.Ordinal)).All(p => p.First.Name == p.Second.Name && p.First.Type == p.Second.Type && p.First.Shape.SequenceEqual(p.Second.Shape));

    private static string Text(IReadOnlyList<TensorSpec> specs) => string.Join(", ", specs.Select(s => $"{s.Name} {s.Type.Name()} {TensorSpec.Text(s.Shape)}"));

    private static string Sentence(string text) => text.TrimEnd() is var t && t.EndsWith('.') ? t : t + ".";

    private static long Salt(string endpoint, long release) => BitConverter.ToInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{endpoint}/{release}")));
}
