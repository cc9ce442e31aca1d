using CsCheck;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class UnsubscribeTokenTests
{
    private static readonly UnsubscribeToken Token = new(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray());

    [Fact]
    public void Read_GivesThePerson_WhenMadeWithTheKey() =>
        Gen.String.Where(id => id.Length > 0).Where(id => !id.Any(char.IsSurrogate)).Sample(id => Token.Read(Token.Create(new PersonId(id)))?.Value == id);

    [Fact]
    public void Read_GivesNothing_WhenMadeWithAnotherKey() =>
        Assert.Null(new UnsubscribeToken(new byte[32]).Read(Token.Create(new PersonId("a"))));

    [Fact]
    public void Read_GivesNothing_WhenThePersonIsChanged()
    {
        var signature = Token.Create(new PersonId("a")).Split('.')[1];
        var other = Token.Create(new PersonId("b")).Split('.')[0];

        Assert.Null(Token.Read($"{other}.{signature}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("YQ")]
    [InlineData("YQ.")]
    [InlineData("YQ.!!")]
    [InlineData("%00.YQ")]
    public void Read_GivesNothing_WhenItIsNoToken(string text) => Assert.Null(Token.Read(text));

    [Fact]
    public void Create_IsSafeInAPath() =>
        Gen.String.Sample(id => Token.Create(new PersonId(id)).All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'));
}
