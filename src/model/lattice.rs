//! Probabilities rounded to a lattice, so that any number of comments is summed up by counts.

/// Cells a lattice has at most, where more than one step is to be had.
const MOST_CELLS: usize = 100;

/// Steps from 0 to 1 at most.
const MOST_STEPS: usize = 20;

/// Most classes that have a lattice: beyond, a code would not fit into 16 bits.
const MOST_CLASSES: usize = 40;

/// The points of the simplex whose coordinates are multiples of `1 / steps`, in lexicographic order.
///
/// For `K` classes there are `C(steps + K - 1, K - 1)` of them; `steps` is the largest number up to 20 with at most 100
/// points, and at least 1: 20 for two classes, 12 for three, 6 for four.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lattice {
    n_classes: usize,
    steps: usize,
    /// The points, `n_classes` numbers each, sorted.
    points: Vec<Vec<u8>>,
}

impl Lattice {
    /// The lattice of so many classes; `None` for fewer than 2 or more than 40.
    pub fn new(n_classes: usize) -> Option<Self> {
        if !(2..=MOST_CLASSES).contains(&n_classes) {
            return None;
        }
        let steps = (1..=MOST_STEPS).rev().find(|steps| *steps == 1 || n_points(n_classes, *steps) <= MOST_CELLS)?;
        let mut points = Vec::new();
        fill(&mut vec![0; n_classes], 0, steps as u8, &mut points);
        Some(Self { n_classes, steps, points })
    }

    /// Number of classes.
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// Number of codes: points times classes.
    pub fn n_codes(&self) -> usize {
        self.points.len() * self.n_classes
    }

    /// Code of a comment: the point nearest its probabilities and its label, `point * n_classes + label`.
    ///
    /// Each probability is rounded down to a step, and the steps left go to the largest remainders, of equal ones to the
    /// first.
    ///
    /// # Panics
    ///
    /// If the probabilities are not as many as the classes, or the label is not below them.
    pub fn code(&self, probabilities: &[f64], label: usize) -> u16 {
        assert!(probabilities.len() == self.n_classes && label < self.n_classes, "a code needs all classes");
        let (mut scaled, mut point, mut order) = ([0.0; MOST_CLASSES], [0_u8; MOST_CLASSES], [0; MOST_CLASSES]);
        let (scaled, point) = (&mut scaled[..self.n_classes], &mut point[..self.n_classes]);
        let order = &mut order[..self.n_classes];
        for (class, p) in probabilities.iter().enumerate() {
            scaled[class] = p.clamp(0.0, 1.0) * self.steps as f64;
            point[class] = scaled[class].floor() as u8;
            order[class] = class;
        }
        order.sort_unstable_by(|a, b| (scaled[*b].fract()).total_cmp(&scaled[*a].fract()).then(a.cmp(b)));
        let mut left = self.steps as i64 - point.iter().map(|value| i64::from(*value)).sum::<i64>();
        for class in order.iter().copied().cycle().take(2 * self.steps + self.n_classes) {
            if left <= 0 {
                break;
            }
            point[class] += 1;
            left -= 1;
        }
        let place = self.points.binary_search_by(|other| other.as_slice().cmp(point));
        let place = place.unwrap_or_else(|place| place.min(self.points.len() - 1));
        (place * self.n_classes + label) as u16
    }

    /// The label of a code.
    pub fn label(&self, code: usize) -> usize {
        code % self.n_classes
    }

    /// The probabilities of a code, which sum to 1.
    ///
    /// # Panics
    ///
    /// If the code is not below [`Lattice::n_codes`].
    pub fn probabilities(&self, code: usize) -> impl Iterator<Item = f64> + '_ {
        self.points[code / self.n_classes].iter().map(|step| f64::from(*step) / self.steps as f64)
    }
}

/// `C(steps + n_classes - 1, n_classes - 1)`, or a number above any limit.
fn n_points(n_classes: usize, steps: usize) -> usize {
    let mut n = 1;
    for at in 1..n_classes {
        n = n * (steps + at) / at;
        if n > 1_000_000 {
            break;
        }
    }
    n
}

/// All points that begin as `point` does up to `place` and share `left` steps among the rest.
fn fill(point: &mut Vec<u8>, place: usize, left: u8, points: &mut Vec<Vec<u8>>) {
    if place + 1 == point.len() {
        point[place] = left;
        points.push(point.clone());
        return;
    }
    for steps in 0..=left {
        point[place] = steps;
        fill(point, place + 1, left - steps, points);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lattice_is_as_fine_as_its_cells_allow() {
        let shape = |n_classes| Lattice::new(n_classes).map(|lattice| (lattice.steps, lattice.points.len()));
        let cases = [
            (1, None),
            (2, Some((20, 21))),
            (3, Some((12, 91))),
            (4, Some((6, 84))),
            (7, Some((3, 84))),
            (14, Some((1, 14))),
            (40, Some((1, 40))),
            (41, None),
        ];
        for (n_classes, expected) in cases {
            assert_eq!(shape(n_classes), expected, "{n_classes} classes");
            let Some(lattice) = Lattice::new(n_classes) else { continue };
            assert!(lattice.points.is_sorted());
            assert!(lattice.n_codes() * n_classes <= usize::from(u16::MAX));
        }
    }

    #[test]
    fn codes_give_back_label_and_nearest_point() {
        let lattice = Lattice::new(3).unwrap();
        let cases: [(&[f64], [f64; 3]); 5] = [
            (&[1.0, 0.0, 0.0], [12.0, 0.0, 0.0]),
            (&[0.0, 0.0, 1.0], [0.0, 0.0, 12.0]),
            (&[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0], [4.0, 4.0, 4.0]),
            (&[0.52, 0.46, 0.02], [6.0, 6.0, 0.0]),
            (&[0.04, 0.04, 0.92], [1.0, 0.0, 11.0]),
        ];
        for (p, expected) in cases {
            for label in 0..3 {
                let code = usize::from(lattice.code(p, label));
                assert_eq!(lattice.label(code), label);
                let found: Vec<f64> = lattice.probabilities(code).map(|p| p * 12.0).collect();
                assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{p:?}: {found:?}");
            }
        }
    }

    #[test]
    fn probabilities_that_are_none_have_a_code_all_the_same() {
        let lattice = Lattice::new(3).unwrap();
        for p in [[f64::NAN; 3], [0.0; 3], [9.0; 3], [-1.0, 0.0, 5.0]] {
            assert!(usize::from(lattice.code(&p, 2)) < lattice.n_codes());
        }
    }
}
