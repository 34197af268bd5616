using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.PredictionLog;

namespace Airworthy.Serving.Explaining;

/// <summary>Where the values of a logged row lie among those of training, as the guards of its version keep them.</summary>
internal static class TracedPlaces
{
    /// <returns>By feature; those that the profile does not tell of are left out.</returns>
    public static IEnumerable<(string Feature, TrainingPlace Place)> Of(PredictionEntry entry, DistanceProfile? profile)
    {
        if (profile is null)
        {
            yield break;
        }

        var known = profile.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var feature in entry.Features)
        {
            var place = known.TryGetValue(feature.Name, out var column) ? column.Categories is null ? TrainingPlace.Of(column, feature.Number ?? double.NaN) : TrainingPlace.Of(column, Word(feature))
                : known.TryGetValue(feature.Name + FittedGuards.HourOf, out column) ? TrainingPlace.Of(column, Hour(feature.Number)) : null;
            if (place is { } there)
            {
                yield return (feature.Name, there);
            }
        }
    }

    private static string Word(LoggedValue value) => value.Text ?? value.Number?.ToString("R", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static string Hour(double? seconds) => seconds is { } s && double.IsFinite(s) ? ((int)((((s % 86_400) + 86_400) % 86_400) / 3600)).ToString(System.Globalization.CultureInfo.InvariantCulture) : "";
}
