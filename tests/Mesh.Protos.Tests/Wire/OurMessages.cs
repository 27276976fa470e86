using Google.Protobuf.Reflection;

namespace Mesh.Protos.Tests.Wire;

/// <summary>The messages and enums of protos/ that are not the mesh's own.</summary>
internal static class OurMessages
{
    private static readonly FileDescriptor[] Roots =
    [
        Envoy.Service.Discovery.V3.AdsReflection.Descriptor,
        Envoy.Config.Listener.V3.ListenerReflection.Descriptor,
        Envoy.Config.Route.V3.RouteReflection.Descriptor,
        Envoy.Config.Cluster.V3.ClusterReflection.Descriptor,
        Envoy.Config.Core.V3.ProxyProtocolReflection.Descriptor,
        Envoy.Config.Endpoint.V3.EndpointReflection.Descriptor,
        Envoy.Extensions.Filters.Http.Router.V3.RouterReflection.Descriptor,
        Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManagerReflection.Descriptor,
        Envoy.Extensions.Filters.Network.TcpProxy.V3.TcpProxyReflection.Descriptor,
        Envoy.Extensions.TransportSockets.Tls.V3.TlsReflection.Descriptor,
    ];

    public static IReadOnlyDictionary<string, MessageDescriptor> Messages { get; } =
        Files().SelectMany(file => file.MessageTypes).SelectMany(WithNested).ToDictionary(message => message.FullName);

    public static IReadOnlyDictionary<string, EnumDescriptor> Enums { get; } =
        Files().SelectMany(file => file.EnumTypes).Concat(Messages.Values.SelectMany(message => message.EnumTypes)).ToDictionary(type => type.FullName);

    /// <summary>The field's type as the golden list writes it.</summary>
    public static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var entry = field.MessageType.Fields;
            return $"map<{TypeOf(entry[1])}, {TypeOf(entry[2])}>";
        }

        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var scalar => scalar.ToString().ToLowerInvariant(),
        };
        return field.IsRepeated ? "repeated " + type : type;
    }

    private static IEnumerable<FileDescriptor> Files()
    {
        var found = new Dictionary<string, FileDescriptor>();
        var open = new Stack<FileDescriptor>(Roots);
        while (open.TryPop(out var file))
        {
            if (!found.TryAdd(file.Name, file))
                continue;
            foreach (var dependency in file.Dependencies)
                open.Push(dependency);
        }

        return found.Values.Where(file => !file.Package.StartsWith("google.protobuf", StringComparison.Ordinal));
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.Where(nested => !nested.IsMapEntry).SelectMany(WithNested).Prepend(message);
}
