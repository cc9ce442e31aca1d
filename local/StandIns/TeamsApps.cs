using System.Collections.Concurrent;

namespace Nudges.Local.StandIns;

/// <summary>How things stand between a person and the bot's app.</summary>
internal enum TeamsAppState
{
    Installed,

    /// <summary>Never installed, or removed.</summary>
    NotInstalled,

    /// <summary>Installed, and the person has blocked the bot.</summary>
    Blocked,

    /// <summary>An administrator keeps the bot from the person.</summary>
    Disabled,
}

/// <summary>The bot's app in the made-up company's Teams: who has it, and what it is permitted.</summary>
internal sealed class TeamsApps
{
    /// <summary>What the organisation's catalogue calls the app.</summary>
    public const string AppId = "b1c5353a-7aca-41b3-830f-27d5218fe0e5";

    public const string InstallPermission = "TeamsAppInstallation.ReadWriteSelfForUser.All";

    public const string ActivityPermission = "TeamsActivity.Send";

    private readonly ConcurrentDictionary<string, TeamsAppState> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _withheld = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of everyone of whom nothing else was said.</summary>
    public TeamsAppState Default { get; set; } = TeamsAppState.Installed;

    public TeamsAppState Of(string person) => _states.GetValueOrDefault(person, Default);

    public void Set(string person, TeamsAppState state) => _states[person] = state;

    /// <summary>Takes a permission from the app, or gives it back.</summary>
    public void Permit(string permission, bool permitted)
    {
        if (permitted)
        {
            _withheld.TryRemove(permission, out _);
        }
        else
        {
            _withheld[permission] = true;
        }
    }

    public bool May(string permission) => !_withheld.ContainsKey(permission);
}
