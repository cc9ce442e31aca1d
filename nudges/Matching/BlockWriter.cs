using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Nudges.Matching;

/// <summary>
/// Puts flat arrays into one block of bytes, each after its length, in this machine's byte order: little-endian wherever .NET runs
/// on Azure. <see cref="BlockReader"/> reads them in the same order.
/// </summary>
internal sealed class BlockWriter
{
    private readonly ArrayBufferWriter<byte> _block = new();

    public ReadOnlySpan<byte> Written => _block.WrittenSpan;

    public void Add<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        var length = bytes.Length;
        _block.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        _block.Write(bytes);
    }

    public void Add(TextColumn texts)
    {
        Add<byte>(texts.Text);
        Add<int>(texts.Starts);
    }

    public void Add(string text) => Add<byte>(Encoding.UTF8.GetBytes(text));

    /// <summary>For the little that few items have.</summary>
    public void AddJson<T>(T value) => Add<byte>(JsonSerializer.SerializeToUtf8Bytes(value, NudgesJson.Options));
}
