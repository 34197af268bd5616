namespace Airworthy.Web.Tests.Projects;

/// <summary>What a team lead answers at the kick-off of a project.</summary>
internal static class KickOff
{
    public static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public static readonly (string Name, string Handle, string Email, string Role)[] People =
    [
        ("Jonas Berg", "jonas.berg", "jonas.berg@example.com", "deputy"),
        ("Maria Lund", "maria.lund", "maria.lund@example.com", "domain-expert"),
        ("Lea Roth", "lea.roth", "lea.roth@example.com", "legal"),
    ];

    /// <summary>Fields by item, as somebody types them.</summary>
    public static readonly (string Item, (string Path, string Typed)[] Fields)[] Contract =
    [
        ("business-goal",
        [
            ("goal.statement", "Warn passengers before departure so that fewer of them miss a connection"),
            ("goal.business_metric.name", "missed_connections_per_10k"),
            ("goal.business_metric.direction", "down"),
            ("goal.business_metric.today", "41.0"),
            ("goal.business_metric.target", "36.0"),
            ("goal.business_metric.by", $"{Today.AddDays(300):yyyy-MM-dd}"),
            ("goal.business_metric.source", "https://bi.example.com/d/missed-connections"),
        ]),
        ("accountable-owner", [("owner.deputy", "jonas.berg")]),
        ("error-costs",
        [
            ("error_costs.unit", "EUR"),
            ("error_costs.matrix", "{false_alarm: 4, missed: 65, true_alarm: 1, true_quiet: 0}"),
            ("error_costs.threshold", "cost-optimal"),
            ("error_costs.worst_case", "A passenger leaves for another flight because of a false alarm"),
        ]),
        ("good-enough", [("metric.direction", "up"), ("metric.good_enough", "0.62"), ("metric.target", "0.70")]),
        ("domain-experts",
        [
            ("goal.experts", $"[{{person: maria.lund, knows: turnaround and de-icing, contact: maria.lund@example.com, last_consulted: {Today:yyyy-MM-dd}, notes: docs/experts/{Today:yyyy-MM-dd}.md}}]"),
        ]),
        ("stakeholder-impact", [("responsibility.impact", "docs/impact.md"), ("data.represents.population", "all departures, next 3 months")]),
        ("regulation-requirements", [("responsibility.regulations", "[{rule: GDPR Art. 17, requirement: deletion reaches training data in 30 days, held_by: error-costs}]")]),
    ];

    /// <summary>Documents by the item that names them.</summary>
    public static readonly (string Item, string Text)[] Documents =
    [
        ("domain-experts", $"""
            # What Maria Lund told us, {Today:yyyy-MM-dd}

            We asked how a connection is missed at the two hubs, and which mistakes hurt. She said that the first wave in the
            morning is safe, that de-icing days are the worst, and that a delay code is filled in by hand the next morning, so it
            cannot be known before departure. A false alarm sends a passenger to another flight, which costs a seat; a missed
            delay costs a night in a hotel. She looked at twenty flights with us and marked the three she would have warned about.
            """),
        ("stakeholder-impact", """
            # Impact

            ## Who is affected
            Passengers with a tight connection at the two hubs, the staff who rebook them, and people at small airports who never see a warning.

            ## Benefits
            Fewer passengers miss a connection and sleep at the airport, and the desk is told an hour before the queue forms in front of it.

            ## Harms
            - Scarce staff is moved away from small airports because their flights are warned about less often. Likelihood: medium. Severity: medium. Who notices: station managers. Accepted by Ana Silva.

            ## Misuse
            Somebody could sell the warnings to taxi firms or rank pilots by them; neither is part of what was agreed with the works council in spring.

            ## What we do about it
            Each month the share of warned flights is compared by size of the airport, and the station managers see the numbers before anybody else does.

            ## What we accept
            A false alarm for four in a hundred flights, because a missed delay costs sixteen times as much as a seat that is given to somebody else.

            ## How people complain
            By the form on the notice, which reaches the project's owner within a day, or at the desk, where staff writes the complaint down for them.
            """),
    ];

    /// <summary>Statements in the order in which they hold each other up.</summary>
    public static readonly (string Item, string By, string Says)[] Statements =
    [
        ("business-goal", "ana.silva", "The head of operations agreed on 12 November to bring missed connections from 41 to 36 per 10,000; her team counts them at the desk."),
        ("accountable-owner", "ana.silva", "I answer for this project and can stop a release on my own; the board confirmed it on 2 November."),
        ("error-costs", "maria.lund", "A seat given away costs 4 EUR, a missed night in a hotel 65 EUR on average of the 310 cases of last year."),
        ("good-enough", "ana.silva", "Below 0.62 the desk gets more false alarms than the four in a hundred it can work off; derived from the costs."),
        ("domain-experts", "maria.lund", "I was asked about de-icing days and the first wave, looked at twenty flights and marked three that deserve a warning."),
        ("stakeholder-impact", "ana.silva", "Three station managers and the works council read the list of harms in November and added the small airports."),
        ("regulation-requirements", "lea.roth", "For flights inside the United States only the deletion duty of our contract with the carriers applies, 30 days."),
    ];
}
