using Mesh.Discovery.Credentials;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>Credentials that a test hands out.</summary>
internal sealed class FakeCredentials : ICredentialSource
{
    private readonly TaskCompletionSource<WorkloadCredentials> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public event Action<WorkloadCredentials>? Changed;

    public WorkloadCredentials? Current { get; private set; }

    public List<IReadOnlyCollection<ReadOnlyMemory<byte>>> Offered { get; } = [];

    public void Issue()
    {
        Current = TestAuthority.Shared.IssueCredentials();
        Changed?.Invoke(Current);
        _first.TrySetResult(Current);
    }

    public void OfferRoots(IReadOnlyCollection<ReadOnlyMemory<byte>> roots) => Offered.Add(roots);

    public Task WaitAsync(CancellationToken cancellation) => _first.Task.WaitAsync(cancellation);
}
