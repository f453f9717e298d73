// Clusters wait more than they work (a node is missed after 4 s, taken out after 7, replaced after 7 more): three of them at a time, whatever the
// number of cores, those that take longest first. Tests that share a cluster run one after the other.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer("Platone.Cluster.Tests.LongestFirst", "Platone.Cluster.Tests")]
