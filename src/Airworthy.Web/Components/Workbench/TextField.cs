using MudBlazor;

namespace Airworthy.Web.Components.Workbench;

/// <summary>A line or more of text, as the workbench asks for it.</summary>
public sealed class TextField : MudTextField<string>
{
    public TextField()
    {
        (Variant, Margin, ShrinkLabel) = (Variant.Outlined, Margin.Dense, true);
    }
}
