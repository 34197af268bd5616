namespace Airworthy.Tracking.Protocol;

/// <summary>What someone may do with an experiment or a model; each includes those before it.</summary>
public enum Right
{
    /// <summary>Nothing at all: as if it were not there.</summary>
    None,

    /// <summary>Read.</summary>
    View,

    /// <summary>Log, tag, register, delete and restore.</summary>
    Edit,

    /// <summary>Also say which model version is used: aliases and stages.</summary>
    Release,

    /// <summary>Also say who may do what.</summary>
    Administer,
}

/// <summary>Who calls, and what they may do. Without access control everyone may do everything.</summary>
public class Caller
{
    /// <summary>The caller of a server that listens on loopback alone and asks nobody for a name.</summary>
    public static Caller Anyone { get; } = new();

    /// <summary>The account's name; null where nobody was asked.</summary>
    public virtual string? Account => null;

    /// <summary>What the caller may do with an experiment.</summary>
    /// <param name="experiment">Its number.</param>
    public virtual Right On(long experiment) => Right.Administer;

    /// <summary>What the caller may do where no experiment says otherwise: with models, and with experiments to come.</summary>
    public virtual Right Everywhere => Right.Administer;

    /// <summary>Refuses the call unless the caller has a right on an experiment.</summary>
    /// <exception cref="RefusedException"><c>PERMISSION_DENIED</c>, or <c>RESOURCE_DOES_NOT_EXIST</c> where the caller may not even know of it.</exception>
    public void Need(Right right, long experiment)
    {
        var has = On(experiment);
        if (has == Right.None)
        {
            throw RefusedException.NotFound($"No Experiment with id={experiment} exists");
        }

        if (has < right)
        {
            throw RefusedException.Denied($"Permission denied: {Account} may {Words(has)} in experiment {experiment}; this needs to {Words(right)}.");
        }
    }

    /// <summary>Refuses the call unless the caller has a right everywhere.</summary>
    public void Need(Right right)
    {
        if (Everywhere < right)
        {
            throw RefusedException.Denied($"Permission denied: {Account} may {(Everywhere == Right.None ? "do nothing here" : Words(Everywhere))}; this needs to {Words(right)}.");
        }
    }

    private static string Words(Right right) => right.ToString().ToLowerInvariant();
}
