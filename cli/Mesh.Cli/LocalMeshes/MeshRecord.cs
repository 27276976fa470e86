using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Cli.LocalMeshes;

/// <summary>What a running local mesh writes down, so that <c>meshctl down</c> and the other commands find it.</summary>
/// <param name="Pid">Process id of the <c>meshctl up</c> that owns everything.</param>
/// <param name="Directory">The YAML directory, absolute.</param>
/// <param name="Network">Where the workloads run.</param>
internal sealed record MeshRecord(int Pid, string Directory, NetworkMode Network)
{
    internal static MeshRecord? Read(MeshLayout layout)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(layout.RecordFile), MeshRecordJson.Default.MeshRecord);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the owning process is still there.</summary>
    internal bool IsAlive
    {
        get
        {
            try
            {
                return File.ReadAllText($"/proc/{Pid}/cmdline").Contains("meshctl", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    internal void Write(MeshLayout layout) =>
        File.WriteAllBytes(layout.RecordFile, JsonSerializer.SerializeToUtf8Bytes(this, MeshRecordJson.Default.MeshRecord));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MeshRecord))]
internal sealed partial class MeshRecordJson : JsonSerializerContext;
