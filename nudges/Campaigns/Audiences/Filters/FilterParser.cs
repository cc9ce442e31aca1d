using System.Globalization;

namespace Nudges.Campaigns.Audiences.Filters;

/// <summary>What reading a filter came to.</summary>
public abstract record FilterResult
{
    private FilterResult()
    {
    }

    public sealed record Read(Filter Filter) : FilterResult;

    /// <param name="Error">A sentence that says where and what was expected.</param>
    /// <param name="Position">The character it is about, from 1.</param>
    public sealed record Wrong(string Error, int Position) : FilterResult;
}

/// <summary>
/// Reads filters: conditions joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses; <c>and</c> binds closer than
/// <c>or</c>. Conditions: <c>field = "…"</c>, <c>!=</c>, <c>contains</c>, <c>in ("…", "…")</c>, <c>skills has "…"</c>,
/// <c>hired within 90 days</c>, <c>hired before "2026-01-31"</c>, <c>hired after</c>. At most 2,000 characters, 20 levels.
/// </summary>
public sealed class FilterParser
{
    public const int Longest = 2_000;
    private const int MostDepth = 20;
    private const int LongestValue = 200;
    private const int MostDays = 36_500;

    private readonly IReadOnlyList<FilterToken> _tokens;
    private int _next;
    private int _depth;

    private FilterParser(string text) => _tokens = FilterToken.Split(text);

    public static FilterResult Parse(string text)
    {
        if (text.Length > Longest)
        {
            return new FilterResult.Wrong($"A filter has at most {Longest:N0} characters.", Longest + 1);
        }

        try
        {
            var parser = new FilterParser(text);
            var filter = parser.Or();
            return parser.Current.Kind == FilterTokenKind.End ? new FilterResult.Read(filter) : throw parser.Expected("'and', 'or' or the end");
        }
        catch (FilterException wrong)
        {
            return new FilterResult.Wrong(wrong.Message, wrong.Position);
        }
    }

    private FilterToken Current => _tokens[_next];

    private Filter Or()
    {
        var left = And();
        while (TryWord("or"))
        {
            left = new Filter.Or(left, And());
        }

        return left;
    }

    private Filter And()
    {
        var left = One();
        while (TryWord("and"))
        {
            left = new Filter.And(left, One());
        }

        return left;
    }

    private Filter One()
    {
        if (++_depth > MostDepth)
        {
            throw new FilterException($"More than {MostDepth} parentheses or nots inside each other", Current.Position);
        }

        var filter = TryWord("not") ? new Filter.Not(One()) : TrySign("(") ? Inside() : Condition();
        _depth--;
        return filter;
    }

    private Filter Inside()
    {
        var filter = Or();
        Sign(")");
        return filter;
    }

    private Filter Condition()
    {
        if (Current.Kind != FilterTokenKind.Word)
        {
            throw Expected("a field, 'hired', 'not' or '('");
        }

        if (TryWord("hired"))
        {
            return Hired();
        }

        var field = FilterField.All.FirstOrDefault(field => Current.Is(field.Name))
            ?? throw new FilterException(FilterWords.UnknownField(Current.Text), Current.Position);
        _next++;
        if (TryWord("contains"))
        {
            return new Filter.Contains(field, Value());
        }

        if (TryWord("in"))
        {
            return In(field);
        }

        if (field.IsList)
        {
            return TryWord("has") ? new Filter.Is(field, Value()) : throw Expected($"'has', 'contains' or 'in' after {field.Name}");
        }

        return TrySign("=") ? new Filter.Is(field, Value())
            : TrySign("!=") ? new Filter.Not(new Filter.Is(field, Value()))
            : throw Expected($"'=', '!=', 'contains' or 'in' after {field.Name}");
    }

    private Filter In(FilterField field)
    {
        Sign("(");
        Filter any = new Filter.Is(field, Value());
        while (TrySign(","))
        {
            any = new Filter.Or(any, new Filter.Is(field, Value()));
        }

        Sign(")");
        return any;
    }

    private Filter Hired()
    {
        if (TryWord("before"))
        {
            return new Filter.HiredBefore(Date());
        }

        if (TryWord("after"))
        {
            return new Filter.HiredAfter(Date());
        }

        if (!TryWord("within"))
        {
            throw Expected("'within', 'before' or 'after' after hired");
        }

        if (Current.Kind != FilterTokenKind.Number
            || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days > MostDays)
        {
            throw Expected($"a whole number of days up to {MostDays}");
        }

        _next++;
        return TryWord("days") || TryWord("day") ? new Filter.HiredWithin(days) : throw Expected("'days'");
    }

    private DateOnly Date()
    {
        var position = Current.Position;
        return DateOnly.TryParseExact(Value(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new FilterException("Expected a date as \"2026-01-31\"", position);
    }

    private string Value()
    {
        if (Current.Kind != FilterTokenKind.Text)
        {
            throw Expected("a text in quotes");
        }

        if (Filter.Plain(Current.Text).Length is 0 or > LongestValue)
        {
            throw new FilterException($"A text has 1 to {LongestValue} characters", Current.Position);
        }

        return _tokens[_next++].Text;
    }

    private bool TryWord(string word) => Try(Current.Is(word));

    private bool TrySign(string sign) => Try(Current.Kind == FilterTokenKind.Sign && Current.Text == sign);

    private void Sign(string sign)
    {
        if (!TrySign(sign))
        {
            throw Expected($"'{sign}'");
        }
    }

    private bool Try(bool isThere)
    {
        _next += isThere ? 1 : 0;
        return isThere;
    }

    private FilterException Expected(string what) => new(
        $"Expected {what}, found {(Current.Kind == FilterTokenKind.End ? "the end" : $"'{FilterWords.Shown(Current.Text)}'")}", Current.Position);
}
