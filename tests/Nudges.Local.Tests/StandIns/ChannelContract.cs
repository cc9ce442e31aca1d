using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nudges.Delivery;
using Nudges.Local.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.StandIns;

/// <summary>What every channel promises. A new channel is a fixture: its name, its service, and people it does and does not reach.</summary>
public abstract class ChannelContract : IAsyncLifetime
{
    private StandInWorld? _world;

    private protected StandInWorld World => _world!;

    private protected abstract StandInService Service { get; }

    /// <summary>The settings of the service's address and time limit.</summary>
    protected abstract string AddressSetting { get; }

    protected abstract string TimeoutSetting { get; }

    protected virtual string Scheme => "http";

    /// <summary>What the setting of the address has behind the host.</summary>
    protected virtual string AddressPath => "";

    /// <summary>How long those wait who are told to wait 7 seconds.</summary>
    protected virtual TimeSpan RetryAfter => TimeSpan.FromSeconds(7);

    private protected abstract IChannel Channel(IServiceProvider services);

    /// <summary>Different people whom the provider can reach, the same ones for the same number.</summary>
    protected abstract Person Reachable(int number);

    /// <summary>Someone whom the channel takes for reachable and the provider refuses.</summary>
    protected abstract Person Refused { get; }

    protected abstract Person WithoutAddress { get; }

    /// <summary>What is otherwise for this channel, before its integrations are set up.</summary>
    private protected virtual void Prepare(StandInWorld world)
    {
    }

    public async Task InitializeAsync()
    {
        _world = await StandInWorld.StartAsync();
        Prepare(_world);
    }

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public void Limits_AreThoseOfTheContract()
    {
        var channel = Channel(World.Integrations());

        Assert.Matches("^[a-z]+$", channel.Name);
        Assert.InRange(channel.BatchSize, 1, 1_000);
        Assert.InRange(channel.ChunkSize, 1, channel.BatchSize);
    }

    [Fact]
    public void Reaches_IsTrue_WhereThePersonHasAnAddress()
    {
        var channel = Channel(World.Integrations());

        Assert.True(channel.Reaches(Reachable(0)));
        Assert.False(channel.Reaches(WithoutAddress));
    }

    [Fact]
    public void Compose_GivesTheSameBytes_ForTheSameDraft()
    {
        var channel = Channel(World.Integrations());
        var draft = Drafts.For(Reachable(0), "n1");

        Assert.Equal(channel.Compose(draft), channel.Compose(draft));
    }

