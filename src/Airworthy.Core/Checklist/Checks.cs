using System.Collections.Immutable;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Checklist;

/// <summary>All checks, found by their names.</summary>
public static class Checks
{
    private static readonly Lazy<ImmutableSortedDictionary<PartId, ICheck>> s_all = new(() =>
        typeof(Checks).Assembly.GetTypes()
            .Where(t => typeof(ICheck).IsAssignableFrom(t) && t is { IsClass: true, IsAbstract: false } && t.DeclaringType is not null)
            .ToImmutableSortedDictionary(
                t => new PartId(Field.KebabCase(t.DeclaringType!.Name), Field.KebabCase(t.Name)),
                t => (ICheck)Activator.CreateInstance(t)!));

    public static IReadOnlyDictionary<PartId, ICheck> All => s_all.Value;

    /// <summary>The check of a part; the general one for a part <c>contract</c> without a class and for a command of a pack; null when no machine judges it here.</summary>
    public static ICheck? Of(Item item, Part part) =>
        All.TryGetValue(part.Id, out var check) ? check
        : part is { Id.Part: "contract", Tier: not null } ? new FieldsPresent(item)
        : part is { Id.Part: Item.CommandPart, Tier: not null } && item.Own is not null ? new Packs.CommandEnds(item)
        : null;

    /// <summary>The types of observation that a check reads, in order.</summary>
    public static IReadOnlyList<Type> Reads(ICheck check) =>
        [.. check.GetType().GetInterfaces()
            .Where(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(ICheck<>) || i.GetGenericTypeDefinition() == typeof(ICheck<,>)))
            .SelectMany(i => i.GetGenericArguments())];

    /// <summary>Runs a check on what was seen.</summary>
    /// <param name="seen">One observation per type in <see cref="Reads"/>, in that order.</param>
    public static Verdict Judge(ICheck check, ProjectContract contract, IReadOnlyList<Observation> seen)
    {
        if (check is IContractCheck plain)
        {
            return plain.Judge(contract);
        }

        var method = check.GetType().GetInterfaces().Single(i => i.IsGenericType).GetMethod("Judge")!;
        try
        {
            return (Verdict)method.Invoke(check, [contract, .. seen])!;
        }
        catch (System.Reflection.TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerException!).Throw();
            throw;
        }
    }

    /// <summary>A guess may turn an item red, never green: what rests on one is not known yet.</summary>
    public static Verdict DiscountGuesses(Verdict verdict, Item item, ProjectContract contract)
    {
        var guesses = item.Read.Where(contract.IsGuess).ToList();
        if (guesses.Count == 0)
        {
            return verdict;
        }

        var named = string.Join(", ", guesses);
        return verdict.Answer == Answer.Met
            ? verdict.As(Answer.Unknown, $"{verdict.Says} This rests on a guess: {named}.", "Look at the guessed fields in airworthy.yaml and delete their names from `guessed` to confirm them.")
            : verdict.Concern($"This rests on a guess: {named}.");
    }

    /// <summary>
    /// A split that the project's own code draws and that is stored nowhere is drawn anew with the same shares. That shows what such a split does,
    /// so it may turn an item red; it is not the split the model was trained on, so it never turns one green. A draw that the contract names
    /// (<c>draw: md5</c>) is made again row by row, and is no stand-in.
    /// </summary>
    public static Verdict DiscountStandIn(Verdict verdict, Item item, Part part, ProjectContract contract)
    {
        if (part.Tier != Tier.T2 || contract.Data?.Split is not { IsUnstoredDraw: true } split || !item.Read.Contains("data.split") || verdict.Answer == Answer.Unknown)
        {
            return verdict;
        }

        var note = $"The split is drawn by the project's own code and stored nowhere, so one of the same shares was drawn for this{(split.Seed is { } seed ? $" (seed {seed})" : "")}.";
        return verdict.Answer == Answer.Met
            ? verdict.As(Answer.Unknown, $"{verdict.Says} {note}", "Draw it with `airworthy data split`, which anybody can repeat, or store which row is in which split: a column (data.split.column) or files (data.split.files).")
            : verdict with { Says = $"{verdict.Says} {note}" };
    }
}

/// <summary>Judges a part <c>contract</c> that asks for nothing but its fields: each is there and no placeholder.</summary>
public sealed class FieldsPresent(Item item) : IContractCheck
{
    public Defect Defect => Defect.Promising((item.Required.First(), null));

    public Verdict Judge(ProjectContract contract) =>
        Promised.Lacks(contract, [.. item.Required])
        ?? Verdict.Met($"{string.Join(", ", item.Required)} {(item.Required.Count() == 1 ? "is" : "are")} written down.");
}
