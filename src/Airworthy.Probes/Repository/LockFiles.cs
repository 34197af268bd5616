namespace Airworthy.Probes.Repository;

/// <summary>The files in which package tools write down exactly what is installed.</summary>
public static class LockFiles
{
    /// <summary>Names at the top of a project or beside its code.</summary>
    /// <remarks>pip and uv, Poetry, PDM, Pipenv, Pixi, Conda, renv, npm, pnpm, Yarn, NuGet, Julia, Cargo: their own documentation.</remarks>
    public static readonly IReadOnlyList<string> Names =
    [
        "requirements.lock", "requirements.txt", "requirements-lock.txt", "uv.lock", "pylock.toml", "poetry.lock", "pdm.lock", "Pipfile.lock", "pixi.lock",
        "conda-lock.yml", "conda-lock.yaml", "renv.lock", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "packages.lock.json",
        "Manifest.toml", "Cargo.lock",
    ];
}
