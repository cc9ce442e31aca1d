using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Integrations.Teams;

/// <summary>Writes into people's chats with the bot. Where a person has not got the app, it is installed for them first, as far as the settings say so.</summary>
internal sealed class PersonalChats(BotClient bot, AppInstaller installer)
{
    public async Task<TeamsAnswer> PostAsync(BatchedNudge nudge, TeamsMessage message, CancellationToken cancellationToken)
    {
        if (await TryAsync(nudge, message, cancellationToken) is var answer && answer is not TeamsAnswer.Gone)
        {
            return answer;
        }

        // The chat that was remembered has been deleted: another is opened, once.
        return await TryAsync(nudge, message, cancellationToken) is var second && second is TeamsAnswer.Gone
            ? new TeamsAnswer.Closed("The person's chat with the bot is not there.", Again: true)
            : second;
    }

    private async Task<TeamsAnswer> TryAsync(BatchedNudge nudge, TeamsMessage message, CancellationToken cancellationToken)
    {
        switch (await OpenAsync(nudge.Person, cancellationToken))
        {
            case TeamsAnswer.Done conversation:
                var answer = await bot.PostAsync(conversation.Id, nudge.Id, message, cancellationToken);
                if (answer is TeamsAnswer.Gone or TeamsAnswer.NotInstalled or TeamsAnswer.Closed)
                {
                    bot.Forget(nudge.Person);
                }

                // Who had the app a moment ago has removed it.
                return answer is TeamsAnswer.NotInstalled removed ? new TeamsAnswer.Refused($"The person has removed the Teams app ({removed.Said}).") : answer;
            case TeamsAnswer.Lost lost:
                return new TeamsAnswer.PutOff(lost.Reason);
            case TeamsAnswer.Gone:
                return new TeamsAnswer.Refused("Teams does not know the person.");
            case var other:
                return other;
        }
    }

    private async Task<TeamsAnswer> OpenAsync(PersonId person, CancellationToken cancellationToken)
    {
        if (await bot.OpenAsync(person, cancellationToken) is var opened && opened is not TeamsAnswer.NotInstalled)
        {
            return opened;
        }

        if (!installer.Enabled)
        {
            return new TeamsAnswer.Refused($"The Teams app is not installed for the person ({((TeamsAnswer.NotInstalled)opened).Said}). Set Teams:AppId, and it is.");
        }

        if (await installer.InstallAsync(person) is var installed && installed is not TeamsAnswer.Done)
        {
            return installed;
        }

        return await bot.OpenAsync(person, cancellationToken) is var again && again is TeamsAnswer.NotInstalled
            ? new TeamsAnswer.Later("The Teams app is installed for the person, and the bot may not write to them yet. If that stays so, see that Teams:AppId is the app of the bot Teams:BotId.")
            : again;
    }
}
