// Clusters wait more than they work (a node is missed after 4 s, taken out after 7, replaced after 7 more): two of them at a time, whatever the
// number of cores. Those tests that share a cluster run one after the other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
