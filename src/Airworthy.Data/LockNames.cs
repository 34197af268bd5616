namespace Airworthy.Data;

/// <summary>The names of the files in which package tools write down exactly what is installed.</summary>
public static class LockNames
{
    /// <summary>By name, whatever its case: the tool that writes it, and the language it is for.</summary>
    public static IReadOnlyDictionary<string, (string Tool, string Language)> All { get; } = new Dictionary<string, (string Tool, string Language)>(StringComparer.OrdinalIgnoreCase)
    {
        ["requirements.lock"] = ("pip", "python"),
        ["requirements.txt"] = ("pip", "python"),
        ["requirements-lock.txt"] = ("pip", "python"),
        ["uv.lock"] = ("uv", "python"),
        ["pylock.toml"] = ("pip", "python"),
        ["poetry.lock"] = ("Poetry", "python"),
        ["pdm.lock"] = ("PDM", "python"),
        ["Pipfile.lock"] = ("Pipenv", "python"),
        ["pixi.lock"] = ("Pixi", "python"),
        ["conda-lock.yml"] = ("conda-lock", "python"),
        ["conda-lock.yaml"] = ("conda-lock", "python"),
        ["environment.yml"] = ("Conda", "python"),
        ["environment.yaml"] = ("Conda", "python"),
        ["renv.lock"] = ("renv", "r"),
        ["package-lock.json"] = ("npm", "javascript"),
        ["npm-shrinkwrap.json"] = ("npm", "javascript"),
        ["pnpm-lock.yaml"] = ("pnpm", "javascript"),
        ["yarn.lock"] = ("Yarn", "javascript"),
        ["packages.lock.json"] = ("NuGet", "dotnet"),
        ["Manifest.toml"] = ("Julia", "julia"),
        ["Cargo.lock"] = ("Cargo", "rust"),
    };
}
