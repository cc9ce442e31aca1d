using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Nudges.Integrations.Smtp;

public static class SmtpSetup
{
    /// <summary>What <see cref="SmtpChannel"/> needs, as the section <see cref="SmtpOptions.Section"/> says. The channel itself is found by its type.</summary>
    public static IServiceCollection AddSmtp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SmtpOptions>()
            .Bind(configuration.GetSection(SmtpOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(options => options.Address is { IsAbsoluteUri: true, Scheme: "smtp" or "smtps", Host.Length: > 0 }, "Smtp:Address must be smtp://host or smtps://host, with a port where it is not 587 or 465.")
            .Validate(options => options.Address is not { IsAbsoluteUri: true, UserInfo.Length: > 0 }, "Smtp:Address holds no user and no password. Use Smtp:UserName and Smtp:Password.")
            .Validate(options => !options.Enabled || MailAddress.TryCreate(options.From, out _), "Smtp:From must be the sender's mail address.")
            .Validate(options => options.ReplyTo is null || MailAddress.TryCreate(options.ReplyTo, out _), "Smtp:ReplyTo must be a mail address.")
            .Validate(options => options.UserName is null == options.Password is null, "Smtp:UserName and Smtp:Password belong together: set both, or neither.")
            .Validate(options => options.Connections is >= 1 and <= 20, "Smtp:Connections must be 1 to 20.")
            .Validate(options => options.MessagesPerMinute is null or (>= 5 and <= 60_000), "Smtp:MessagesPerMinute must be 5 to 60000, or be left out for no limit.")
            .Validate(options => options.Timeout > TimeSpan.Zero, "Smtp:Timeout must be more than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SmtpConnections>();
        services.TryAddSingleton<SmtpPace>();
        return services;
    }
}
