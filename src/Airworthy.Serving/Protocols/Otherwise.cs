using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Airworthy.Serving.Protocols;

/// <summary>What is said where something does not hold. It is put together only then: requests are right nearly always.</summary>
[InterpolatedStringHandler]
internal readonly struct Otherwise
{
    private readonly StringBuilder? _said;

    public Otherwise(int literal, int formatted, bool holds, out bool isSaid)
    {
        isSaid = !holds;
        _said = holds ? null : new StringBuilder(literal + (formatted * 16));
    }

    public void AppendLiteral(string text) => _said!.Append(text);

    public void AppendFormatted<T>(T value) => _said!.Append(CultureInfo.InvariantCulture, $"{value}");

    public override string ToString() => _said!.ToString();
}
