using Nudges.Content;

namespace Nudges.Tests.Content;

public sealed class ContentLanguageTests
{
    private const string German = "Wer den Rundgang zur Gewohnheit macht, findet Mängel, bevor sie jemanden verletzen.";

    public static TheoryData<string, string> Texts => new()
    {
        { "en", "What the regulation asks of a bicycle maker, and how to read it with your team." },
        { "de", "Staplerfahren: fünf Blicke vor der ersten Fahrt. Gabeln, Ketten, Reifen, Bremse, Hupe – immer in derselben Reihenfolge." },
        { "fr", "Dans l’atelier, la clé dynamométrique ne sert à rien si elle n’est pas contrôlée chaque année." },
        { "es", "Cómo dirigir una reunión en la que todos hablan, sin que nadie pierda el tiempo." },
        { "it", "Come dare un riscontro che non offende nessuno e che viene capito dalla squadra." },
        { "nl", "Hoe je een vergadering leidt waarin iedereen iets zegt en niemand zijn tijd verliest." },
        { "pt", "Como conduzir uma reunião em que todos falam e ninguém perde o seu tempo, mesmo à distância." },
        { "sv", "Hur du leder ett möte där alla säger något och ingen förlorar sin tid på det." },
        { "da", "Hvordan man leder et møde, hvor alle siger noget, og ingen spilder tiden efter frokost. Det bliver bedre, når nogen har lavet en plan uden mange punkter." },
        { "nb", "Hvordan man leder et møte der alle sier noe, og ingen kaster bort tiden etter lunsj." },
        { "fi", "Miten johdat kokousta, jossa kaikki sanovat jotain eikä kukaan menetä aikaansa. Se ei ole vaikeaa, kun tiedät, mitä varten kokous on." },
        { "pl", "Jak prowadzić spotkanie, na którym każdy coś powie i nikt nie traci czasu." },
        { "cs", "Jak vést schůzku, na které každý něco řekne a nikdo při ní neztrácí čas." },
        { "tr", "Herkesin bir şey söylediği ve hiç kimsenin zamanını boşa harcamadığı bir toplantı nasıl yönetilir?" },
        { "ru", "Как провести встречу, на которой все говорят и никто не теряет время. Что для этого нужно, чтобы участники были готовы." },
        { "uk", "Як провести зустріч, на якій кожен щось скаже і ніхто не втрачає часу." },
        { "el", "Πώς να διευθύνετε μια συνάντηση" },
        { "ja", "全員が発言できる会議の進め方" },
        { "zh", "如何主持一场人人发言的会议" },
        { "ko", "모두가 말하는 회의를 진행하는 방법" },
        { "ar", "كيف تدير اجتماعا يتحدث فيه الجميع" },
        { "fa", "چگونه جلسه‌ای را اداره کنیم که همه در آن حرف بزنند" },
        { "he", "איך לנהל פגישה שבה כולם מדברים" },
        { "hi", "ऐसी बैठक कैसे चलाएँ जिसमें सब बोलें" },
        { "th", "วิธีจัดการประชุมที่ทุกคนได้พูด" },
        { "ja", "Power BI と Excel の使い分け" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Of_IsTheTexts_WhenTheItemSaysNothing(string language, string text) => Assert.Equal(language, ContentLanguage.Of(null, text, "xx"));

    [Theory]
    [InlineData("FMEA")]
    [InlineData("")]
    [InlineData("Kubernetes 1.34")]
    [InlineData("12:30")]
    public void Of_IsTheSources_WhenTheTextTellsNothing(string text) => Assert.Equal("xx", ContentLanguage.Of(null, text, "xx"));

    [Theory]
    [InlineData("en", "en")]
    [InlineData("en-GB", "en")]
    [InlineData(" EN_us ", "en")]
    [InlineData("no", "nb")]
    [InlineData("English", "de")]
    [InlineData("eng", "de")]
    [InlineData("", "de")]
    public void Of_IsWhatTheItemSays_WhenThatIsALanguage(string stated, string expected) =>
        Assert.Equal(expected, ContentLanguage.Of(stated, "Der Rundgang und die Mängel", "fr"));

    [Theory]
    [InlineData("en", German + " " + German + " Und wer nicht weiß, was er sucht, der wird auch nichts finden.", "de")]
    [InlineData("en", "全員が発言できる会議の進め方", "ja")]
    [InlineData("mr", "ऐसी बैठक कैसे चलाएँ", "mr")]
    [InlineData("ga", German + " " + German, "ga")]
    public void Of_IsTheTexts_WhenTheItemClearlySaysWrong(string stated, string text, string expected) =>
        Assert.Equal(expected, ContentLanguage.Of(stated, text, "xx"));
}
