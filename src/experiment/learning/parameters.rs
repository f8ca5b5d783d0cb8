//! What the model learns.

/// Everything that the model learns: as matrices, or as what stands for them on a tape.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters<P> {
    /// A row for each number below 20, `20 x d`.
    pub embedding: P,
    /// A row for each position, `n x d`, where the encoding is learnt.
    pub table: Option<P>,
    /// Projections to queries, keys and values, and of the heads.
    pub attention: Attention<P>,
    /// Behind attention.
    pub norm1: Norm<P>,
    /// Into the feed-forward layer, `d x d_ff`.
    pub expand: Linear<P>,
    /// Out of it, `d_ff x d`.
    pub contract: Linear<P>,
    /// Behind the feed-forward layer.
    pub norm2: Norm<P>,
    /// To the two classes, `d x 2`: no and yes.
    pub classes: Linear<P>,
}

/// The projections of attention, `d x d` each, all heads side by side.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Attention<P> {
    pub query: Linear<P>,
    pub key: Linear<P>,
    pub value: Linear<P>,
    pub output: Linear<P>,
}

/// x W + b.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear<P> {
    /// W.
    pub weights: P,
    /// b, one row.
    pub bias: P,
}

/// Gain and shift of a layer normalisation, `1 x d` each.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Norm<P> {
    pub gamma: P,
    pub beta: P,
}

impl<P> Parameters<P> {
    /// The same with `f` of each, called in the order of the fields.
    pub fn map<Q>(&self, f: &mut dyn FnMut(&P) -> Q) -> Parameters<Q> {
        Parameters {
            embedding: f(&self.embedding),
            table: self.table.as_ref().map(&mut *f),
            attention: Attention {
                query: self.attention.query.map(f),
                key: self.attention.key.map(f),
                value: self.attention.value.map(f),
                output: self.attention.output.map(f),
            },
            norm1: self.norm1.map(f),
            expand: self.expand.map(f),
            contract: self.contract.map(f),
            norm2: self.norm2.map(f),
            classes: self.classes.map(f),
        }
    }

    /// All of them, in the order of [`Parameters::map`].
    pub fn all_mut(&mut self) -> Vec<&mut P> {
        let mut all = vec![&mut self.embedding];
        all.extend(&mut self.table);
        let attention = &mut self.attention;
        for linear in [
            &mut attention.query,
            &mut attention.key,
            &mut attention.value,
            &mut attention.output,
        ] {
            all.extend([&mut linear.weights, &mut linear.bias]);
        }
        all.extend([&mut self.norm1.gamma, &mut self.norm1.beta]);
        for linear in [&mut self.expand, &mut self.contract] {
            all.extend([&mut linear.weights, &mut linear.bias]);
        }
        all.extend([&mut self.norm2.gamma, &mut self.norm2.beta]);
        all.extend([&mut self.classes.weights, &mut self.classes.bias]);
        all
    }
}

impl<P> Linear<P> {
    fn map<Q>(&self, f: &mut dyn FnMut(&P) -> Q) -> Linear<Q> {
        Linear {
            weights: f(&self.weights),
            bias: f(&self.bias),
        }
    }
}

impl<P> Norm<P> {
    fn map<Q>(&self, f: &mut dyn FnMut(&P) -> Q) -> Norm<Q> {
        Norm {
            gamma: f(&self.gamma),
            beta: f(&self.beta),
        }
    }
}
