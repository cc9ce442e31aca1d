using Nudges.Matching;

namespace Nudges.Messages;

/// <summary>Says in words why an item was picked.</summary>
public static class Reasons
{
    /// <summary>A signal that gave less than this much of the strongest one's share goes without saying.</summary>
    private const double WorthSaying = 0.25;

    private const int MostClauses = 2;
    private const int LongestTerm = 60;

    /// <summary>The match as others than its person may read of it: which items the person found useful is left out, for the sentence as well.</summary>
    public static Match ForOthers(Match match)
    {
        var theirs = match.Signals.Where(signal => signal.Kind == SignalKind.Outcome).ToList();
        return theirs.Count == 0 ? match : match with
        {
            Signals =
            [
                .. match.Signals.Where(signal => signal.Kind != SignalKind.Outcome).Append(new Signal { Kind = SignalKind.Outcome, Term = "", Share = theirs.Sum(signal => signal.Share) })
                    .OrderByDescending(signal => signal.Share),
            ],
        };
    }

    /// <summary>
    /// One sentence without a full stop, plain text on one line, to the person: "Because you list Kubernetes among your
    /// skills and work in Engineering". Names at most two kinds of signal, the strongest, in the person's own words. English where the product
    /// does not speak the language.
    /// </summary>
    public static string Sentence(Match match, string language)
    {
        var wording = Wording.In(language);
        var said = match.Signals.Where(signal => signal.Kind is not (SignalKind.Freshness or SignalKind.Exploration)).ToList();
        var clauses = said
            .Where(signal => signal.Share >= WorthSaying * said[0].Share)
            .DistinctBy(signal => signal.Term, StringComparer.OrdinalIgnoreCase)
            .GroupBy(signal => signal.Kind)
            .Take(MostClauses)
            .Select(kind => Clause(wording, kind.Key, [.. kind.Select(signal => Term(signal.Term))]))
            .ToList();
        if (clauses.Count < MostClauses)
        {
            return Wording.Fill(wording.Because, clauses[0].Words);
        }

        var (first, second) = (clauses[0], clauses[1].Words);
        if (wording.DroppedSubject is { } subject && first.Words.StartsWith(subject, StringComparison.Ordinal) && second.StartsWith(subject, StringComparison.Ordinal))
        {
            second = second[subject.Length..];
        }

        return Wording.Fill(first.IsPair ? wording.BecausePairAndOther : wording.BecauseBoth, first.Words, second);
    }

    private static (string Words, bool IsPair) Clause(Wording wording, SignalKind kind, string[] terms)
    {
        if (kind == SignalKind.Outcome && terms[0].Length == 0)
        {
            return (wording.UnnamedOutcome, false);
        }

        var forms = wording.Clauses[kind];
        var count = Math.Min(forms.Count, terms.Length);
        return (Wording.Fill(forms[count - 1], terms), count > 1);
    }

    private static string Term(string term) => PlainText.Cut(PlainText.OneLine(term), LongestTerm);
}
