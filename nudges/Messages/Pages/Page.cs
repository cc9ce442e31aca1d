namespace Nudges.Messages.Pages;

/// <summary>A small page that a link in a nudge opens. Each piece is plain text on one line, empty where there is none.</summary>
internal sealed record Page
{
    public required string Language { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    /// <summary>What the page is about: an item's title.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Of the item; by way of the site.</summary>
    public string Link { get; init; } = "";

    public string LinkLabel { get; init; } = "";

    /// <summary>Below the text, before the buttons.</summary>
    public string Hint { get; init; } = "";

    public IReadOnlyList<PageButton> Buttons { get; init; } = [];

    public IReadOnlyList<PreferenceForm> Forms { get; init; } = [];

    /// <summary>Whether the chosen button is pressed by itself when there is a sign of a person.</summary>
    public bool SendsItself { get; init; }
}

/// <summary>A button that posts.</summary>
internal sealed record PageButton
{
    public required string Label { get; init; }

    /// <summary>A path on the site.</summary>
    public required string Action { get; init; }

    public bool Chosen { get; init; } = true;
}

/// <summary>What the person has asked for, to be changed.</summary>
internal sealed record PreferenceForm
{
    public required string Action { get; init; }

    public required PageWording Words { get; init; }

    public required IReadOnlyList<PageChoice> Channels { get; init; }

    public required IReadOnlyList<PageChoice> MostPerWeek { get; init; }

    public required IReadOnlyList<PageChoice> Days { get; init; }

    /// <summary>As hours and minutes.</summary>
    public required string From { get; init; }

    public required string Until { get; init; }

    public required IReadOnlyList<string> MutedTopics { get; init; }

    public required IReadOnlyList<string> FollowedTopics { get; init; }

    /// <summary>As year, month and day.</summary>
    public required string PausedUntil { get; init; }

    public required bool NoNudges { get; init; }
}

internal sealed record PageChoice
{
    public required string Value { get; init; }

    public required string Label { get; init; }

    public required bool Chosen { get; init; }
}
