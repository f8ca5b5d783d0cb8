//! Every order of n things.

/// Every order of `0..n`, each once, from `0, 1, 2, ..` on in the order of a dictionary.
#[derive(Debug, Clone)]
pub struct Permutations {
    next: Option<Vec<usize>>,
}

impl Permutations {
    /// Those of `n` things.
    pub fn of(n: usize) -> Self {
        let next = Some((0..n).collect());
        Self { next }
    }
}

impl Iterator for Permutations {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        let order = self.next.take()?;
        self.next = following(order.clone());
        Some(order)
    }
}

/// The next one in the order of a dictionary: the last place that can grow takes the next larger number behind it, and
/// what is behind it then rises (Knuth, The Art of Computer Programming 4A, algorithm 7.2.1.2 L).
fn following(mut order: Vec<usize>) -> Option<Vec<usize>> {
    let grows = (1..order.len()).rev().find(|i| order[i - 1] < order[*i])? - 1;
    let larger = (grows..order.len())
        .rev()
        .find(|i| order[*i] > order[grows])?;
    order.swap(grows, larger);
    order[grows + 1..].reverse();
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_order_comes_once_and_in_order() {
        let mut factorial = 1;
        for n in 1..=7 {
            factorial *= n;
            let all: Vec<_> = Permutations::of(n).collect();
            assert_eq!(all.len(), factorial);
            assert!(all.is_sorted());
            let kinds: BTreeSet<_> = all.iter().collect();
            assert_eq!(kinds.len(), factorial);
            let sorted = |order: &Vec<usize>| order.iter().collect::<BTreeSet<_>>().len() == n;
            assert!(all.iter().all(sorted));
        }
        assert_eq!(Permutations::of(0).count(), 1);
    }
}
