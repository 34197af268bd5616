using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Cli.Guarding;

/// <summary>What the contract says of doubtful rows, as the gateway takes it.</summary>
internal static class PromisedGuards
{
    /// <summary>The doubts, and the approved schema where there is one.</summary>
    /// <exception cref="Refusal">The schema cannot be read.</exception>
    public static GuardTerms? Terms(Project project)
    {
        var contract = project.Contract;
        var schema = SchemaOf(project);
        return contract.Fallback is null && contract.Guards is null && schema is null && contract.Monitoring?.Inputs is null ? null : new GuardTerms(
            contract.Fallback?.When is { } when ? [.. when.Select(w => WordAttribute.Of(w))] : null, contract.Fallback?.LowConfidenceBelow,
            schema is null ? null : new GuardedSchema(schema.Columns.ToDictionary(c => c.Key, c => new GuardedColumn(c.Value.Required, c.Value.Low, c.Value.High, c.Value.Values, c.Value.Pattern))),
            contract.Monitoring?.Inputs is { MaxBadRows: { } most, WindowHours: { } hours } ? new InputLimit(most, hours) : null);
    }

    /// <summary>Whether the prediction log keeps the values of all features: somebody has said that none tells of a person. Null without a contract.</summary>
    public static bool? LogFeatures(ProjectContract? contract) => contract is null ? null : contract.Data?.Privacy?.PersonalData == PersonalData.None;

    /// <summary>Who may read which feature, and whom rows are about; null where the contract says neither.</summary>
    public static LogPrivacy? Privacy(ProjectContract? contract) => contract?.Data?.Privacy is { Classes: not null } or { Subject: not null }
        ? new LogPrivacy(contract.Data.Privacy.Classes?.ToDictionary(c => c.Key, c => c.Value.ToString()), contract.Data.Privacy.Subject)
        : null;

    /// <summary>The part of the approved schema that rows are held against; null where there is none.</summary>
    public static InputSchema? SchemaOf(Project project)
    {
        if (project.Contract.Data?.Schema is not { } path || !File.Exists(Path.Combine(project.Root, path)))
        {
            return null;
        }

        var reading = TableSchemaReader.Read(File.ReadAllBytes(Path.Combine(project.Root, path)), path);
        return reading.Schema is { } schema ? InputSchema.Of(schema, project.Contract) : throw new Refusal(3, [.. reading.Problems.Select(p => p.ToString())]);
    }

    /// <summary>The contract's chain as the gateway takes it; null without one.</summary>
    public static List<string>? Chain(ProjectContract? contract) => contract?.Fallback switch
    {
        null => null,
        { Chain: { } chain } => [.. chain.Select(step => Step(step, contract.Project))],
        { Answer: { } answer } => [Step(answer, contract.Project)],
        _ => null,
    };

    private static string Step(string step, string project) =>
        step.StartsWith("baseline:", StringComparison.Ordinal) ? $"models:/{project}.baseline.{step[9..].Trim().Replace(' ', '-')}@latest"
        : step.StartsWith("constant:", StringComparison.Ordinal) ? "constant:" + step[9..].Trim()
        : step;
}
