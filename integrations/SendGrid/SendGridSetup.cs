using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Http;
using Nudges.Integrations.Identity;

namespace Nudges.Integrations.SendGrid;

public static class SendGridSetup
{
    /// <summary>What <see cref="EmailChannel"/> needs, as the section <see cref="SendGridOptions.Section"/> says. The channel itself is found by its type.</summary>
    public static IServiceCollection AddSendGrid(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SendGridOptions>()
            .Bind(configuration.GetSection(SendGridOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(options => EntraCredential.IsSafe(options.BaseAddress, anonymous: false), "SendGrid:BaseAddress must be an https address; http is for loopback addresses only.")
            .Validate(options => !options.Enabled || !string.IsNullOrWhiteSpace(options.ApiKey), "SendGrid:ApiKey is missing. Give it a key with the scope 'Mail Send', or set SendGrid:Enabled to false to send no email.")
            .Validate(options => !options.Enabled || IsAddress(options.From), "SendGrid:From must be the mail address of a sender that is verified with SendGrid.")
            .Validate(options => options.ReplyTo is null || IsAddress(options.ReplyTo), "SendGrid:ReplyTo must be a mail address.")
            .Validate(options => options.Timeout > TimeSpan.Zero, "SendGrid:Timeout must be more than zero.")
            .Validate(options => options.EventKeyList.All(EventSignature.IsKey), "SendGrid:EventKeys holds something that is not a public key: copy the Verification Key that SendGrid shows for the signed Event Webhook; several are separated by commas.")
            .Validate(options => options.EventWindow > TimeSpan.Zero, "SendGrid:EventWindow must be more than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(MailClient.HttpName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<SendGridOptions>>().Value.Timeout)
            .AddHttpMessageHandler(() => new DepartureHandler())
            .ConfigurePrimaryHttpMessageHandler(OneWay.CreateHandler)
            .RemoveAllLoggers();
        services.TryAddSingleton<MailClient>();
        services.AddSingleton<IEventReader, EventReader>();
        return services;
    }

    private static bool IsAddress(string text) => MailAddress.TryCreate(text, out _);
}
