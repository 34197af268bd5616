using System.Text.Json.Serialization;

using Airworthy.Core.Contracts;
using Airworthy.Serving.Monitoring.Alerts;

namespace Airworthy.Serving.Guards;

/// <summary>What is asked of each row before and after the model answers; part of the route table.</summary>
/// <param name="When">What leads down the fallback chain, in the contract's words; null: failures of the model alone. What is not named is counted and told.</param>
/// <param name="LowConfidenceBelow">A smaller confidence, 0 to 1, is a doubt; null: none is.</param>
/// <param name="Schema">The approved schema; null where there is none.</param>
/// <param name="Fitted">The digest of the guards of each version that has some, by its address: what is in force changes by a new generation alone.</param>
/// <param name="Inputs">When bad rows are worth an alert; null: never.</param>
public sealed record GuardTerms(IReadOnlyList<string>? When = null, double? LowConfidenceBelow = null, InputSchema? Schema = null, IReadOnlyDictionary<string, string>? Fitted = null, InputTerms? Inputs = null)
{
    /// <summary><see cref="When"/>, together.</summary>
    [JsonIgnore]
    public Doubt Falls => When is null ? Doubts.Usual : When.Aggregate(Doubt.None, (all, word) => all | (Doubts.Parse(word) ?? Doubt.None));

    /// <summary>As <see cref="Falls"/>, for a table without terms too.</summary>
    internal static Doubt FallsOf(GuardTerms? terms) => terms?.Falls ?? Doubts.Usual;
}
