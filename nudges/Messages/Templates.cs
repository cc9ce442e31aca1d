using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using Nudges.Messages.Pages;

namespace Nudges.Messages;

/// <summary>
/// The Liquid templates under <c>Templates/</c>, compiled once. What a template puts in is made one line of plain text and then
/// escaped for the format, whatever the template says; only the template's own text is markup.
/// </summary>
internal static class Templates
{
    private static readonly TemplateOptions Options = CreateOptions();
    private static readonly FluidParser Parser = new();

    public static Func<T, string> Html<T>(string name) => Compile<T>(Read(name), HtmlEncoder.Create(UnicodeRanges.All));

    /// <summary>Without the template's line breaks: what becomes part of JSON is then read and written there as it is, several times as fast.</summary>
    public static Func<T, string> HtmlInOneLine<T>(string name) => Compile<T>(Read(name).ReplaceLineEndings(""), HtmlEncoder.Create(UnicodeRanges.All));

    public static Func<T, string> Text<T>(string name) => Compile<T>(Read(name), NullEncoder.Default);

    /// <summary>Values stand between quotes.</summary>
    public static Func<T, string> Json<T>(string name) => Compile<T>(Read(name), JavaScriptEncoder.Create(UnicodeRanges.All));

    /// <summary>A template's text as it is.</summary>
    public static string Read(string name)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("Templates/" + name)
            ?? throw new FileNotFoundException($"There is no template {name}.");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private static Func<T, string> Compile<T>(string text, TextEncoder encoder)
    {
        var template = Parser.Parse(text);
        return view => template.Render(new TemplateContext(view, Options, allowModelMembers: false), encoder, isolateContext: false);
    }

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions { CultureInfo = CultureInfo.InvariantCulture, StrictVariables = true, StrictFilters = true };
        options.MemberAccessStrategy.Register<MessageView>();
        options.MemberAccessStrategy.Register<ItemView>();
        options.MemberAccessStrategy.Register<AnswerView>();
        options.MemberAccessStrategy.Register<EmailLayout>();
        options.MemberAccessStrategy.Register<EmailItemLayout>();
        options.MemberAccessStrategy.Register<TeamDigestView>();
        options.MemberAccessStrategy.Register<TeamItemView>();
        options.MemberAccessStrategy.Register<Page>();
        options.MemberAccessStrategy.Register<PageButton>();
        options.MemberAccessStrategy.Register<PageChoice>();
        options.MemberAccessStrategy.Register<PreferenceForm>();
        options.MemberAccessStrategy.Register<PageWording>();
        options.ValueConverters.Add(value => value is string text ? new StringValue(PlainText.OneLine(text)) : null);
        return options;
    }
}
