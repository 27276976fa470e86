using System.Text;

namespace Mesh.Proxy.Tests.ServerNames;

/// <summary>Makes ClientHellos by hand.</summary>
internal static class Hello
{
    /// <summary>A message with GREASE, and a server name unless it is null.</summary>
    internal static byte[] Message(string? name, params byte[][] moreExtensions)
    {
        byte[] extensions = [.. Extension(0x0A0A, []), .. name is null ? [] : ServerName(name), .. Extension(0x002B, [2, 3, 4]), .. moreExtensions.SelectMany(e => e)];
        return Message(extensions);
    }

    /// <summary>A message with these extensions.</summary>
    internal static byte[] Message(byte[] extensions)
    {
        byte[] body = [3, 3, .. new byte[32], 32, .. new byte[32], 0, 4, 0x1A, 0x1A, 0x13, 0x01, 1, 0, .. Sized16(extensions)];
        return [1, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    /// <summary>A message in one record.</summary>
    internal static byte[] Record(byte[] message) => [22, 3, 1, .. Sized16(message)];

    /// <summary>A message in records of <paramref name="size"/> bytes.</summary>
    internal static byte[] Records(byte[] message, int size) => [.. message.Chunk(size).SelectMany(Record)];

    internal static byte[] ServerName(string name) => Extension(0, Sized16([0, .. Sized16(Encoding.Latin1.GetBytes(name))]));

    internal static byte[] Extension(int type, byte[] data) => [(byte)(type >> 8), (byte)type, .. Sized16(data)];

    internal static byte[] Sized16(byte[] data) => [(byte)(data.Length >> 8), (byte)data.Length, .. data];
}
