using Mesh.Engine.Loops;

namespace Mesh.Engine.Sockets;

/// <content>One deadline for what has to happen next: connect, handshake, the last output, the peer's end.</content>
internal sealed partial class SocketConnection
{
    private LoopTimer? _deadline;

    private void ArmDeadline(int milliseconds)
    {
        _deadline ??= new LoopTimer(OnDeadline);
        Loop.Arm(_deadline, milliseconds);
    }

    private void CancelDeadline()
    {
        if (_deadline is null)
            return;
        Loop.Cancel(_deadline);
        // An idle connection does not keep a timer that it may never need again.
        _deadline = null;
    }

    private void OnDeadline()
    {
        switch (_phase)
        {
            case Phase.Connecting:
                Terminate(CloseReason.ConnectTimeout, $"connect to {_remote}: no answer in time");
                break;
            case Phase.Handshaking:
                Terminate(CloseReason.ConnectTimeout, "TLS handshake: not done in time");
                break;
            case Phase.Lingering:
                Release(reset: false);
                break;
            default:
                SocketDescriptor.ResetOnClose(_fd);
                Terminate(CloseReason.Aborted, "the peer did not take the remaining output in time");
                break;
        }
    }
}
