using System.Text;
using Nudges.Api;

namespace Nudges.Tests.People;

public sealed class PeopleTableTests
{
    [Theory]
    [InlineData("id\na\nb\n", "2 a|3 b")]
    [InlineData("id\r\na\r\nb", "2 a|3 b")]
    [InlineData("id,note\na,\"two\nlines\"\nb,\n", "2 a|4 b")]
    [InlineData("id,note\r\na,\"three\r\nlong\r\nlines\"\r\nb,\r\n", "2 a|5 b")]
    [InlineData("id\na\n\n\nb\n", "2 a|5 b")]
    [InlineData("\"note\nof two lines\",id\nx,a\n", "3 a")]
    public void Read_CountsLines_AsTheyAreSeenInTheTable(string table, string expected)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(table));

        var read = Assert.IsType<PeopleTableResult.Read>(PeopleTable.Read(stream));

        Assert.Equal(expected, string.Join('|', read.Names.Select(name => $"{name.Row} {name.Name}")));
    }
}
