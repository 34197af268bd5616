using System.Text.RegularExpressions;

using Airworthy.Tracking.Runs;

namespace Airworthy.Web.Runs;

/// <summary>The colour of a run, the same on every page and chart: the one somebody gave it, else one by its number, so that neighbours differ.</summary>
internal static partial class RunColours
{
    // Tol's "bright" and "muted" schemes, darkened or lightened until each stands out on white and on near-black.
    private static readonly string[] s_palette =
        ["#4477cc", "#d9662b", "#2f9e62", "#b3479c", "#b08a12", "#1f9fb3", "#cc4455", "#7a6be0", "#6b8f23", "#a0694b", "#e07aa8", "#5c86a8"];

    public static string Of(RunRow run) =>
        run.Tags.TryGetValue(RunRow.ColourTag, out var given) && Hex().IsMatch(given) ? given : s_palette[run.Info.No % s_palette.Length];

    // Only this form goes into a style.
    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Hex();
}
