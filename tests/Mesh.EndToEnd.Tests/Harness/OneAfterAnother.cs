// Two meshes under load at once on a small machine would answer late, and late answers are failures here.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
