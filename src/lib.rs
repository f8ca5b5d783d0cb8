//! Scaled dot-product attention whose every intermediate number can be looked at: the mathematics, the state
//! and the page of *attention-playground*.
//!
//! # Conventions
//! - Rows are tokens: Q and K are `n x d_k`, V is `n x d_v`, an `n x n` matrix has a row for each query and a
//!   column for each key.
//! - Numbers are `f32`; positions count from 0.
//! - Head `i` of `h` owns the `i`-th block of columns.
//! - Nothing here but `view` and `web` knows that there is a browser; the feature `web` (on by default) gates both.
//!
//! # Map
//! `{kernel, text} <- model <- {experiment, plot <- export, lesson} <- state <- view`;
//! `protocol` knows `state` alone (and `text`), and `web` is known by `view::app` and `main` alone.

pub mod experiment;
pub mod export;
pub mod kernel;
pub mod lesson;
pub mod model;
pub mod plot;
pub mod protocol;
pub mod state;
pub mod text;
pub mod tutor;

#[cfg(feature = "web")]
pub mod view;
#[cfg(feature = "web")]
pub mod web;

/// The README's example, kept true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
