//! What is to be told of an order: what each encoding makes of it, and why attention does not see it. Pure.

use super::seen::{Section, Seen};
use crate::experiment::orders::settings::SHIFT;
use crate::model::{
    Difference, Error, Mask, Matrix, Position, Proof, Shifted, Similarity, Trace, rope_angles,
};
use crate::state::{Action, AppState, MaskDocument, PositionDocument, reduce};
use crate::view::part::Model;

/// All of it, as far as it is looked at.
#[derive(Default)]
pub struct Insight {
    /// Each encoding without a mask, and the causal mask without an encoding.
    pub findings: Vec<Finding>,
    /// Why the equality holds, for the head that is shown.
    pub proof: Option<Proof>,
}

/// What one change of encoding or mask does to the equality of f(PX) and P f(X), all else as it stands.
pub struct Finding {
    /// `none`, an encoding's kind, or `causal`.
    pub name: &'static str,
    /// The actions that bring it about.
    pub actions: Vec<Action>,
    /// What it does; or why it does not apply here.
    pub outcome: Result<Measured, Error>,
    /// Whether this is how the state stands.
    pub holds_now: bool,
}

/// What was measured of an encoding or a mask.
pub struct Measured {
    /// In this order.
    pub here: Difference,
    /// In the reverse of the original order, where that is asked for.
    pub reversed: Option<Difference>,
    /// What the encoding is, where that is looked at.
    pub encoding: Option<Encoding>,
}

/// An encoding on the state's numbers.
pub struct Encoding {
    /// What it adds, the angles it turns by, or its bias on the logits.
    pub table: Option<Matrix>,
    /// How alike positions are by their distance.
    pub similarity: Vec<Similarity>,
    /// The logits with all positions gone on; `None`: it has none there.
    pub shifted: Option<Shifted>,
}

impl Insight {
    /// What is to be told of `model`, of the head that is shown.
    pub fn of(model: &Model, seen: &Seen, head: usize) -> Self {
        let proof = || model.trace.proof(&model.state.setup, head).ok().flatten();
        Self {
            findings: findings(&model.state, seen),
            proof: seen.is_open(Section::Proof).then(proof).flatten(),
        }
    }

    /// What was measured of the encoding or mask called `name`.
    pub fn measured(&self, name: &str) -> Option<&Measured> {
        let finding = self.findings.iter().find(|finding| finding.name == name);
        finding?.outcome.as_ref().ok()
    }
}

fn findings(state: &AppState, seen: &Seen) -> Vec<Finding> {
    let none = || PositionDocument::None;
    let (base, table, slopes) = (None, None, None);
    let cases = [
        ("none", none(), MaskDocument::None),
        (
            "sinusoidal",
            PositionDocument::Sinusoidal { base },
            MaskDocument::None,
        ),
        (
            "learned",
            PositionDocument::Learned { table },
            MaskDocument::None,
        ),
        ("rope", PositionDocument::Rope { base }, MaskDocument::None),
        (
            "alibi",
            PositionDocument::Alibi { slopes },
            MaskDocument::None,
        ),
        ("causal", none(), MaskDocument::Causal),
    ];
    cases
        .map(|(name, position, mask)| finding(state, seen, name, position, mask))
        .into()
}

fn finding(
    state: &AppState,
    seen: &Seen,
    name: &'static str,
    position: PositionDocument,
    mask: MaskDocument,
) -> Finding {
    let masked = match state.setup.mask {
        Mask::None => Some(MaskDocument::None),
        Mask::Causal => Some(MaskDocument::Causal),
        Mask::Custom(_) => None,
    };
    let kind = if name == "causal" { "none" } else { name };
    let encoded = kind_of(&state.setup.position) == kind;
    let holds_now = masked.as_ref() == Some(&mask) && encoded;
    let mut actions = vec![Action::SetMask { mask }];
    // The encoding that is in use keeps its own base, table or slopes.
    if !encoded {
        actions.push(Action::SetPosition { position });
    }
    let outcome = actions
        .iter()
        .try_fold(state.clone(), |state, action| reduce(&state, action))
        .and_then(|state| measured(&state, seen, name));
    Finding {
        name,
        actions,
        outcome,
        holds_now,
    }
}

fn measured(state: &AppState, seen: &Seen, name: &str) -> Result<Measured, Error> {
    let trace = state.trace()?;
    let open = seen.is_open(Section::Positions);
    let asked = open || seen.asks_for_reverse;
    Ok(Measured {
        here: Difference::from(&trace.permutation),
        reversed: match asked {
            true => {
                let mut state = state.clone();
                state.setup.order = (0..state.setup.tokens()).rev().collect();
                Some(Difference::from(&state.trace()?.permutation))
            }
            false => None,
        },
        encoding: match open && name != "causal" {
            true => Some(encoding(state, trace)?),
            false => None,
        },
    })
}

fn encoding(state: &AppState, trace: Trace) -> Result<Encoding, Error> {
    let setup = &state.setup;
    let width = setup.d_model().unwrap_or(setup.d_k());
    let (n, head) = (setup.tokens(), setup.d_k() / setup.heads);
    let bias = trace.bias.and_then(|heads| heads.into_iter().next());
    Ok(Encoding {
        table: match setup.position {
            Position::Rope { base } => Some(rope_angles(n, head, base)),
            _ => trace.encoding.or(bias),
        },
        similarity: match setup.position {
            Position::Rope { .. } => setup.position.similarity(n.max(FAR), head),
            _ => setup.position.similarity(n.max(FAR), width),
        },
        shifted: setup.shifted(state.labs.whole(&SHIFT) as usize)?,
    })
}

/// Distances that are looked at, however few the tokens.
const FAR: usize = 32;

fn kind_of(position: &Position) -> &'static str {
    match position {
        Position::None => "none",
        Position::Sinusoidal { .. } => "sinusoidal",
        Position::Learned { .. } => "learned",
        Position::Rope { .. } => "rope",
        Position::Alibi { .. } => "alibi",
    }
}
