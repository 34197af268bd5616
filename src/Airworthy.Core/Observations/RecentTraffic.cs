using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>How the test rows compare with recent rows as serving meets them.</summary>
/// <param name="From">Where the recent rows come from.</param>
/// <param name="TestRows">Rows of test.</param>
/// <param name="RecentRows">Recent rows, within <c>data.represents.recent_days</c> where they have a time.</param>
/// <param name="Columns">Rows per bin: in test, and among the recent ones.</param>
/// <param name="Unseen">Categories among the recent rows that dev has none of, most rows first.</param>
/// <param name="Drawn">Rows drawn for what no query can do.</param>
/// <param name="Support">Recent rows unlike any that the model learns from.</param>
/// <param name="EffectiveShare">What a test row is worth when test must stand for the recent rows, in (0, 1]; null where it could not be estimated.</param>
/// <param name="Auc">How well trees tell recent rows from test rows.</param>
/// <param name="Lacking">Features that the recent rows do not have.</param>
/// <param name="Examples">Recent rows farthest from all known ones.</param>
public sealed record RecentTraffic(string From, long TestRows, long RecentRows, IReadOnlyList<BinnedColumn> Columns, IReadOnlyList<UnseenCategory>? Unseen = null, DrawnRows? Drawn = null,
    OutOfSupport? Support = null, double? EffectiveShare = null, double? Auc = null, IReadOnlyList<string>? Lacking = null, Shown? Examples = null) : Observation;

/// <param name="Rows">Recent rows whose value dev does not have.</param>
/// <param name="Example">One such value.</param>
public sealed record UnseenCategory(string Column, long Rows, string Example);

/// <param name="Test">Test rows drawn.</param>
/// <param name="Recent">Recent rows drawn.</param>
public sealed record DrawnRows(int Test, int Recent);

/// <param name="Rows">Recent rows whose distance to the known rows was measured.</param>
/// <param name="Far">Those farther than 99 of 100 known rows are from one another.</param>
/// <param name="Known">Known rows that distances were measured to.</param>
public sealed record OutOfSupport(int Rows, int Far, int Known);
