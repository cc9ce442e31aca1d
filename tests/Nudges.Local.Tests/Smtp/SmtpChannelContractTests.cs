using Microsoft.Extensions.DependencyInjection;
using Nudges.Delivery;
using Nudges.Integrations.Smtp;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Smtp;

public sealed class SmtpChannelContractTests : ChannelContract
{
    private protected override StandInService Service => StandInService.Smtp;

    protected override string AddressSetting => "Smtp:Address";

    protected override string TimeoutSetting => "Smtp:Timeout";

    protected override string Scheme => "smtp";

    protected override bool SaysHowLongToWait => false;

    private protected override IChannel Channel(IServiceProvider services) => services.GetRequiredService<SmtpChannel>();

    protected override Person Reachable(int number)
    {
        var user = World.Host.Company.Users
            .Where(user => Company.Text(user, "mail") is { } mail && World.Host.Company.PersonAt(mail) == Company.IdOf(user))
            .ElementAt(number);
        return new Person { Id = new PersonId(Company.IdOf(user)), DisplayName = Company.Text(user, "displayName")!, Mail = Company.Text(user, "mail") };
    }

    protected override Person Refused => new() { Id = new PersonId("typo"), DisplayName = "Typo", Mail = "naomi.yamada@larkwheel" };

    protected override Person WithoutAddress => new() { Id = new PersonId("none"), DisplayName = "None" };
}
