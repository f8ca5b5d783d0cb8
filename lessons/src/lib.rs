//! x
mod expression;
mod formula;
