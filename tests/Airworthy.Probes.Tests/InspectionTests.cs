namespace Airworthy.Probes.Tests;

public sealed class EveryObservationHasAProbe
{
    [Fact]
    public void The_clock_can_be_seen() => Assert.True(Inspection.CanSee(typeof(Core.Observations.Today)));
}
