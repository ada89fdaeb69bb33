//! The Merkle tree against the definitions of RFC 6962, and against spoiled proofs.

mod merkle;

use activity_log::{
    Fetched, Frontier, Hash, NodeId, Plan, PlanError, ProofError, Sources, Tile, empty_root,
    node_hash, verify_consistency, verify_inclusion,
};
use merkle::{LARGE, Naive, Stored, at, leaves};
use proptest::prelude::*;

#[test]
fn every_small_proof_equals_the_definition_and_verifies() {
    // All small trees, and those around a tile's end: each pair costs a fold of the whole tree.
    const SIZE: u64 = 260;
    let mut naive = Naive::of(leaves(at(SIZE)));
    let stored = Stored::of(leaves(at(SIZE)));
    let everything = stored.everything();
    for size in (0..=130).chain(254..=SIZE) {
        let root = naive.root(0, at(size));
        assert_eq!(stored.roots[at(size)], root, "root of {size}");
        for index in 0..size {
            let plan = Plan::inclusion(index, size).expect("in range");
            let proof = plan.finish(&everything).expect("all is stored");
            assert_eq!(
                proof,
                naive.path(at(index), 0, at(size)),
                "path of {index} in {size}"
            );
            let leaf = stored.leaves[at(index)];
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
        }
        for from in 1..=size {
            let plan = Plan::consistency(from, size).expect("in range");
            let proof = plan.finish(&everything).expect("all is stored");
            assert_eq!(
                proof,
                naive.subproof(at(from), 0, at(size), true),
                "{from} in {size}"
            );
            let old = stored.roots[at(from)];
            assert_eq!(verify_consistency(from, size, &proof, &old, &root), Ok(()));
        }
    }
}

#[test]
fn every_plan_names_all_the_rows_that_it_needs() {
    let stored = Stored::of(leaves(300));
    let everything = stored.everything();
    for size in (1..=40).chain(255..=259) {
        for index in 0..size {
            for plan in [Plan::inclusion(index, size), Plan::consistency(index, size)] {
                let plan = plan.expect("in range");
                assert_eq!(Ok(stored.finish(&plan)), plan.finish(&everything));
            }
        }
    }
}

#[test]
fn tiles_are_the_roots_of_aligned_blocks_and_no_others() {
    let mut naive = Naive::of(LARGE.leaves.clone());
    for index in 0..70_000 / 256 {
        let root = naive.root(index * 256, (index + 1) * 256);
        assert_eq!(LARGE.tiles[&(8, index as u64)], root, "tile {index}");
    }
    assert_eq!(LARGE.tiles[&(16, 0)], naive.root(0, 65_536));
    assert_eq!(LARGE.tiles.len(), 70_000 / 256 + 1);
    assert_eq!(LARGE.roots[70_000], naive.root(0, 70_000));
}

#[test]
fn a_tile_knows_where_it_ends() {
    let end = |level, index| {
        Tile {
            level,
            index,
            hash: empty_root(),
        }
        .end()
    };
    assert_eq!(end(8, 0), Some(256));
    assert_eq!(end(16, 2), Some(3 * 65_536));
    assert_eq!(end(0, 3), None, "a leaf is no tile");
    assert_eq!(end(9, 0), None);
    assert_eq!(end(8, u64::MAX), None);
    assert_eq!(end(8, 1 << 60), None);
    assert_eq!(end(64, 0), None);
    assert_eq!(end(200, 0), None);
}

#[test]
fn a_node_folds_exactly_its_sources() {
    let node = NodeId {
        level: 10,
        index: 3,
    };
    assert_eq!(
        node.sources(),
        Sources::Tiles {
            level: 8,
            range: 12..16
        }
    );
    let hashes = leaves(4);
    let pairs = [
        node_hash(&hashes[0], &hashes[1]),
        node_hash(&hashes[2], &hashes[3]),
    ];
    assert_eq!(node.fold(&hashes), Some(node_hash(&pairs[0], &pairs[1])));
    assert_eq!(node.fold(&hashes[..3]), None);
    assert_eq!(node.fold(&leaves(8)), None);
    assert_eq!(
        NodeId { level: 0, index: 9 }.sources(),
        Sources::Leaves(9..10)
    );
}

#[test]
fn a_plan_reads_few_rows_of_a_large_tree() {
    let plan = Plan::inclusion(33_333, 69_999).expect("in range");
    let sources = plan.sources();
    let rows: u64 = sources
        .iter()
        .map(|sources| sources.range().end - sources.range().start)
        .sum();
    assert!(sources.len() <= 6, "{sources:?}");
    assert!(rows <= 4 * 256, "{rows} rows");
}

#[test]
fn plans_refuse_what_does_not_exist() {
    assert_eq!(
        Plan::inclusion(5, 5),
        Err(PlanError::Position { index: 5, size: 5 })
    );
    assert_eq!(
        Plan::consistency(6, 5),
        Err(PlanError::Sizes { from: 6, to: 5 })
    );
    let plan = Plan::inclusion(0, 2).expect("in range");
    assert_eq!(
        plan.finish(&Fetched::new()),
        Err(PlanError::Missing { level: 0, index: 1 })
    );
    assert_eq!(Plan::root(0).finish(&Fetched::new()), Ok(Vec::new()));
}

