using Google.Protobuf;

namespace Mesh.Protos.Tests.Wire;

/// <summary>Whole resources, written by hand as field numbers and as JSON.</summary>
public sealed class KnownBytesTests
{
    [Theory]
    [InlineData(
        "envoy.service.discovery.v3.DeltaDiscoveryRequest",
        """1:{1:"shop/front"} 2:"t" 3:"a" 3:"b" 4:"c" 5:{1:"d" 2:"v1"} 6:"n1" 7:{1:3 2:"refused"}""",
        """{"node":{"id":"shop/front"},"type_url":"t","resource_names_subscribe":["a","b"],"resource_names_unsubscribe":["c"],"initial_resource_versions":{"d":"v1"},"response_nonce":"n1","error_detail":{"code":3,"message":"refused"}}""")]
    [InlineData(
        "envoy.service.discovery.v3.DeltaDiscoveryResponse",
        """1:"s" 2:{1:"v2" 3:"catalog.shop:80"} 4:"t" 5:"n2" 6:"gone" 7:{1:"me"}""",
        """{"system_version_info":"s","resources":[{"version":"v2","name":"catalog.shop:80"}],"type_url":"t","nonce":"n2","removed_resources":["gone"],"control_plane":{"identifier":"me"}}""")]
    [InlineData(
        "envoy.config.listener.v3.Listener",
        """1:"10.0.0.7:80" 2:{1:{2:"10.0.0.7" 3:80}} 3:{1:{10:"http/1.1" 10:"h2c"} 3:{1:"f"}} 16:2 25:{3:{1:"g"}}""",
        """{"name":"10.0.0.7:80","address":{"socket_address":{"address":"10.0.0.7","port_value":80}},"filter_chains":[{"filter_chain_match":{"application_protocols":["http/1.1","h2c"]},"filters":[{"name":"f"}]}],"traffic_direction":"OUTBOUND","default_filter_chain":{"filters":[{"name":"g"}]}}""")]
    [InlineData(
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        """2:"catalog.shop:80" 3:{1:{3:{} 6:2} 2:"catalog.shop:80"} 5:{1:"envoy.filters.http.router"}""",
        """{"stat_prefix":"catalog.shop:80","rds":{"config_source":{"ads":{},"resource_api_version":"V3"},"route_config_name":"catalog.shop:80"},"http_filters":[{"name":"envoy.filters.http.router"}]}""")]
    [InlineData(
        "envoy.config.route.v3.RouteConfiguration",
        """1:"r" 2:{1:"v" 2:"*" 3:{1:{6:{1:":method" 13:{1:"GET"}} 7:{1:"q" 5:{5:{2:"a+"}}} 14:"/api"} 2:{3:{1:{1:"a" 2:{1:90}} 1:{1:"b" 2:{1:10}}} 8:{1:5} 9:{3:{1:1}}} 14:"shop/split"} 3:{1:{1:"/"} 7:{1:500}}}""",
        """{"name":"r","virtual_hosts":[{"name":"v","domains":["*"],"routes":[{"match":{"headers":[{"name":":method","string_match":{"exact":"GET"}}],"query_parameters":[{"name":"q","string_match":{"safe_regex":{"regex":"a+"}}}],"path_separated_prefix":"/api"},"route":{"weighted_clusters":{"clusters":[{"name":"a","weight":90},{"name":"b","weight":10}]},"timeout":"5s","retry_policy":{"per_try_timeout":"1s"}},"name":"shop/split"},{"match":{"prefix":"/"},"direct_response":{"status":500}}]}]}""")]
    [InlineData(
        "envoy.config.cluster.v3.Cluster",
        """1:"c" 2:3 3:{1:{3:{} 6:2}} 4:{1:1} 24:{1:"mesh.transport_sockets.mesh"} 41:{1:{4:{1:"mesh.load_balancing.peak_ewma"}}}""",
        """{"name":"c","type":"EDS","eds_cluster_config":{"eds_config":{"ads":{},"resource_api_version":"V3"}},"connect_timeout":"1s","transport_socket":{"name":"mesh.transport_sockets.mesh"},"load_balancing_policy":{"policies":[{"typed_extension_config":{"name":"mesh.load_balancing.peak_ewma"}}]}}""")]
    [InlineData(
        "envoy.config.endpoint.v3.ClusterLoadAssignment",
        """1:"c" 2:{1:{2:"z1"} 2:{1:{1:{1:{2:"10.0.0.7" 3:8080}}} 2:1 4:{1:3}} 3:{1:1} 5:1}""",
        """{"cluster_name":"c","endpoints":[{"locality":{"zone":"z1"},"lb_endpoints":[{"endpoint":{"address":{"socket_address":{"address":"10.0.0.7","port_value":8080}}},"health_status":"HEALTHY","load_balancing_weight":3}],"load_balancing_weight":1,"priority":1}]}""")]
    [InlineData(
        "envoy.extensions.transport_sockets.tls.v3.Secret",
        """1:"bundle" 4:{1:{2:~2d2d2d}}""",
        """{"name":"bundle","validation_context":{"trusted_ca":{"inline_bytes":"LS0t"}}}""")]
    public void Bytes_and_fields_are_the_same_thing(string message, string notation, string json)
    {
        var descriptor = OurMessages.Messages[message];
        var octets = WireBytes.Of(notation);
        var expected = JsonParser.Default.Parse(json, descriptor);
        Assert.Equal(expected, descriptor.Parser.ParseFrom(octets));
        Assert.Equal(octets, expected.ToByteArray());
    }
}
