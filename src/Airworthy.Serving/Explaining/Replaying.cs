using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Explaining;

/// <summary>Asks logged rows again, each of the version that answered it: where it stands in a slot there, else loaded for as long as this lives.</summary>
internal sealed class Replaying(Route now, IReadOnlyList<RouteChange> changes, IModelSource models) : IDisposable
{
    private readonly Dictionary<long, RouteTable> _tables = changes.ToDictionary(c => c.Table.Generation, c => c.Table);
    private readonly Dictionary<Slot, ServedModel> _loaded = [];
    private readonly Dictionary<(Slot, string), DistanceProfile?> _profiles = [];

    /// <summary>The table that was in force when a row was answered; null where it is not kept.</summary>
    public RouteTable? TableOf(PredictionEntry entry) => _tables.GetValueOrDefault(entry.Generation);

    /// <summary>Whether the version itself answered, so that it can be asked again.</summary>
    public static bool IsOwnAnswer(PredictionEntry entry) => entry.Status == StatusCodes.Status200OK && entry.ServedBy == "primary";

    public async Task<Replay> OfAsync(PredictionEntry entry, CancellationToken cancel)
    {
        if (!IsOwnAnswer(entry))
        {
            return new Replay(null, null, entry.Status != StatusCodes.Status200OK ? "It got no answer." : $"{entry.ServedBy} answered, and the version was not heard.");
        }

        var table = TableOf(entry);
        if (new[] { table?.Live, table?.Other }.FirstOrDefault(s => s?.Model == entry.Model) is not { } slot)
        {
            return new Replay(null, null, $"Generation {entry.Generation} with {entry.Model} is not among the changes that are kept.");
        }

        var profile = await ProfileAsync(entry, cancel);
        if (new[] { now.Live, now.Other }.FirstOrDefault(l => l?.Slot == slot) is { } there && there.Model.TryHold())
        {
            try
            {
                return await Replay.OfAsync(there.Model, entry, cancel, profile);
            }
            finally
            {
                there.Model.Release();
            }
        }

        try
        {
            if (!_loaded.TryGetValue(slot, out var model))
            {
                model = _loaded[slot] = await models.LoadAsync(slot, like: now.Live.Model.Signature, cancel);
            }

            return await Replay.OfAsync(model, entry, cancel, profile);
        }
        catch (NotServableException e)
        {
            return new Replay(null, null, e.Message);
        }
    }

    /// <summary>What the guards that were in force for a row know of training; null where none were, or they cannot be read any more.</summary>
    public async Task<DistanceProfile?> ProfileAsync(PredictionEntry entry, CancellationToken cancel)
    {
        var table = TableOf(entry);
        if (new[] { table?.Live, table?.Other }.FirstOrDefault(s => s?.Model == entry.Model) is not { } slot || table!.Guards?.Fitted?.GetValueOrDefault(entry.Model) is not { } digest)
        {
            return null;
        }

        if (!_profiles.TryGetValue((slot, digest), out var profile))
        {
            try
            {
                profile = (await models.GuardsAsync(slot, digest, cancel)).Profile.Distance;
            }
            catch (NotServableException)
            {
                profile = null;
            }

            _profiles[(slot, digest)] = profile;
        }

        return profile;
    }

    public void Dispose()
    {
        foreach (var model in _loaded.Values)
        {
            model.Dispose();
        }
    }
}
