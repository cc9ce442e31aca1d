using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Matching;
using Nudges.Orchestrations.Outcomes;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Privacy;
using Nudges.Orchestrations.Runs;

namespace Nudges.Orchestrations;

/// <summary>Everything here that a host registers.</summary>
public static class OrchestrationServices
{
    /// <summary>
    /// Adds orchestrators, activities, the sender and their settings (section "Nudges", checked at start; an unknown setting
    /// in it fails the start). The host adds the stores, the directory, the channels, the sources and an engine.
    /// </summary>
    public static IServiceCollection AddNudgeOrchestrations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NudgeOptions>()
            .Bind(configuration.GetSection(NudgeOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<NudgeOptions>, NudgeOptionsValidator>();
        services.AddWorkflows(typeof(OrchestrationServices).Assembly);
        services.AddSingleton<Channels>();
        services.AddSingleton(provider => new LinkSigner(Options(provider).LinkKeys.Select(Convert.FromBase64String)));
        services.AddSingleton(provider => new NudgeLinks(provider.GetRequiredService<LinkSigner>(), Options(provider).SiteAddress!, Options(provider).LinkDays));
        services.AddSingleton<ContentSources>();
        services.AddSingleton<SourceList>();
        services.AddSingleton<SourceReader>();
        services.AddSingleton<CurationStore>();
        services.AddSingleton<ContentPublisher>();
        services.AddSingleton<ContentLibrary>();
        services.AddSingleton<ManualContent>();
        services.AddSingleton<LinkStore>();
        services.AddSingleton<ContentDecisions>();
        services.AddSingleton<CatalogueCache>();
        services.AddSingleton<PeopleReader>();
        services.AddSingleton<AudienceResolver>();
        services.AddSingleton<AudiencePreviewer>();
        services.AddSingleton<PeopleLists>();
        services.AddSingleton<ShardHistories>();
        services.AddSingleton<OutcomeRecorder>();
        services.AddSingleton<ItemAddresses>();
        services.AddSingleton<RunOutcomeReader>();
        services.AddSingleton<DirectoryRecords>();
        services.AddSingleton<IPersonalRecords>(provider => provider.GetRequiredService<DirectoryRecords>());
        services.AddSingleton<IPersonalRecords, EventRecords>();
        services.AddSingleton<IPersonalRecords, HistoryRecords>();
        services.AddSingleton<IPersonalRecords, PlanRecords>();
        services.AddSingleton<IPersonalRecords, ListRecords>();
        services.AddSingleton<IPersonalRecords, ContentRecords>();
        services.AddSingleton<IPersonalRecords, CampaignRecords>();
        services.AddSingleton<IPersonalRecords, PreferenceRecords>();
        services.AddSingleton<ErasedPeople>();
        services.AddSingleton<Erasures>();
        services.AddSingleton<PersonExport>();
        services.AddSingleton<RetentionStarter>();
        services.AddSingleton<LearningStarter>();
        services.AddSingleton<LatestMatching>();
        services.AddSingleton<WeightLessons>();
        services.AddSingleton<PersonalMatches>();
        services.AddSingleton<ShardPlanner>();
        services.AddSingleton<BatchComposer>();
        services.AddSingleton<TeamDigestReader>();
        services.AddSingleton<LateRules>();
        services.AddSingleton<BatchSender>();
        services.AddSingleton<SharedPace>();
        services.AddSingleton<RunRecount>();
        services.AddSingleton<Redrive>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<EventRecorder>();
        services.AddSingleton<EventSuppression>();
        services.AddSingleton<Reconciliation>();
        services.AddSingleton<UnconfirmedResend>();
        services.AddSingleton<RunStarter>();
        return services;
    }

    private static NudgeOptions Options(IServiceProvider provider) => provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<NudgeOptions>>().Value;
}
