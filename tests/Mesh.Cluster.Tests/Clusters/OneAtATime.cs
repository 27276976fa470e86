// Some things exist once in a cluster: webhooks, our kinds, the namespace of the mesh.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
