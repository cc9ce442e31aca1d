using System.Collections.Frozen;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Util;

namespace Nudges.Content;

/// <summary>The commonest words of languages, as Lucene's stop-word lists have them, and the letters that few languages have.</summary>
internal sealed class LanguageWords
{
    // Snowball's lists come with Lucene; for the others there is none of the same kind.
    private static readonly Dictionary<string, string> SnowballLists = new()
    {
        ["da"] = "danish",
        ["de"] = "german",
        ["en"] = "english",
        ["es"] = "spanish",
        ["fi"] = "finnish",
        ["fr"] = "french",
        ["hu"] = "hungarian",
        ["it"] = "italian",
        ["nb"] = "norwegian",
        ["nl"] = "dutch",
        ["pt"] = "portuguese",
        ["ru"] = "russian",
        ["sv"] = "swedish",
    };

    private static readonly Dictionary<string, string> OwnLists = new()
    {
        ["cs"] = "a aby ale ani až bez bude být by byl byla bylo co což či do i jak jako je jeho jejich jen ještě již jsem jsou k kde kdo když která které který každý ke lze mezi má mají mohou může na nad nebo nebyl nejsou není než o od po pod podle pokud pouze pro proč protože právo před při s se si své tak také tato ten tento této to toho tuto u už v ve více však všechny všech z za ze že",
        ["pl"] = "a aby ale albo bardzo bez być był była było ci co czy dla do gdy go i ich ile innych jak jako jego jej jest jednak już każdy kto która które którego który których lub ma mają można może mogą na nad nie niż nich o od oraz po pod pomiędzy przed przez przy poprzez się są swoje swojej swego ta tak także tego tej ten to tylko tych u w we wraz wszystkich wszystkie z za ze że żeby",
        ["tr"] = "ama ancak bir biri birlikte böyle bu bunu buna bunun çok da daha de değil değildir diye en gibi göre hem her herkes için ile ilgili ise itibaren kadar ki mı mi mu mü nasıl ne neden olan olarak olduğu olmak olması olsun önce sadece sonra şu tarafından tüm var ve veya ya yeni yok",
        ["uk"] = "а або але б без був була були бути в вже ви від він вона вони все всіх де для до є з за зі й її його інших і із їх коли ким кожен має мають ми можна може на над не ні ніхто про по при та так також такий те ти то того тільки у хто цей це ця чи що щоб як яка який яких які якщо",
        ["bg"] = "а ако без бъде в във върху всеки всички ги да до е за защо и из или има как както като когато към ли може му на най не него но от по под при с са само се си след със също тази те това този той тя че чрез ще я",
        ["ro"] = "a acest această al ale au avea ca care ce cel cu cum da de deci despre din după este fără fi fie fiecare fost iar în între îi îl la lor lui mai nici nu o orice ori pe pentru poate prin sa sale sau să se sunt și ști un una unei unor unui",
    };

    // What tells neighbours apart, beside their lists.
    private static readonly Dictionary<string, string> Additions = new()
    {
        ["da"] = "af efter uden gennem mellem nogen noget nogle meget nu hvad hvordan hvem selv blev bliver flere end enhver ud op om mod hjælp bedre arbejde arbejdet medarbejdere give giver få får ret bør hvert samme",
        ["nb"] = "av etter uten gjennom mellom noen noe mye nå hva hvordan hvem selv ble blir flere enn enhver ut opp om mot hjelp bedre arbeid arbeidet ansatte gi gir få får rett bør hvert samme",
        ["en"] = "can will your you how what when not all from about has have more one our",
        ["ru"] = "для при или что это как из от не может если с к по об который которые будет был его чтобы только",
    };

    private static readonly Dictionary<string, string> Letters = new()
    {
        ["cs"] = "ěřůčšžýíáťďň",
        ["da"] = "æøå",
        ["de"] = "äöüß",
        ["es"] = "ñóíáú",
        ["fi"] = "äö",
        ["fr"] = "èêàùçœîôûâë",
        ["hu"] = "őűáöüíóú",
        ["it"] = "èàùòì",
        ["nb"] = "æøå",
        ["pl"] = "łąężźśćńó",
        ["pt"] = "ãõçáâêóúí",
        ["ro"] = "ăâîșțşţ",
        ["sv"] = "åäö",
        ["tr"] = "ğışçöü",
        ["ru"] = "ыэёъ",
        ["uk"] = "іїєґ",
        ["bg"] = "ъ",
    };

    private LanguageWords(IReadOnlyList<string> languages, FrozenDictionary<string, ulong> byWord, FrozenDictionary<char, ulong> byLetter)
    {
        Languages = languages;
        ByWord = byWord;
        ByLetter = byLetter;
    }

    public static LanguageWords All { get; } = Load();

    /// <summary>At most 64, two letters each; a bit stands for each, the first for the lowest.</summary>
    public IReadOnlyList<string> Languages { get; }

    /// <summary>Which languages have a word, in lower case.</summary>
    public FrozenDictionary<string, ulong> ByWord { get; }

    public FrozenDictionary<char, ulong> ByLetter { get; }

    private static LanguageWords Load()
    {
        string[] languages = [.. SnowballLists.Keys.Concat(OwnLists.Keys).Order(StringComparer.Ordinal)];
        var words = languages.ToDictionary(language => language, language => OwnLists.TryGetValue(language, out var own) ? own.Split(' ') : Snowball(SnowballLists[language]).Concat(Additions.GetValueOrDefault(language, "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return new(languages, Index(language => words[language]).ToFrozenDictionary(), Index(language => Letters.GetValueOrDefault(language, "")).ToFrozenDictionary());

        Dictionary<T, ulong> Index<T>(Func<string, IEnumerable<T>> parts) where T : notnull => languages
            .SelectMany((language, bit) => parts(language).Distinct().Select(part => (Part: part, Bit: 1UL << bit)))
            .GroupBy(pair => pair.Part, pair => pair.Bit)
            .ToDictionary(same => same.Key, same => same.Aggregate((one, other) => one | other));
    }

    private static CharArraySet Snowball(string name)
    {
        using var reader = IOUtils.GetDecodingReader(typeof(SnowballFilter), $"{name}_stop.txt", System.Text.Encoding.UTF8);
        return WordlistLoader.GetSnowballWordSet(reader, LuceneVersion.LUCENE_48);
    }
}
