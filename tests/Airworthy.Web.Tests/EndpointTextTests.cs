using Airworthy.Serving.Routing;
using Airworthy.Web.Endpoints;

namespace Airworthy.Web.Tests;

public sealed class EndpointTextTests
{
    private static readonly RouteTable s_table = new("late", 3, new Slot("models:/m/2", "sha256:2"), "blue", new Slot("models:/m/3", "sha256:3"), OtherRole.Canary, 0.1, Fallback: ["models:/m/1", "constant:0.2"]);

    [Theory]
    [InlineData("models:/m/1", "is a fallback")]
    [InlineData("models:/m/2", "answers")]
    [InlineData("models:/m/3", "answers 10 %")]
    [InlineData("models:/m/30", null)]
    public void What_a_version_does_at_an_endpoint_is_told(string model, string? expected) => Assert.Equal(expected, EndpointText.Role(s_table, model));

    [Theory]
    [InlineData(OtherRole.Shadow, "models:/m/3 gets copies")]
    [InlineData(OtherRole.Canary, "models:/m/3 answers 10 %")]
    [InlineData(OtherRole.Previous, "models:/m/3 is kept warm")]
    public void What_stands_beside_it_is_told(OtherRole role, string expected) => Assert.Equal(expected, EndpointText.Beside(s_table with { Role = role }));
}
