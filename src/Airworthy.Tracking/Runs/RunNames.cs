using System.Security.Cryptography;

namespace Airworthy.Tracking.Runs;

/// <summary>Names for runs that got none: <c>adjective-noun-number</c>.</summary>
internal static class RunNames
{
    private static readonly string[] s_adjectives =
    [
        "able", "airy", "bold", "brave", "brisk", "calm", "clean", "clear", "cool", "deft", "eager", "even", "exact", "fair", "fast", "firm", "fleet", "fresh", "gentle", "glad",
        "keen", "kind", "level", "light", "lively", "lucid", "merry", "mild", "neat", "nimble", "patient", "plain", "proud", "quick", "quiet", "rapid", "ready", "sharp", "silent",
        "smooth", "sober", "solid", "steady", "still", "swift", "tidy", "true", "vivid", "warm", "wise",
    ];

    private static readonly string[] s_nouns =
    [
        "albatross", "arrow", "beacon", "breeze", "cloud", "condor", "crane", "dove", "eagle", "falcon", "feather", "finch", "glider", "goose", "gull", "harrier", "hawk", "heron",
        "horizon", "jay", "kestrel", "kite", "lark", "lift", "magpie", "meridian", "nightjar", "osprey", "owl", "petrel", "plover", "propeller", "raven", "robin", "rudder", "skylark",
        "sparrow", "starling", "stork", "swallow", "swan", "swift", "tailwind", "tern", "thermal", "thrush", "vector", "wagtail", "wing", "wren",
    ];

    public static string New() =>
        $"{s_adjectives[RandomNumberGenerator.GetInt32(s_adjectives.Length)]}-{s_nouns[RandomNumberGenerator.GetInt32(s_nouns.Length)]}-{RandomNumberGenerator.GetInt32(1000)}";
}
