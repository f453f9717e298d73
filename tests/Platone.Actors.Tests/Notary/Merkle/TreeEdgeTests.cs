using CsCheck;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Merkle;

public class TreeEdgeTests
{
    [Fact]
    public void Random_batches_give_the_same_tiles_and_root_as_one_leaf_at_a_time() =>
        Gen.Int[1, 700].Array[1, 6].Sample(batches =>
        {
            var leaves = NaiveTree.Leaves(batches.Sum());
            var (one, tilesOfOne) = (new TreeEdge(), new Dictionary<(int, long), byte[]>());
            foreach (var leaf in leaves)
            {
                one = one.Copy();
                one.Append(leaf);
                Store(tilesOfOne, one);
            }

            var (edge, tiles) = (new TreeEdge(), new Dictionary<(int, long), byte[]>());
            var next = 0;
            foreach (var count in batches)
            {
                // Restored from the stored tiles, as after a restart.
                edge = TreeEdge.Restore(edge.Size, (level, index) => tiles[(level, index)]).Copy();
                foreach (var leaf in leaves.AsSpan(next, count))
                    edge.Append(leaf);
                Store(tiles, edge);
                next += count;
            }
            Assert.Equal(one.Root(), edge.Root());
            Assert.Equal(NaiveTree.Root(leaves), edge.Root());
            Assert.Equal(tilesOfOne.OrderBy(t => t.Key), tiles.OrderBy(t => t.Key));
        }, iter: 10);

    [Fact]
    public void A_tree_of_70000_has_the_tiles_of_the_C2SP_example()
    {
        var edge = new TreeEdge();
        foreach (var leaf in NaiveTree.Leaves(70_000))
            edge.Append(leaf);
        var tiles = edge.Changed().ToLookup(t => (t.Level, Width: t.Hashes.Length / MerkleHash.Size));
        Assert.Equal(273, tiles[(0, 256)].Count());
        Assert.Single(tiles[(0, 112)]);
        Assert.Single(tiles[(1, 256)]);
        Assert.Single(tiles[(1, 17)]);
        Assert.Single(tiles[(2, 1)]);
        Assert.Equal(277, tiles.Sum(t => t.Count()));
        Assert.All(edge.Changed(), t => Assert.Equal(t.Hashes.Length / MerkleHash.Size, Tile.WidthIn(70_000, t.Level, t.Index)));
        Assert.Equal(0, Tile.WidthIn(70_000, 0, 274));
        Assert.Equal(0, Tile.WidthIn(70_000, 2, 1));
        Assert.Equal(0, Tile.WidthIn(70_000, 63, 0));
    }

    [Theory]
    [InlineData("0/000", 0, 0L, 256)]
    [InlineData("0/000.p/5", 0, 0L, 5)]
    [InlineData("1/x001/x234/067", 1, 1_234_067L, 256)]
    [InlineData("63/x001/000.p/255", 63, 1_000L, 255)]
    public void Tile_paths_are_read(string path, int level, long index, int width)
    {
        Assert.Equal(new TilePath(level, index, width), TilePath.Parse(path));
        Assert.Equal(path, new TilePath(level, index, width).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("00/000")]
    [InlineData("64/000")]
    [InlineData("0/0")]
    [InlineData("0/x000/001")]
    [InlineData("0/001/002")]
    [InlineData("0/x001/x002")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/05")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/")]
    [InlineData("0/000/")]
    [InlineData("0/000\n")]
    [InlineData("0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("entries/000")]
    [InlineData("-1/000")]
    [InlineData("0/٠٠٠")]
    public void Other_tile_paths_are_not(string path) => Assert.Null(TilePath.Parse(path));

    private static void Store(Dictionary<(int, long), byte[]> tiles, TreeEdge edge)
    {
        foreach (var tile in edge.Changed())
            tiles[(tile.Level, tile.Index)] = tile.Hashes;
    }
}
