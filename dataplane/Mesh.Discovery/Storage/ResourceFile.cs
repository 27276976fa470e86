using System.Security.Cryptography;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;

namespace Mesh.Discovery.Storage;

/// <summary>
/// The last good resources in one file: a format number, a checksum, the proxy's node id, and the resources as the messages they
/// came in. It holds no keys: certificates' private keys never reach discovery.
/// </summary>
internal sealed class ResourceFile(string path, string nodeId)
{
    private const int HashLength = 32;
    private const int MaxLength = 64 * 1024 * 1024;

    // The last byte counts the format.
    private static ReadOnlySpan<byte> Magic => "MESHXDS\x01"u8;

    public string Path { get; } = path;

    /// <summary>Writes the file anew, readable by its owner only; a crash leaves the old or the new one.</summary>
    /// <exception cref="IOException">The directory is not writable or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable.</exception>
    public void Save(IEnumerable<DeltaDiscoveryResponse> resources)
    {
        var body = Encode(resources);
        var temporary = Path + ".tmp";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Magic);
            file.Write(SHA256.HashData(body));
            file.Write(body);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, Path, overwrite: true);
    }

    /// <summary>Reads the file.</summary>
    /// <param name="resources">What was saved; empty when there is nothing.</param>
    /// <returns>Null, or why the file is not used.</returns>
    public string? TryLoad(out IReadOnlyList<DeltaDiscoveryResponse> resources)
    {
        resources = [];
        try
        {
            if (!File.Exists(Path))
                return null;
            if (new FileInfo(Path).Length > MaxLength)
                return $"it is larger than {MaxLength} bytes";
            return Decode(File.ReadAllBytes(Path), out resources);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            resources = [];
            return unreadable.Message;
        }
    }

    private byte[] Encode(IEnumerable<DeltaDiscoveryResponse> resources)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            output.WriteString(nodeId);
            foreach (var response in resources)
                output.WriteMessage(response);
        }
        return buffer.ToArray();
    }

    private string? Decode(byte[] content, out IReadOnlyList<DeltaDiscoveryResponse> resources)
    {
        resources = [];
        if (!content.AsSpan().StartsWith(Magic))
            return "it is of another format";
        var rest = content.AsSpan(Magic.Length);
        if (rest.Length < HashLength || !SHA256.HashData(rest[HashLength..]).AsSpan().SequenceEqual(rest[..HashLength]))
            return "its checksum is wrong";
        var input = new CodedInputStream(content, Magic.Length + HashLength, rest.Length - HashLength);
        var owner = input.ReadString();
        if (owner != nodeId)
            return $"it belongs to \"{owner}\", this proxy is \"{nodeId}\"";
        var read = new List<DeltaDiscoveryResponse>();
        while (!input.IsAtEnd)
        {
            var response = new DeltaDiscoveryResponse();
            input.ReadMessage(response);
            read.Add(response);
        }
        resources = read;
        return null;
    }
}
