namespace Airworthy.Core.Observations;

/// <summary>Alerts about bad rows that the gateway has raised at the project's endpoint.</summary>
/// <param name="IsArmed">The gateway has a share and a window by which it raises one.</param>
/// <param name="Raised">Newest first.</param>
public sealed record InputAlerts(string Endpoint, string Place, bool IsArmed, IReadOnlyList<RaisedAlert> Raised) : Observation;

/// <param name="Acted">Whether it led to something; null while nobody has answered.</param>
public sealed record RaisedAlert(long No, double DaysAgo, string Says, bool? Acted = null);
