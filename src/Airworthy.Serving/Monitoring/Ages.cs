using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Monitoring;

/// <summary>How old a loaded version is. What is not known is null, never 0.</summary>
/// <param name="AgeSeconds">Since it was registered.</param>
/// <param name="DataAgeSeconds">Since the newest row that it was trained on; known where the guards in force tell (<c>airworthy guard fit</c>).</param>
public sealed record ModelAge(string Model, double? AgeSeconds, double? DataAgeSeconds);

/// <summary>How old all is that an endpoint answers from.</summary>
/// <param name="LimitSeconds">An older version in use is worth an alert; null: none is.</param>
/// <param name="FeatureAgeSeconds">See <see cref="EventTimes.Age"/>.</param>
public sealed record Ages(IReadOnlyList<ModelAge> Models, double? LimitSeconds, double? FeatureAgeSeconds)
{
    /// <returns>Null where nothing is loaded.</returns>
    internal static Ages? Of(Endpoint endpoint, DateTimeOffset now)
    {
        if (endpoint.Route is not { } route)
        {
            return null;
        }

        double? Data(Loaded loaded) => (loaded == route.Live ? route.LiveGuards : loaded == route.Other ? route.OtherGuards : null)?.Fitted?.NewestRow is { } newest ? (now - newest).TotalSeconds : null;
        return new Ages([.. route.All.DistinctBy(l => l.Slot.Model).Select(l => new ModelAge(l.Slot.Model, l.MadeAt is { } made ? (now - made).TotalSeconds : null, Data(l))).Where(m => m is not { AgeSeconds: null, DataAgeSeconds: null })],
            route.Table.MaxAgeDays is { } days ? TimeSpan.FromDays(days).TotalSeconds : null, endpoint.Events.Age);
    }
}
