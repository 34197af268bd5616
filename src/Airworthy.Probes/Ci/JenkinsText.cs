using System.Text.RegularExpressions;

namespace Airworthy.Probes.Ci;

/// <summary>Finds what a Jenkinsfile gives to a shell: <c>sh '…'</c>, <c>bat "…"</c>, <c>sh(script: '''…''')</c>.</summary>
internal static partial class JenkinsText
{
    public static IEnumerable<string> ShellTexts(string text) => Step().Matches(text).Select(m => m.Groups["text"].Value);

    [GeneratedRegex(@"\b(?:sh|bat|powershell|pwsh)\b\s*\(?\s*(?:script\s*:\s*)?(?<q>'''|""""""|'|"")(?<text>.*?)\k<q>", RegexOptions.Singleline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Step();
}
