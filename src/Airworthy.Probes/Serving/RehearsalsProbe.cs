using Airworthy.Core.Observations;
using Airworthy.Core.Records;

namespace Airworthy.Probes.Serving;

/// <summary>Reads the drills of what serves from the project's records.</summary>
public sealed class RehearsalsProbe : IProbe<Rehearsals>
{
    public Task<Sighting<Rehearsals>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var now = around.Clock.GetUtcNow();
        return Task.FromResult<Sighting<Rehearsals>>(new Rehearsals([.. around.Records.Select(Rehearsal.Of).OfType<Rehearsal>().Where(r => r.At <= now).OrderByDescending(r => r.At)
            .Select(r => new Rehearsed(r.Name, (now - r.At).TotalDays, r.Outcome, r.Says, r.Next, r.Where, r.Took.TotalSeconds, r.Measured, r.About))]));
    }
}
