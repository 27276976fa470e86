using System.Buffers.Text;
using System.Text;
using Mesh.ControlPlane.Identity;
using Mesh.ControlPlane.Tests.Serving;
using Mesh.Hosting.Tls;
using Mesh.Identity;
using Mesh.Identity.Enrolment;
using Mesh.Identity.Rotation;
using Mesh.Identity.Trust;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;

namespace Mesh.ControlPlane.Tests.Identity;

/// <summary>The keeper of the control plane's certificate on fake time and a fake authority.</summary>
internal sealed class KeeperHarness : IBundleSink, IAsyncDisposable
{
    public const string Self = "spiffe://cluster.local/ns/mesh-system/sa/mesh-controlplane";

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CertificateKeeper _keeper;
    private Task _keeping = Task.CompletedTask;

    public KeeperHarness()
    {
        Authority = new FakeCertificateAuthority(Root, Time);
        File.WriteAllText(_directory["token"], Token());
        Trust = new TrustHolder(Time);
        var identity = SpiffeId.Parse(Self);
        var requests = new CertificateRequests(identity, EnrolmentFiles.JoinToken(_directory["token"]), Authority, Trust, Time);
        _keeper = new CertificateKeeper(identity, requests, Authority, Trust, BundleFile, this, new RotationSchedule(new Random(3)), new CertificateLog(Log), Time);
    }

    public TestAuthority Root { get; } = new("cluster.local");

    public SleepTime Time { get; } = new(TimeProvider.System.GetUtcNow());

    public FakeCertificateAuthority Authority { get; }

    public TrustHolder Trust { get; }

    public RecordingLogger<CertificateKeeper> Log { get; } = new();

    public BundleFile BundleFile => new(_directory["bundle.pem"]);

    /// <summary>Versions of the bundles that were published.</summary>
    public List<string> Published { get; } = [];

    public ServerCertificate Shown { get; private set; } = null!;

    /// <summary>Obtains the first certificate and goes on keeping it.</summary>
    public async Task StartAsync()
    {
        Shown = await _keeper.ObtainAsync(_stop.Token);
        _keeping = _keeper.KeepAsync(Shown, _stop.Token);
    }

    /// <summary>Begins, while the authority is not there yet.</summary>
    public Task<ServerCertificate> ObtainAsync() => _keeper.ObtainAsync(_stop.Token);

    public Task<TimeSpan> SleepAsync() => Time.SleepAsync(static _ => true);

    public void Publish(TrustBundle bundle)
    {
        lock (Published)
            Published.Add(bundle.Version);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _keeper.Dispose();
        _stop.Dispose();
        _directory.Dispose();
        Root.Dispose();
    }

    private string Token()
    {
        var claims = $"{{\"sub\":\"{Self}\",\"exp\":4102444800,\"root_sha256\":\"{RootFingerprint.Of(Root.Root.RawData)}\"}}";
        return $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
    }
}
