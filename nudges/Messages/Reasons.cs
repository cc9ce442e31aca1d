using Nudges.Matching;

namespace Nudges.Messages;

/// <summary>Says in words why an item was picked.</summary>
public static class Reasons
{
    /// <summary>A signal that gave less than this much of the strongest one's share goes without saying.</summary>
    private const double WorthSaying = 0.25;

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
        // Strongest first, and few: looking through them is sooner than a set.
        var said = new List<Signal>(match.Signals.Count);
        foreach (var signal in match.Signals)
        {
            if (signal.Kind is not (SignalKind.Freshness or SignalKind.Exploration) && (said.Count == 0 || signal.Share >= WorthSaying * said[0].Share) && !Holds(said, signal.Term))
            {
                said.Add(signal);
            }
        }

        var first = Clause(wording, said[0].Kind, said);
        if (said.Find(signal => signal.Kind != said[0].Kind) is not { } other)
        {
            return Wording.Fill(wording.Because, first.Words);
        }

        var second = Clause(wording, other.Kind, said).Words;
        if (wording.DroppedSubject is { } subject && first.Words.StartsWith(subject, StringComparison.Ordinal) && second.StartsWith(subject, StringComparison.Ordinal))
        {
            second = second[subject.Length..];
        }

        return Wording.Fill(first.IsPair ? wording.BecausePairAndOther : wording.BecauseBoth, first.Words, second);
    }

    private static bool Holds(List<Signal> signals, string term)
    {
        foreach (var signal in signals)
        {
            if (signal.Term.Equals(term, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static (string Words, bool IsPair) Clause(Wording wording, SignalKind kind, List<Signal> said)
    {
        string[] terms = [.. said.Where(signal => signal.Kind == kind).Select(signal => Term(signal.Term))];
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