    [Fact]
    public async Task Send_DeliversEachOnce_WhenTaken()
    {
        var channel = Channel(World.Integrations());
        var nudges = Nudges(channel, 5);

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        AssertTruthful(nudges, result);
        var first = World.Host.Mailbox.Read(nudges[0].Id.Value)!;
        Assert.Equal(Reachable(0).Id.Value, first.Person);
        Assert.Equal(channel.Name, first.Channel);
        Assert.Contains("Reading a balance sheet", first.Html ?? first.Card?.GetRawText() ?? first.Text!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ReachesTheRest_WhenOneAddressIsRefused()
    {
        var channel = Channel(World.Integrations());
        BatchedNudge[] nudges = [.. Nudges(channel, 2), Drafts.Compose(channel, Drafts.For(Refused, Name("refused"))), .. Nudges(channel, 2, from: 2)];

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        var rejected = Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[2]);
        Assert.NotEmpty(rejected.Reason);
        Assert.DoesNotContain("@", rejected.Reason, StringComparison.Ordinal);
        Assert.All(result.Outcomes.Where((_, place) => place != 2), outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        AssertTruthful(nudges, result);
    }

    [Fact]
    public async Task Send_LogsNoAddress_WhateverGoesWrong()
    {
        var log = new LogLines();
        var channel = Channel(World.Integrations(add: services => services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace))));
        foreach (var kind in new[] { FaultKind.Throttle, FaultKind.Fail, FaultKind.DropBefore, FaultKind.DropAfter })
        {
            World.Host.Faults.Add(new Fault { Service = Service, Kind = kind });
            await channel.SendAsync(Nudges(channel, 2, prefix: $"{kind}"), CancellationToken.None);
        }

        await channel.SendAsync([Drafts.Compose(channel, Drafts.For(Refused, Name("refused")))], CancellationToken.None);

        Assert.NotEmpty(log.Lines);
        Assert.All(log.Lines, line => Assert.DoesNotContain("@", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_SaysHowLongToWait_WhenThrottled()
    {
        var channel = Channel(World.Integrations());
        var nudges = Nudges(channel, 3);
        World.Host.Faults.Add(new Fault { Service = Service, Kind = FaultKind.Throttle, RetryAfterSeconds = 7 });

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.IsType<NudgeOutcome.NotSent>(outcome));
        Assert.Equal(RetryAfter, result.RetryAfter);
        Assert.Equal(1, World.Host.Faults.RequestsTo(Service));
        AssertTruthful(nudges, result);
    }

    [Fact]
    public async Task Send_DeliversEachOnce_WhenTriedAgainAfterFailing()
    {
        var channel = Channel(World.Integrations());
        var nudges = Nudges(channel, 3);
        World.Host.Faults.Add(new Fault { Service = Service, Kind = FaultKind.Fail });

        var failed = await channel.SendAsync(nudges, CancellationToken.None);
        AssertTruthful(nudges, failed);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.All(failed.Outcomes, outcome => Assert.IsType<NudgeOutcome.NotSent>(outcome));
        Assert.All(result.Outcomes, outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        AssertTruthful(nudges, result);
    }

    [Fact]
    public async Task Send_NamesTheAddress_WhenTheConnectionIsRefused()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"{Scheme}://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}/";
        closed.Stop();
        var channel = Channel(World.Integrations(settings => settings[AddressSetting] = address + AddressPath));
        var nudges = Nudges(channel, 2);

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.Contains(address, Assert.IsType<NudgeOutcome.NotSent>(outcome).Reason, StringComparison.Ordinal));
        AssertTruthful(nudges, result);
    }

    [Theory]
    [InlineData(nameof(FaultKind.DropAfter), true)]
    [InlineData(nameof(FaultKind.DropBefore), false)]
    public async Task Send_IsUnconfirmed_WhenTheAnswerIsLost(string fault, bool arrives)
    {
        var channel = Channel(World.Integrations());
        await channel.SendAsync(Nudges(channel, 3), CancellationToken.None);
        var nudges = Nudges(channel, 3, prefix: "second");
        World.Host.Faults.Add(new Fault { Service = Service, Kind = Enum.Parse<FaultKind>(fault) });

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.IsType<NudgeOutcome.Unconfirmed>(result.Outcomes[0]);
        Assert.DoesNotContain(result.Outcomes, outcome => outcome is NudgeOutcome.Sent);
        Assert.Equal(arrives, World.Host.Mailbox.Read(nudges[0].Id.Value) is not null);
        AssertTruthful(nudges, result);
    }

    [Fact]
    public async Task Send_IsUnconfirmed_WhenNoAnswerComesInTime()
    {
        var channel = Channel(World.Integrations(settings => settings[TimeoutSetting] = "00:00:05"));
        await channel.SendAsync(Nudges(channel, 1), CancellationToken.None);
        var nudges = Nudges(channel, 1, prefix: "second");
        World.Host.Faults.Add(new Fault { Service = Service, Kind = FaultKind.Stall });

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.IsType<NudgeOutcome.Unconfirmed>(result.Outcomes[0]);
    }

    [Fact]
    public async Task Send_Throws_WhenCancelledBeforeAnythingLeft()
    {
        var channel = Channel(World.Integrations());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.SendAsync(Nudges(channel, 2), new CancellationToken(canceled: true)));

        Assert.Equal(0, World.Host.Faults.RequestsTo(Service));
    }

    private protected BatchedNudge[] Nudges(IChannel channel, int count, int from = 0, string prefix = "first") =>
        [.. Enumerable.Range(from, count).Select(number => Drafts.Compose(channel, Drafts.For(Reachable(number), Name($"{prefix}{number}"))))];

    /// <summary>A nudge's id as the product makes them.</summary>
    private static string Name(string nudge) => StableId.From("nudge", nudge);

    /// <summary>What is said to be sent has arrived once, and what may be sent again has not arrived.</summary>
    private void AssertTruthful(BatchedNudge[] nudges, ChunkResult result)
    {
        Assert.Equal(nudges.Length, result.Outcomes.Count);
        Assert.Equal(0, World.Host.Mailbox.Count(_ => true).Repeated);
        foreach (var (nudge, outcome) in nudges.Zip(result.Outcomes).Where(pair => pair.Second is not NudgeOutcome.Unconfirmed))
        {
            Assert.Equal(outcome is NudgeOutcome.Sent, World.Host.Mailbox.Read(nudge.Id.Value) is not null);
        }
    }
}
