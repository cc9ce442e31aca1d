using System.Text.RegularExpressions;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Util;

namespace Nudges.Matching;

/// <summary>Turns text into stemmed words, by the rules of its language. Safe for any number of threads.</summary>
internal sealed partial class TextAnalysis
{
    private static readonly Dictionary<string, TextAnalysis> ByLanguage = new(StringComparer.Ordinal)
    {
        ["en"] = new(new EnglishAnalyzer(LuceneVersion.LUCENE_48)),
        ["de"] = new(new GermanAnalyzer(LuceneVersion.LUCENE_48)),
        ["fr"] = new(new FrenchAnalyzer(LuceneVersion.LUCENE_48)),
    };

    private static readonly TextAnalysis Unstemmed = new(new StandardAnalyzer(LuceneVersion.LUCENE_48, CharArraySet.Empty));

    private readonly Analyzer _analyzer;

    private TextAnalysis(Analyzer analyzer) => _analyzer = analyzer;

    /// <summary>Languages without rules of their own are cut into words and lower-cased.</summary>
    public static TextAnalysis Of(string language) => ByLanguage.GetValueOrDefault(language, Unstemmed);

    /// <summary>Adds the text's words, in order, without stop words.</summary>
    public void AddWords(string text, List<string> words)
    {
        using var stream = _analyzer.GetTokenStream("", Names().Replace(text, Spell));
        var term = stream.GetAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            words.Add(term.ToString());
        }

        stream.End();
    }

    /// <summary>
    /// Names that the tokenizer would cut to something else: C# and C++ to C, .NET to a net, IT to a stop word; and short
    /// first parts before a hyphen (e-bike, on-call), which mean nothing alone.
    /// </summary>
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:(?<letter>[A-Za-z])(?<sign>\#|\+\+)(?![\p{L}\p{N}\#+])|(?<dot>\.)(?=(?i:net)(?![\p{L}\p{N}]))|(?<it>IT)(?![\p{L}\p{N}])|(?<part>\p{L}|\p{Ll}{2})-(?=\p{L}))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Names();

    private static string Spell(System.Text.RegularExpressions.Match name)
    {
        var groups = name.Groups;
        return groups["letter"].Success ? groups["letter"].Value + (groups["sign"].Value == "#" ? "sharp" : "plusplus")
            : groups["dot"].Success ? "dot"
            : groups["it"].Success ? "it_"
            : groups["part"].Value;
    }
}
