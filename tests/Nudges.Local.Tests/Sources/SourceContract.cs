using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Web;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.Feeds;
using Nudges.Local.Tests.StandIns;

namespace Nudges.Local.Tests.Sources;

/// <summary>What every kind of source promises. A new kind is a fixture: its type, its service, and one source that the stand-ins have.</summary>
public abstract class SourceContract : IAsyncLifetime
{
    private StandInWorld? _world;

    private protected StandInWorld World => _world!;

    private protected abstract StandInService Service { get; }

    /// <summary>The implementation; what is tested.</summary>
    internal abstract Type Type { get; }

    /// <summary>With a tag, and at least three items.</summary>
    protected abstract SourceDefinition Definition { get; }

    /// <summary>Addresses that are not of this kind.</summary>
    protected virtual IEnumerable<Uri> WrongAddresses => [new("mailto:someone@larkwheel.example"), new("ftp://larkwheel.example/list")];

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public void Kind_IsTheDefinitions() => Assert.Equal(Definition.Kind, Source().Kind);

    [Fact]
    public async Task Fetch_GivesCleanItems_EachOnce()
    {
        var fetched = Feed.Fetched(await FetchAsync(Source()));

        Assert.Null(fetched.Warning);
        Assert.InRange(fetched.Items.Count, 3, 1_000);
        Assert.Equal(fetched.Items.Count, fetched.Items.Select(item => item.Id).Distinct().Count());
        Assert.All(fetched.Items, AssertClean);
    }

    [Fact]
    public async Task Fetch_GivesTheSame_WhenNothingHasChanged()
    {
        var first = Feed.Fetched(await FetchAsync(Source()));
        var second = Feed.Fetched(await FetchAsync(Source()));

        Assert.Equal(NudgesJsonOf(first.Items), NudgesJsonOf(second.Items));
    }

