using Nudges.Orchestrations.Durable;

namespace Nudges.Tests.Orchestrations;

public sealed class OrchestrationVersionTests
{
    [Theory]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("2.0", "1.10", 1)]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("", "", 0)]
    [InlineData("alpha", "BETA", -1)]
    [InlineData("Beta", "beta", 0)]
    public void Compare_OrdersVersions_AndPutsNoneFirst(string version, string other, int expected) =>
        Assert.Equal(expected, Math.Sign(OrchestrationVersion.Compare(version, other)));
}
