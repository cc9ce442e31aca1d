namespace Nudges.Tests.Content;

/// <summary>Texts as blogs and vendors write them.</summary>
internal static class SampleTexts
{
    public const string Standups = """
        Most teams keep their stand-up because they once decided to have one. Nobody remembers what it was for, and so it grows: three
        questions, then a round of updates for a manager who could have read the board, then a discussion between two people that the other
        seven wait out on their feet. After a year the meeting takes half an hour and the useful part fits into two minutes of it.
        We tried something else in the workshop in Lyon. The board is read from right to left, from what is nearly done to what has not been
        started, and only one question is asked of each card: what would have to happen today for this to move? If the answer is nothing,
        the card is passed over. If the answer is a person, that person is named and the talk happens afterwards, without the others. People
        with no card speak only when they want to offer help. The meeting ends when the leftmost card has been looked at, and it has ended
        after nine minutes on average ever since.
        Three things changed within a month. Work that was stuck became visible on the day it got stuck, since an honest nothing stands out.
        People finished each other's cards, which had been rare, because the question is about the card and not about its owner. And the two
        colleagues who work from Pune asked to move the meeting to their morning, as it had become worth attending awake. What did not change
        is the planning on Mondays, which is as long as before and probably always will be. If you want to try it, do not announce a new
        process. Turn the board around for one week and ask the one question, then let the team say whether it wants its old meeting back.
        """;

    public const string Boilerplate = "This article first appeared on Working Together, where new pieces are published every other Thursday morning.";

    public const string OtherBoilerplate = "Republished with kind permission; the author writes about teams and tools from a small town near Freiburg.";

    /// <summary>Release notes: the same template around other contents.</summary>
    public static string ReleaseNotes(string version, string added, string mended, string changed) => $"""
        We are happy to announce version {version} of the dealer portal. The update is rolled out to all regions over the next two days and needs no
        action on your side. As always, you find the complete list of changes below, and the detailed documentation in the help centre.
        New in this version: {added} Fixed in this version: {mended} Changed in this version: {changed}
        Known issues: none at the time of writing. If something does not work as you expect, write to the support team through the form in the
        portal and name the version shown in the footer. Administrators can postpone the update by up to seven days in the settings of their
        region. Thank you to all dealers who took part in the preview and sent us their reports; your findings made this release better. We
        plan the next release for the coming month. Until then we wish you successful sales and hope to see you at the next dealer meeting.
        """;
}
