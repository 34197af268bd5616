using Airworthy.Core.Checklist;
using Airworthy.Core.Statements;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli.Answers;

/// <summary>How a team wants to leave a stop, before it is written.</summary>
internal static class StopDraft
{
    /// <summary>The decision as it would be written now.</summary>
    /// <param name="confirmed">Who confirmed an item aloud, by item.</param>
    public static StopDecision Of(Answering at, Stop stop, IReadOnlyDictionary<string, string> confirmed, IReadOnlyList<string> by, bool isNoGo, string? because)
    {
        using var history = GitHistory.Open(at.Project.Root, Environment.GetEnvironmentVariable).History;
        return StopDecision.Of(stop, Gate.ItemsAt(stop, at.States, at.Evidence), confirmed, by, isNoGo, because, at.Evidence.Today, history?.Head?.Id);
    }

    /// <summary>Writes a decision beside those that are there already, and says where; none is ever written over.</summary>
    /// <exception cref="Refusal">It would not count.</exception>
    public static async Task<string> WriteAsync(Answering at, StopDecision decision, CancellationToken cancel)
    {
        var stop = decision.Stop!.Value;
        if (decision.Objections(Gate.ItemsAt(stop, at.States, at.Evidence), at.Evidence.People) is { Count: > 0 } against)
        {
            throw Answering.Refuse("the decision would not count", against);
        }

        var path = Enumerable.Range(1, 1000).Select(n => AnswerText.StopPath(stop, decision.On, n)).First(p => at.Text(p) is null);
        await WholeFile.WriteAsync(Path.Combine(at.Project.Root, path), AnswerText.Of(decision), cancel);
        return path;
    }
}
