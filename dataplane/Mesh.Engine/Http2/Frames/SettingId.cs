namespace Mesh.Engine.Http2.Frames;

/// <summary>Settings, RFC 9113 §6.5.2 and RFC 8441 §3.</summary>
internal enum SettingId : ushort
{
    HeaderTableSize = 1,
    EnablePush = 2,
    MaxConcurrentStreams = 3,
    InitialWindowSize = 4,
    MaxFrameSize = 5,
    MaxHeaderListSize = 6,
    EnableConnectProtocol = 8,
}
