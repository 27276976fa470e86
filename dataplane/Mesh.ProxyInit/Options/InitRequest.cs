namespace Mesh.ProxyInit.Options;

/// <summary>The command line, understood.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Capture">What is captured.</param>
/// <param name="Backend">Which iptables implementation to use.</param>
/// <param name="Validate">Whether to prove the rules by a real connection after they are applied.</param>
internal sealed record InitRequest(InitAction Action, CaptureOptions Capture, BackendChoice Backend, bool Validate);
