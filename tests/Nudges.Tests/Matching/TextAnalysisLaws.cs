using CsCheck;
using Nudges.Matching;

namespace Nudges.Tests.Matching;

public sealed class TextAnalysisLaws
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf("C#", "C++", ".NET", "asp.net", "IT", "it", "e-bike", "on-call", "l'eau", "aujourd'hui", "don't", "Kubernetes", "Führung", "running", "the", "🚲", "👩🏽‍🔧", "東京都", "a.b.c", "x@y.example", "1,000.5", "(", "-", "\u200F", "\u0301"),
        Gen.String);

    [Fact]
    public void Words_OfAText_AreThoseOfItsPieces() =>
        Gen.Select(Piece.Array[0, 6], Gen.OneOf("en", "de", "fr", "sv"), Gen.OneOf(" ", "\n", "\t", "\u00A0", "  ")).Sample((pieces, language, space) =>
        {
            var text = string.Join(space, pieces);

            Assert.Equal(WordsOf(text, language), text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(piece => WordsOf(piece, language)));
        });

    private static List<string> WordsOf(string text, string language)
    {
        var words = new List<string>();
        TextAnalysis.Of(language).AddWords(text, words);
        return words;
    }
}
