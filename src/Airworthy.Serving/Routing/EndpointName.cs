using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Routing;

/// <summary>What an endpoint may be called: it stands in addresses.</summary>
public static class EndpointName
{
    private const int Longest = 100;

    /// <exception cref="RefusedException">It may not be called so.</exception>
    public static void Check(string name)
    {
        if (name.Length is 0 or > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name[0] == '.')
        {
            throw RefusedException.Invalid($"An endpoint cannot be called '{Core.Reading.Problem.Cut(name)}': up to {Longest} letters, digits, '-', '_' and '.' were expected, not beginning with '.'.");
        }
    }
}
