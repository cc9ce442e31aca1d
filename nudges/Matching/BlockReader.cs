using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Nudges.Matching;

/// <summary>Takes from a block what a <see cref="BlockWriter"/> put there, in the same order.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> block)
{
    private ReadOnlySpan<byte> _rest = block;

    /// <exception cref="InvalidDataException">The block ends before, or holds something else there.</exception>
    public T[] Take<T>() where T : unmanaged
    {
        var bytes = TakeBytes();
        if (bytes.Length % Unsafe.SizeOf<T>() != 0)
        {
            throw new InvalidDataException("An array in it is not whole.");
        }

        var values = GC.AllocateUninitializedArray<T>(bytes.Length / Unsafe.SizeOf<T>());
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public TextColumn TakeTexts() => new(Take<byte>(), Take<int>());

    public string TakeText() => Encoding.UTF8.GetString(TakeBytes());

    public T TakeJson<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(TakeBytes(), NudgesJson.Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"JSON in it cannot be read: {exception.Message}", exception);
        }
    }

    private ReadOnlySpan<byte> TakeBytes()
    {
        if (_rest.Length < sizeof(int) || MemoryMarshal.Read<int>(_rest) is var length && (length < 0 || length > _rest.Length - sizeof(int)))
        {
            throw new InvalidDataException("It is cut short.");
        }

        var bytes = _rest.Slice(sizeof(int), length);
        _rest = _rest[(sizeof(int) + length)..];
        return bytes;
    }
}
