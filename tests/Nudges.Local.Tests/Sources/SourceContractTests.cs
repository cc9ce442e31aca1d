using Nudges.Content;
using Nudges.Integrations;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Learn;
using Nudges.Integrations.SharePoint;
using Nudges.Integrations.Viva;

namespace Nudges.Local.Tests.Sources;

public sealed class FeedContractTests : WebSourceContract
{
    internal override Type Type => typeof(FeedSource);

    protected override SourceDefinition Definition => Sample.Of("feed", "https://larkwheel.example/content/working-together.xml");
}

public sealed class LearnCatalogContractTests : WebSourceContract
{
    internal override Type Type => typeof(LearnCatalogSource);

    protected override SourceDefinition Definition => Sample.Of("learn-catalog", "https://larkwheel.example/content/learn-catalog.json?locale=en-us");
}

public sealed class SharePointListContractTests : GraphSourceContract
{
    internal override Type Type => typeof(SharePointListSource);

    protected override SourceDefinition Definition => Sample.Of("sharepoint-list", "https://larkwheel.sharepoint.example/sites/learning/Lists/Reading");

    protected override string Permission => "Sites.Read.All, or Sites.Selected";

    protected override IEnumerable<Uri> WrongAddresses => [.. base.WrongAddresses, new("https://larkwheel.sharepoint.example/sites/learning"), new("https://larkwheel.sharepoint.example/"), new("https://larkwheel.sharepoint.example/sites/learning/Lists")];
}

public sealed class SharePointPagesContractTests : GraphSourceContract
{
    internal override Type Type => typeof(SharePointPagesSource);

    protected override SourceDefinition Definition => Sample.Of("sharepoint-pages", "https://larkwheel.sharepoint.example/sites/learning/SitePages");

    protected override string Permission => "Sites.Read.All, or Sites.Selected";
}

public sealed class VivaLearningContractTests : GraphSourceContract
{
    internal override Type Type => typeof(VivaLearningSource);

    protected override SourceDefinition Definition => Sample.Of("viva-learning", "https://graph.microsoft.com/v1.0/employeeExperience/learningProviders/13727311-e7bb-470d-8b20-6a23d9030d70");

    protected override string Permission => "LearningContent.Read.All";

    protected override IEnumerable<Uri> WrongAddresses => [.. base.WrongAddresses, new("https://graph.microsoft.com/v1.0/employeeExperience/learningProviders/")];
}

public sealed class SourceKindTests
{
    [Fact]
    public void Kinds_AllKeepTheContract()
    {
        var kinds = typeof(IntegrationServices).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IContentSource).IsAssignableFrom(type));
        var tested = typeof(SourceContract).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(SourceContract))).Select(type => ((SourceContract)Activator.CreateInstance(type)!).Type);

        Assert.Equal(kinds.Select(type => type.Name).Order(), tested.Select(type => type.Name).Order());
    }
}

internal static class Sample
{
    public static SourceDefinition Of(string kind, string address) => new() { Name = "sample", Kind = kind, Address = new Uri(address), Tags = ["sampled"] };
}
