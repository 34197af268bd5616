using Airworthy.Core.Persons;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Observations;

/// <summary>What looks personal in a sample of each column, of today's data and of earlier versions, and how small the groups are that quasi-identifiers make.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Columns">The columns that were read, once per split and once per table of an earlier version.</param>
/// <param name="Groups">Null when fewer than two columns are, or sound like, quasi-identifiers.</param>
/// <param name="Versions">Earlier versions of the data that were read as well, or hold nothing that was not.</param>
/// <param name="Unread">Earlier versions that were not read, each with the reason.</param>
public sealed record PersonalTraces(long Rows, IReadOnlyList<ColumnTraces> Columns, GroupSizes? Groups = null, IReadOnlyList<string>? Versions = null, IReadOnlyList<string>? Unread = null) : Observation;

/// <summary>What was recognised among the values of one column in one split.</summary>
/// <param name="In"><c>train</c>, <c>dev</c>, <c>test</c>, <c>table</c>, or the earlier version that holds the values.</param>
/// <param name="Values">Different values that were read.</param>
/// <param name="Rows">Rows that have one of them.</param>
/// <param name="Found">What was recognised.</param>
/// <param name="Sampled">Whether there are more values than were read.</param>
/// <param name="IsFreeText">Whether most values are sentences of their own.</param>
public sealed record ColumnTraces(string Name, string In, long Values, long Rows, IReadOnlyList<Trace> Found, bool Sampled = false, bool IsFreeText = false);

/// <param name="Kind">What it is, in the singular.</param>
/// <param name="Topic">The word under which column names speak of it.</param>
/// <param name="Chance">Share of random values of this form that pass; 1 without check digits.</param>
/// <param name="Formed">Different values of its form.</param>
/// <param name="Passed">Those of them whose check digits are right, in [0, Formed].</param>
/// <param name="Rows">Rows whose value passed.</param>
/// <param name="Example">One of them, masked.</param>
public sealed record Trace(string Kind, string Topic, Certainty Certainty, double Chance, long Formed, long Passed, long Rows, string Example)
{
    /// <summary>The share of the passing values that chance does not explain, in [0, 1].</summary>
    public double RealShare => Passed == 0 ? 0 : Math.Min(1, ChancePasses.Excess(Formed, Passed, Chance) / Passed);

    /// <summary>The probability that random values of the form pass as often; 1 without check digits.</summary>
    public double ByAccident => ChancePasses.Tail(Formed, Passed, Chance);
}

/// <summary>How many rows share their quasi-identifiers.</summary>
/// <param name="Columns">The quasi-identifiers.</param>
/// <param name="Stated">Whether the contract names them; else their names were guessed from.</param>
/// <param name="Groups">Different combinations of values.</param>
/// <param name="Smallest">Rows of the smallest group: k.</param>
/// <param name="Few">Rows in groups of fewer than five.</param>
/// <param name="Rows">Rows in all.</param>
public sealed record GroupSizes(IReadOnlyList<string> Columns, bool Stated, long Groups, long Smallest, long Few, long Rows);
