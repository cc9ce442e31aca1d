using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Content;

namespace Nudges.Integrations.Skills;

public static class SkillsSetup
{
    /// <summary>The <see cref="SkillList"/> that the section <see cref="ContentOptions.Section"/> names, and the <see cref="ItemCleaner"/> that looks for it.</summary>
    public static IServiceCollection AddSkills(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ContentOptions>()
            .Bind(configuration.GetSection(ContentOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ContentOptions>, ContentOptionsValidator>();
        services.AddSingleton(provider => SkillsFile.Read(provider.GetRequiredService<IOptions<ContentOptions>>().Value));
        services.AddSingleton<ItemCleaner>();
        return services;
    }
}
