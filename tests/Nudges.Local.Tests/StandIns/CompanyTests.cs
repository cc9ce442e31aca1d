using System.Text.Json;
using Nudges.Local.StandIns;

namespace Nudges.Local.Tests.StandIns;

public sealed class CompanyTests
{
    private const int Million = 1_000_000;

    private static readonly string People = Path.Combine(Repository.Root, "samples", "company", "people.json");
    private readonly Company _company = Company.Load(People, Million);

    [Fact]
    public void Company_OfAMillion_IsMadeWhenAskedFor()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var company = Company.Load(People, Million);

        Assert.Equal(Million, company.Places);
        Assert.Equal(Million, company.Users.Count);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 10_000_000);
        GC.KeepAlive(company);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(258)]
    [InlineData(9_999 + 258)]
    [InlineData(Million - 1)]
    public void Users_AreFound_ByIdNameAndAddress(int place)
    {
        var user = _company.At(place);

        Assert.Equal(place, _company.PlaceOf(Company.IdOf(user)));
        Assert.Equal(place, _company.PlaceOf(Company.Text(user, "userPrincipalName")!));
        Assert.NotNull(_company.PersonAt(Company.Text(user, "mail")!));
        Assert.True(JsonElement.DeepEquals(user, Company.Load(People, Million).At(place)));
    }

    [Fact]
    public void Users_AreOthers_ForAnotherSeed()
    {
        var other = Company.Load(People, 2_000, seed: 70_000);

        Assert.Equal(_company.At(257).ToString(), other.At(257).ToString());
        Assert.NotEqual(_company.Name, other.Name);
        Assert.All(Enumerable.Range(258, 1_742), place =>
        {
            Assert.Null(_company.PlaceOf(Company.IdOf(other.At(place))));
            Assert.Equal(place, other.PlaceOf(Company.IdOf(other.At(place))));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Reports_AreWhoNamesTheManager(int seed)
    {
        var company = Company.Load(People, 12_000, seed);
        var byManager = company.Users.Where(user => Company.ManagerOf(user) is not null).ToLookup(user => Company.ManagerOf(user)!, Company.IdOf);

        foreach (var manager in byManager.Where(manager => company.PlaceOf(manager.Key) is not null))
        {
            Assert.Equal(manager.Order(StringComparer.Ordinal), company.ReportsOf(manager.Key).Select(Company.IdOf).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Company_HasWhatIsWrongInRealDirectories()
    {
        var copies = _company.From(258).Take(10_000).Select(copy => copy.User).ToList();

        Assert.Contains(copies, user => Company.ManagerOf(user) == Company.IdOf(user));
        Assert.Contains(copies, user => Company.ManagerOf(user) is { } manager && _company.PlaceOf(manager) is null);
        Assert.Contains(copies, user => Company.ManagerOf(user) is { } manager && manager != Company.IdOf(user) && _company.PlaceOf(manager) is { } place && Company.ManagerOf(_company.At(place)) == Company.IdOf(user));
        Assert.Contains(copies, user => Company.Text(user, "displayName")!.StartsWith('\u200F'));
        Assert.Contains(copies, user => Company.Text(user, "displayName")!.Contains("🦊", StringComparison.Ordinal));
        Assert.True(_company.ReportsOf(Company.IdOf(copies[0])).Count() >= 49_000);
    }
}
