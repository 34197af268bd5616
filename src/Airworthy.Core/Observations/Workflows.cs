using Airworthy.Core.Contracts;

namespace Airworthy.Core.Observations;

/// <summary>The workflow files of CI systems in the repository.</summary>
public sealed record Workflows(IReadOnlyList<Workflow> Files) : Observation;

/// <summary>One workflow file.</summary>
/// <param name="OnPullRequests">It runs when a change asks to be merged.</param>
/// <param name="Commands">Every line it runs, those of scripts in the repository that it calls included.</param>
/// <param name="Unreadable">Why it could not be read; null when it could.</param>
public sealed record Workflow(string Path, CiProvider Provider, bool OnPullRequests, IReadOnlyList<string> Commands, string? Unreadable = null);
