//! The trace as the JSON document of protocol section 4.

use super::json::Writer;
use super::{Matrix, Trace};

impl Trace {
    /// The trace as JSON on one line (protocol, section 4): arrays by head first, a masked logit `null`, every number
    /// the shortest decimal that reads back to the same f32.
    pub fn to_json(&self) -> String {
        let mut writer = Writer::on_one_line();
        writer.object(&mut |w| self.fields(w));
        writer.finish()
    }

    fn fields(&self, w: &mut Writer) {
        for (key, matrices) in [
            ("q", &self.q),
            ("k", &self.k),
            ("v", &self.v),
            ("scores", &self.scores),
        ] {
            heads(w.key(key), matrices);
        }
        w.key("overflow").boolean(self.overflow);
        for (key, matrices) in [
            ("logits", &self.logits),
            ("weights", &self.weights),
            ("heads", &self.heads),
        ] {
            heads(w.key(key), matrices);
        }
        w.key("output").matrix(&self.output);
        w.key("block").null();
        w.key("permutation").object(&mut |w| {
            let permutation = &self.permutation;
            w.key("order").wholes(&permutation.order);
            w.key("shuffled_output")
                .matrix(&permutation.shuffled_output);
            w.key("expected_output")
                .matrix(&permutation.expected_output);
            w.key("gap").number(permutation.gap);
        });
    }
}

/// One matrix a head.
fn heads(w: &mut Writer, matrices: &[Matrix]) {
    w.array(&mut |w| matrices.iter().for_each(|matrix| w.matrix(matrix)));
}
