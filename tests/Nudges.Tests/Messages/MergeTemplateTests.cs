using System.Text.Encodings.Web;
using Nudges.Messages;

namespace Nudges.Tests.Messages;

public sealed class MergeTemplateTests
{
    [Fact]
    public void Fill_EscapesValues_AndPutsMarkupInAsItIs()
    {
        var template = new MergeTemplate<string>(layout => $"<{layout} title='%%name%%'>%%name%% %%inner%%</{layout}>%%other%%", HtmlEncoder.Default, "name", "other", "inner");

        Assert.Equal(
            "<p title='&lt;b&gt; % %other% %'>&lt;b&gt; % %other% % <i>%%name%%</i></p>x",
            string.Concat(template.Fill("p", ["<b>\n%%other%%", "x"], ["<i>", "%%name%%", "</i>"])));
    }

    [Fact]
    public void Fill_RendersOnceForEachLayout()
    {
        var rendered = new List<string>();
        var template = new MergeTemplate<string>(
            layout =>
            {
                rendered.Add(layout);
                return $"{layout} %%name%%";
            },
            HtmlEncoder.Default,
            "name");

        Assert.Equal(["a 1", "b 2", "a 3"], new[] { ("a", "1"), ("b", "2"), ("a", "3") }.Select(one => string.Concat(template.Fill(one.Item1, [one.Item2]))));
        Assert.Equal(["a", "b"], rendered);
    }

    [Fact]
    public void Fill_NamesTheField_ThatIsUnknown()
    {
        var template = new MergeTemplate<string>(layout => "%%nam%%", HtmlEncoder.Default, "name");

        Assert.Contains("%%nam%%", Assert.Throws<InvalidOperationException>(() => template.Fill("", ["x"])).Message, StringComparison.Ordinal);
    }
}
