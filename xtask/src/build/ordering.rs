//! The order of the functions in the module: similar ones side by side, because gzip finds repetitions within 32 KB
//! only.
//!
//! wasm-opt sorts by name; so each function gets its rank in front of its name, and wasm-opt does the rest.

use std::cmp::Reverse;

use anyhow::Result;
use wasm_encoder::{NameMap, NameSection};

use crate::size::module::Module;

/// Bytes that are compared as one: an instruction or two with their operands.
const SHINGLE: usize = 6;
/// The more hashes, the finer the comparison; past these the module becomes no smaller.
const HASHES: usize = 48;

/// A sample of the shingles of a function (MinHash): two functions share as many hashes as, in proportion, shingles.
type Sample = [u32; HASHES];

/// The module, with names that sort similar functions side by side.
///
/// # Errors
/// The bytes are no module with names.
pub fn with_ranked_names(bytes: &[u8]) -> Result<Vec<u8>> {
    let module = Module::parse(bytes)?;
    let samples: Vec<Sample> = module.functions().iter().map(|function| sample(module.code(function))).collect();
    let mut ranks = vec![0; samples.len()];
    for (rank, position) in chain(&samples).into_iter().enumerate() {
        if let Some(slot) = ranks.get_mut(position) {
            *slot = rank;
        }
    }
    let mut functions = NameMap::new();
    for ((function, rank), index) in module.functions().iter().zip(ranks).zip(module.imported()..) {
        functions.append(index, &format!("{rank:05} {}", function.name));
    }
    let mut names = NameSection::new();
    names.functions(&functions);
    let mut renamed = module.without_names();
    wasm_encoder::Section::append_to(&names, &mut renamed);
    Ok(renamed)
}

fn sample(code: &[u8]) -> Sample {
    let mut smallest = [u32::MAX; HASHES];
    for shingle in code.windows(SHINGLE) {
        let value = shingle.iter().fold(0, |value: u64, byte| value << 8 | u64::from(*byte));
        let mut multiplier = 0x9e37_79b9_7f4a_7c15_u64;
        for slot in &mut smallest {
            multiplier = multiplier.wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1;
            *slot = (*slot).min((value.wrapping_mul(multiplier) >> 32) as u32);
        }
    }
    smallest
}

/// From each function on to the most similar one that is left; among equals, to the nearest by name.
fn chain(samples: &[Sample]) -> Vec<usize> {
    let mut left: Vec<(usize, &Sample)> = samples.iter().enumerate().collect();
    let mut order = Vec::with_capacity(left.len());
    let mut next = 0;
    while next < left.len() {
        let (current, sample) = left.swap_remove(next);
        order.push(current);
        let likeness = |(position, other): &(usize, &Sample)| {
            let shared = sample.iter().zip(*other).filter(|(one, other)| one == other).count();
            (shared, Reverse(position.abs_diff(current)))
        };
        next = left.iter().enumerate().max_by_key(|(_, candidate)| likeness(candidate)).map_or(0, |(index, _)| index);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::{chain, sample};

    #[test]
    fn similar_functions_stand_side_by_side() {
        let one: Vec<u8> = (0..200).collect();
        let other: Vec<u8> = (0..200).rev().collect();
        let with_end = |code: &[u8]| sample(&[code, b"end of it"].concat());
        let order = chain(&[sample(&one), sample(&other), with_end(&one), with_end(&other)]);
        assert_eq!(order, [0, 2, 3, 1]);
        assert!(chain(&[]).is_empty());
    }
}
