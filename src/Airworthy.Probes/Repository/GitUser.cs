using LibGit2Sharp;

namespace Airworthy.Probes.Repository;

/// <summary>Who git says is sitting here.</summary>
public static class GitUser
{
    /// <summary><c>user.email</c> as git would use it in a folder; null when it is not set.</summary>
    public static string? Email(string folder)
    {
        if (LibGit2Sharp.Repository.Discover(folder) is { } git)
        {
            using var repository = new LibGit2Sharp.Repository(git);
            return repository.Config.Get<string>("user.email")?.Value;
        }

        using var own = Configuration.BuildFrom(null);
        return own.Get<string>("user.email")?.Value;
    }
}