#[test]
fn a_right_edge_of_another_size_is_refused() {
    assert!(Frontier::from_edge(3, leaves(2)).is_ok());
    assert!(Frontier::from_edge(3, leaves(1)).is_err());
    assert!(Frontier::from_edge(4, leaves(2)).is_err());
}

#[test]
fn the_empty_tree_is_the_beginning_of_all_and_has_no_leaf() {
    let root = leaves(1)[0];
    assert_eq!(verify_consistency(0, 5, &[], &empty_root(), &root), Ok(()));
    assert_eq!(
        verify_consistency(0, 5, &[], &root, &root),
        Err(ProofError::Root)
    );
    assert_eq!(
        verify_consistency(0, 5, &[root], &empty_root(), &root),
        Err(ProofError::Length)
    );
    assert_eq!(
        verify_consistency(5, 5, &[], &empty_root(), &root),
        Err(ProofError::Root)
    );
    assert_eq!(
        verify_consistency(6, 5, &[], &root, &root),
        Err(ProofError::Range)
    );
    assert_eq!(
        verify_inclusion(&root, 0, 0, &[], &root),
        Err(ProofError::Range)
    );
}

#[test]
fn proofs_of_the_largest_trees_end_without_panic() {
    let hash = empty_root();
    for length in 0..70 {
        let proof = vec![hash; length];
        for (index, size) in [(0, u64::MAX), (u64::MAX - 1, u64::MAX), (1 << 63, u64::MAX)] {
            assert!(verify_inclusion(&hash, index, size, &proof, &hash).is_err());
            assert!(verify_consistency(index.max(1), size, &proof, &hash, &hash).is_err());
        }
    }
}

/// Every way of spoiling a proof that keeps it well formed.
fn spoiled(proof: &[Hash], spot: usize, bit: usize) -> Vec<Vec<Hash>> {
    let mut variants = vec![
        [proof, &[empty_root()]].concat(),
        [&[empty_root()], proof].concat(),
    ];
    if !proof.is_empty() {
        let at = spot % proof.len();
        let mut bytes = proof[at].to_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let mut flipped = proof.to_vec();
        flipped[at] = Hash::new(bytes);
        let mut removed = proof.to_vec();
        removed.remove(at);
        variants.extend([flipped, removed]);
    }
    variants
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn large_inclusion_proofs_show_that_leaf_there_and_nothing_else(
        size in 1u64..=70_000, place in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
        spot in 0usize..64, bit in 0usize..256,
    ) {
        let index = place.index(at(size)) as u64;
        let other = other.index(70_000) as u64;
        let (proof, leaf, root) =
            (LARGE.inclusion(index, size), LARGE.leaves[at(index)], LARGE.roots[at(size)]);
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
        for spoiled in spoiled(&proof, spot, bit) {
            prop_assert!(verify_inclusion(&leaf, index, size, &spoiled, &root).is_err());
        }
        if other != index {
            prop_assert!(verify_inclusion(&leaf, other, size, &proof, &root).is_err());
            let stranger = LARGE.leaves[at(other)];
            prop_assert!(verify_inclusion(&stranger, index, size, &proof, &root).is_err());
        }
        if other != size {
            let root = LARGE.roots[at(other)];
            prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_err());
        }
    }

    #[test]
    fn large_consistency_proofs_show_that_beginning_and_nothing_else(
        to in 2u64..=70_000, place in any::<prop::sample::Index>(),
        spot in 0usize..64, bit in 0usize..256,
    ) {
        let from = 1 + place.index(usize::try_from(to - 1).expect("small")) as u64;
        let root = |size: u64| LARGE.roots[at(size)];
        let proof = LARGE.consistency(from, to);
        prop_assert_eq!(verify_consistency(from, to, &proof, &root(from), &root(to)), Ok(()));
        for spoiled in spoiled(&proof, spot, bit) {
            prop_assert!(verify_consistency(from, to, &spoiled, &root(from), &root(to)).is_err());
        }
        prop_assert!(verify_consistency(from, to, &proof, &root(from - 1), &root(to)).is_err());
        prop_assert!(verify_consistency(from, to, &proof, &root(from), &root(to - 1)).is_err());
    }

    #[test]
    fn a_right_edge_is_rebuilt_from_tiles_and_remaining_leaves(size in 0u64..=70_000, more in 0u64..600) {
        let plan = Plan::frontier(size);
        let mut frontier = Frontier::rebuild(size, &LARGE.fetch(&plan)).expect("all rows fetched");
        let end = (size + more).min(70_000);
        prop_assert_eq!(frontier.root(), LARGE.roots[at(size)]);
        prop_assert_eq!(frontier.nodes(), plan.nodes().collect::<Vec<_>>());
        for position in size..end {
            for tile in frontier.append(LARGE.leaves[at(position)]) {
                prop_assert_eq!(tile.hash, LARGE.tiles[&(tile.level, tile.index)]);
                prop_assert_eq!(tile.end(), Some(position + 1));
            }
        }
        prop_assert_eq!(frontier.root(), LARGE.roots[at(end)]);
        let edge = frontier.edge().to_vec();
        prop_assert_eq!(Frontier::from_edge(end, edge), Ok(frontier.clone()));
        let root = Plan::root(end);
        let root = root.finish(&LARGE.fetch(&root)).expect("all rows fetched");
        prop_assert_eq!(root.first().copied().unwrap_or_else(empty_root), frontier.root());
    }
}
