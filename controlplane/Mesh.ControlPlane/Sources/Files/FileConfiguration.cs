using System.Collections.Frozen;
using System.Collections.Immutable;
using Mesh.Api.Manifests;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Model.Addresses;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>The running configuration of a directory, and the step to the next one. Last good is kept: a set with an error changes nothing.</summary>
/// <param name="trustDomain">First part of all identities.</param>
/// <param name="book">Where automatic addresses are kept.</param>
/// <param name="time">For the time of loading.</param>
internal sealed class FileConfiguration(string trustDomain, AddressBookFile book, TimeProvider time)
{
    private DirectoryContent? _content;
    private AddressBook? _addresses;
    private FrozenSet<string> _endpointFiles = FrozenSet<string>.Empty;

    /// <summary>What was accepted and refused last.</summary>
    public ConfigurationStatus Status { get; private set; } = ConfigurationStatus.Initial;

    /// <summary>Whether the running configuration has only endpoints in that file, so that its changes do not wait.</summary>
    public bool IsEndpointFile(string file) => _endpointFiles.Contains(file);

    /// <summary>Whether the directory holds what was looked at last.</summary>
    public bool IsSame(DirectoryContent content) => _content is not null && content.SameAs(_content);

    /// <summary>Looks at what the directory holds now.</summary>
    /// <returns>The new mesh; null when the set is refused.</returns>
    public MeshSnapshot? Load(DirectoryContent content)
    {
        _content = content;
        var set = ManifestReader.Read(content.Files, content.Problems);
        if (set.HasErrors)
            return Refuse(set.Problems);
        try
        {
            return Accept(set);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            // To be tried again although the directory is the same.
            _content = null;
            return Refuse([.. set.Problems, OfState(error)]);
        }
    }

    private MeshSnapshot Accept(ManifestSet set)
    {
        var known = _addresses ??= book.Read();
        var mesh = MeshCompiler.Compile(set.Resources, new CompileOptions { TrustDomain = trustDomain, AddressBook = known });
        // Written before anyone is told an address: a crash must not give it to another service.
        if (!ReferenceEquals(mesh.AddressBook, known))
            book.Write(mesh.AddressBook);
        _addresses = mesh.AddressBook;
        _endpointFiles = EndpointFilesOf(set.Resources);
        Status = new ConfigurationStatus(time.GetUtcNow(), set.Resources.Count, IsRejected: false, set.Problems);
        return mesh;
    }

    private MeshSnapshot? Refuse(ImmutableArray<Problem> problems)
    {
        Status = Status with { IsRejected = true, Problems = problems };
        return null;
    }

    private static Problem OfState(Exception error) => new(
        ProblemSeverity.Error, "", 0, "", "", "automatic addresses cannot be given: " + error.Message,
        "check the state directory; the configuration is applied as soon as they can");

    private static FrozenSet<string> EndpointFilesOf(ResourceSet resources) => resources.All()
        .GroupBy(resource => resource.Origin.File)
        .Where(file => file.All(resource => resource is WorkloadEntry or EndpointSlice))
        .Select(file => file.Key)
        .ToFrozenSet(StringComparer.Ordinal);
}
