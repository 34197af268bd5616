using System.Globalization;

using Airworthy.Core.Statistics;
using Airworthy.Serving.Routing;

using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Monitoring.Alerts;

/// <summary>When bad rows of requests are worth an alert.</summary>
/// <param name="MaxBadRows">The largest share of rows, 0 to 1, that may break the schema or be unreadable.</param>
/// <param name="WindowHours">The newest hours in which the share is taken, above 0.</param>
public sealed record InputTerms(double MaxBadRows, double WindowHours);

/// <summary>Raises an alert where more rows of an endpoint are bad than its terms allow, and ends it when that is over. It looks at counts, never at a request.</summary>
/// <remarks>An alert needs a share that is above the limit beyond chance (the lower end of Wilson's interval, 95 %), so that one bad row of a quiet night wakes nobody.</remarks>
internal sealed partial class InputWatch(Gateway gateway, MinuteBook book, AlertStore alerts, TimeProvider clock, ILogger<InputWatch> log)
{
    public const string Kind = "inputs";

    private const int Named = 3;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        foreach (var table in gateway.Endpoints.Select(e => e.Route?.Table).OfType<RouteTable>())
        {
            if (table.Guards?.Inputs is { } terms)
            {
                await LookAsync(table.Endpoint, terms, cancel);
            }
        }
    }

    private async Task LookAsync(string endpoint, InputTerms terms, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var from = (now.ToUnixTimeSeconds() / 60) - (long)Math.Ceiling(terms.WindowHours * 60) + 1;
        var counts = (await book.OfAsync(endpoint, from, cancel)).Where(m => m.Arm.Name is "live" or "candidate").Select(m => m.Counts).Aggregate((Counts?)null, (a, b) => a?.Plus(b) ?? b);
        var (rows, bad) = (counts?[Event.Rows] ?? 0, counts?[Event.BadRows] ?? 0);
        var lasting = (await alerts.OfAsync(endpoint, cancel)).FirstOrDefault(a => a is { Kind: Kind, EndedAt: null });
        if (lasting is not null && bad <= terms.MaxBadRows * rows)
        {
            await alerts.EndAsync(endpoint, lasting.No, now.ToUnixTimeMilliseconds(), cancel);
        }
        else if (lasting is null && rows > 0 && Proportion.Wilson(Math.Min(bad, rows), rows).Low > terms.MaxBadRows)
        {
            var columns = string.Join(", ", (counts!.Broken ?? new Dictionary<string, long>()).OrderByDescending(b => b.Value).Take(Named).Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Key} {b.Value:N0}")));
            var says = string.Create(CultureInfo.InvariantCulture, $"{(double)bad / rows:P1} of {rows:N0} rows in {terms.WindowHours:G4} hours break the schema or cannot be read; {terms.MaxBadRows:P1} is the limit.{(columns.Length > 0 ? $" Columns: {columns}." : "")}");
            if (await alerts.RaiseAsync(endpoint, Kind, says, now.ToUnixTimeMilliseconds(), cancel))
            {
                Raised(log, endpoint, says);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Alert at {Endpoint}: {Says} Answer it: airworthy monitor alerts")]
    private static partial void Raised(ILogger log, string endpoint, string says);
}