    [Fact]
    public async Task Fetch_TakesTheFirstItems_WhenThereAreMoreThanTheLimit()
    {
        var fetched = Feed.Fetched(await FetchAsync(Source(settings => settings["Feeds:MaxItems"] = "2")));

        Assert.Equal(2, fetched.Items.Count);
        Assert.Contains("the limit of 2 left out", fetched.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_IsUnreadable_WhenTheAddressIsOfAnotherKind()
    {
        foreach (var address in WrongAddresses)
        {
            var unreadable = Assert.IsType<SourceResult.Unreadable>(await Source().FetchAsync(Definition with { Address = address }, mark: null, CancellationToken.None));
            Assert.Contains(address.OriginalString, unreadable.Reason, StringComparison.Ordinal);
            Assert.False(unreadable.Passing);
        }

        Assert.Equal(0, World.Host.Faults.RequestsTo(Service));
    }

    [Fact]
    public async Task Fetch_SaysHowLongToWait_WhenThrottled()
    {
        World.Host.Faults.Add(new Fault { Service = Service, Kind = FaultKind.Throttle, RetryAfterSeconds = 7 });

        var unreadable = AssertNamed(await FetchAsync(Source()));

        Assert.True(unreadable.Passing);
        Assert.Equal(TimeSpan.FromSeconds(7), unreadable.RetryAfter);
        Assert.Equal(1, World.Host.Faults.RequestsTo(Service));
    }

    [Theory]
    [InlineData(nameof(FaultKind.Fail))]
    [InlineData(nameof(FaultKind.DropBefore))]
    public async Task Fetch_MayPass_WhenTheServiceFails(string fault)
    {
        World.Host.Faults.Add(new Fault { Service = Service, Kind = Enum.Parse<FaultKind>(fault), Count = 10 });

        Assert.True(AssertNamed(await FetchAsync(Source())).Passing);
    }

    [Fact]
    public async Task Fetch_IsUnreadable_WhenNoAnswerComesInTime()
    {
        World.Host.Faults.Add(new Fault { Service = Service, Kind = FaultKind.Stall, Count = 10 });

        var unreadable = AssertNamed(await FetchAsync(Source(time: World.Time)));

        Assert.Contains("in full within 30 seconds", unreadable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_Throws_WhenCancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Source().FetchAsync(Here, mark: null, new CancellationToken(canceled: true)));

    [Fact]
    public async Task Fetch_MayPass_WhenNothingListens()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var server = new Uri($"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}/");
        closed.Stop();

        Assert.True(AssertNamed(await FetchFromAsync(server)).Passing);
    }

    [Theory]
    [InlineData(200, "<html><p>Sign in</p></html>", "text/html")]
    [InlineData(200, "{}", "application/json")]
    [InlineData(200, "[]", "application/json")]
    [InlineData(200, "{\"value\":[{\"id\":", "application/json")]
    [InlineData(200, "null", "application/json")]
    [InlineData(200, "", "application/json")]
    [InlineData(302, "", "text/plain")]
    [InlineData(400, "{}", "application/json")]
    [InlineData(401, "", "text/plain")]
    [InlineData(403, "{\"error\":{\"code\":\"accessDenied\",\"message\":\"Access denied\"}}", "application/json")]
    [InlineData(404, "{\"error\":{\"code\":\"itemNotFound\",\"message\":\"Not found\"}}", "application/json")]
    [InlineData(410, "", "text/plain")]
    [InlineData(500, "<html>Oops</html>", "text/html")]
    [InlineData(503, "", "text/plain")]
    public async Task Fetch_IsUnreadable_WhateverElseAnswers(int status, string body, string type)
    {
        await using var server = await FixedAnswer.StartAsync(status, body, type);

        var unreadable = AssertNamed(await FetchFromAsync(server.Address));

        Assert.Equal(status >= 500, unreadable.Passing);
        Assert.EndsWith(".", unreadable.Reason, StringComparison.Ordinal);
    }

    /// <summary>The source as it is reached while the stand-ins run.</summary>
    private protected virtual SourceDefinition Here => Definition;

    private protected Task<SourceResult> FetchAsync(IContentSource source) => source.FetchAsync(Here, mark: null, CancellationToken.None);

    /// <summary>Fetches with something else in the service's place.</summary>
    private protected abstract Task<SourceResult> FetchFromAsync(Uri server);

    private protected IContentSource Source(Action<Dictionary<string, string?>>? change = null, TimeProvider? time = null)
    {
        var services = World.Integrations(change, services => services.AddSingleton(time ?? new FakeTimeProvider(World.Time.GetUtcNow())));
        return (IContentSource)ActivatorUtilities.CreateInstance(services, Type);
    }

    private protected SourceResult.Unreadable AssertNamed(SourceResult result)
    {
        var unreadable = Assert.IsType<SourceResult.Unreadable>(result);
        Assert.Contains("/" + Definition.Address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)[^1], unreadable.Reason, StringComparison.Ordinal);
        return unreadable;
    }

    private void AssertClean(ContentItem item)
    {
        Assert.Equal(ItemId.For(item.Address), item.Id);
        Assert.Equal(CanonicalAddress.From(item.Address.AbsoluteUri, item.Address), item.Address);
        Assert.InRange(item.Title.Length, 1, 300);
        Assert.InRange(item.Summary.Length, 0, 2_000);
        Assert.All([item.Title, item.Summary, .. item.Tags, .. item.Authors], text => Assert.DoesNotMatch("[<>\\p{Cc}]|&amp;", text));
        Assert.Equal(Definition.Name, item.Source);
        Assert.Contains(Definition.Tags[0], item.Tags);
        Assert.Matches("^[a-z]{2}$", item.Language);
        Assert.True(item.Minutes is null or >= 1);
        Assert.True(item.Published is null || item.Published <= World.Time.GetUtcNow());
        Assert.True(item.Image is null || CanonicalAddress.IsWeb(item.Image));
    }

    private static string NudgesJsonOf(IReadOnlyList<ContentItem> items) => System.Text.Json.JsonSerializer.Serialize(items, NudgesJson.Options);
}

/// <summary>Of sources that are fetched from the web.</summary>
public abstract class WebSourceContract : SourceContract
{
    private protected override StandInService Service => StandInService.Content;

    private protected override SourceDefinition Here => At(World.Host.Address);

    private protected override Task<SourceResult> FetchFromAsync(Uri server) => Source().FetchAsync(At(server), mark: null, CancellationToken.None);

    private SourceDefinition At(Uri server) => Definition with { Address = new Uri(server, Definition.Address.PathAndQuery) };
}

/// <summary>Of sources that are read through Microsoft Graph.</summary>
public abstract class GraphSourceContract : SourceContract
{
    private protected override StandInService Service => StandInService.Graph;

    /// <summary>What the sentence for an app that may not read must name.</summary>
    protected abstract string Permission { get; }

    private protected override Task<SourceResult> FetchFromAsync(Uri server) =>
        Source(settings => settings["Graph:BaseAddress"] = new Uri(server, "v1.0").AbsoluteUri).FetchAsync(Definition, mark: null, CancellationToken.None);

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Fetch_NamesThePermission_WhenTheAppMayNotRead(int status)
    {
        await using var server = await FixedAnswer.StartAsync(status, """{"error":{"code":"accessDenied","message":"Access denied"}}""");

        Assert.Contains(Permission, AssertNamed(await FetchFromAsync(server.Address)).Reason, StringComparison.Ordinal);
    }
}
