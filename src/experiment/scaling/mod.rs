//! Why the scores are divided by sqrt(d_k): what q . k does as d_k grows.
//!
//! Vaswani et al. (2017, section 3.2.1, footnote 4): where the components of q and k are independent, of mean 0 and
//! variance 1, q . k has mean 0 and variance d_k, so that q . k / sqrt(d_k) has variance 1 whatever d_k is. The lab
//! draws q and k component by component and measures it, and what the softmax makes of it; and it draws them from laws
//! that do not keep the assumption.

pub mod histogram;
pub mod law;
pub mod outcome;
pub mod sample;
pub mod settings;
pub mod sharpness;
pub mod spread;

mod run;
mod sweep;

pub use law::Law;
pub use outcome::Outcome;

use super::{Experiment, Given};
use crate::model::Error;

pub(super) fn begin(given: &Given<'_>) -> Result<Box<dyn Experiment>, Error> {
    Ok(Box::new(run::Run::begin(given)))
}
