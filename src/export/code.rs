//! The computation as a program: Python with NumPy or with PyTorch, on the learner's own numbers.

use crate::model::decimal::shortest;
use crate::model::{Input, Mask, Matrix, Position, Setup};
use crate::text;

/// The library that the program uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// NumPy.
    Numpy,
    /// PyTorch.
    Pytorch,
}

/// A program that computes the trace's weights and output, and prints them.
///
/// It is the mathematics of the page and no copy of its arithmetic: results agree to rounding.
pub fn write(library: Library, setup: &Setup, tokens: &[String]) -> String {
    let mut code = Code {
        library,
        text: String::new(),
    };
    code.begin(setup, tokens);
    code.input(setup);
    code.attention(setup);
    code.end(setup);
    code.text
}

struct Code {
    library: Library,
    text: String,
}

impl Code {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The one for NumPy or the one for PyTorch.
    fn either(&mut self, numpy: &str, torch: &str) {
        self.line(match self.library {
            Library::Numpy => numpy,
            Library::Pytorch => torch,
        });
    }

    fn module(&self) -> &'static str {
        match self.library {
            Library::Numpy => "np",
            Library::Pytorch => "torch",
        }
    }

    fn begin(&mut self, setup: &Setup, tokens: &[String]) {
        self.line(&["# ", text::code_about()].concat());
        self.either("import numpy as np", "import torch");
        self.line("");
        let labels: Vec<_> = tokens.iter().map(|token| python_string(token)).collect();
        self.line(&format!("tokens = [{}]", labels.join(", ")));
        self.line(&format!("n, h = {}, {}", setup.tokens(), setup.heads));
    }

    /// A matrix by rows.
    fn matrix(&mut self, name: &str, matrix: &Matrix) {
        let rows: Vec<_> = matrix
            .row_iter()
            .map(|row| {
                let numbers: Vec<_> = row.iter().map(|number| shortest(*number)).collect();
                format!("[{}]", numbers.join(", "))
            })
            .collect();
        let (function, dtype) = match self.library {
            Library::Numpy => ("np.array", "np.float32"),
            Library::Pytorch => ("torch.tensor", "torch.float32"),
        };
        let rows = rows.join(",\n    ");
        self.line(&format!(
            "{name} = {function}([\n    {rows},\n], dtype={dtype})"
        ));
    }

    fn input(&mut self, setup: &Setup) {
        match &setup.input {
            Input::Vectors(vectors) => {
                for (name, matrix) in [("q", &vectors.q), ("k", &vectors.k), ("v", &vectors.v)] {
                    self.matrix(name, matrix);
                }
                self.added(setup, &["q", "k", "v"]);
            }
            Input::Embeddings(e) => {
                let required = [("x", &e.x), ("wq", &e.wq), ("wk", &e.wk), ("wv", &e.wv)];
                for (name, matrix) in required {
                    self.matrix(name, matrix);
                }
                let optional = [
                    ("wo", &e.wo),
                    ("bq", &e.bq),
                    ("bk", &e.bk),
                    ("bv", &e.bv),
                    ("bo", &e.bo),
                ];
                for (name, matrix) in optional {
                    if let Some(matrix) = matrix {
                        self.matrix(name, matrix);
                    }
                }
                self.added(setup, &["x"]);
                for (name, bias) in [("q", &e.bq), ("k", &e.bk), ("v", &e.bv)] {
                    let bias = bias
                        .as_ref()
                        .map_or_else(String::new, |_| format!(" + b{name}"));
                    self.line(&format!("{name} = x @ w{name}{bias}"));
                }
            }
        }
    }

    /// What an encoding adds to the matrices called `names`.
    fn added(&mut self, setup: &Setup, names: &[&str]) {
        match &setup.position {
            Position::Sinusoidal { base } => {
                self.line("");
                self.line(&format!("base = {}", shortest(*base)));
                self.line("def sinusoidal(width):");
                let m = self.module();
                self.either(
                    "    position, column = np.arange(n)[:, None], np.arange(width)",
                    "    position, column = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(width)",
                );
                self.line("    angle = position / base ** ((column - column % 2) / width)");
                let table = format!("{m}.where(column % 2 == 0, {m}.sin(angle), {m}.cos(angle))");
                self.either(
                    &format!("    return {table}.astype(np.float32)"),
                    &format!("    return {table}.float()"),
                );
                self.line("");
                for name in names {
                    self.line(&format!("{name} = {name} + sinusoidal({name}.shape[1])"));
                }
            }
            Position::Learned { table } => {
                self.matrix("table", table);
                for name in names {
                    self.line(&format!("{name} = {name} + table"));
                }
            }
            Position::None | Position::Rope { .. } | Position::Alibi { .. } => {}
        }
    }

    fn attention(&mut self, setup: &Setup) {
        self.line("");
        self.line(&["# ", text::code_heads()].concat());
        self.either(
            "q, k, v = (np.stack(np.split(m, h, axis=1)) for m in (q, k, v))",
            "q, k, v = (torch.stack(m.chunk(h, dim=1)) for m in (q, k, v))",
        );
        if let Position::Rope { base } = setup.position {
            self.rope(base);
        }
        self.either(
            "logits = q @ k.transpose(0, 2, 1)",
            "logits = q @ k.transpose(1, 2)",
        );
        if setup.scale {
            self.line("logits = logits / q.shape[-1] ** 0.5");
        }
        if setup.temperature != 1.0 {
            self.line(&format!(
                "logits = logits / {}",
                shortest(setup.temperature)
            ));
        }
        if let Position::Alibi { slopes } = &setup.position {
            self.matrix("slopes", slopes);
            let m = self.module();
            self.line(&format!("i = {m}.arange(n)"));
            self.line("logits = logits - slopes.reshape(h, 1, 1) * abs(i[:, None] - i[None, :])");
        }
        self.mask(&setup.mask);
        self.line(&["# ", text::code_masked()].concat());
        self.either(
            "top = logits.max(axis=-1, keepdims=True)\nweights = np.exp(logits - np.where(np.isfinite(top), top, 0))\ntotal = weights.sum(axis=-1, keepdims=True)\nweights = weights / np.where(total > 0, total, 1)",
            "weights = torch.nan_to_num(torch.softmax(logits, dim=-1))",
        );
    }

    fn rope(&mut self, base: f32) {
        let m = self.module();
        self.line("");
        self.line("def rope(m):");
        self.either(
            "    position, pair = np.arange(n)[:, None], np.arange(0, m.shape[-1], 2)",
            "    position, pair = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(0, m.shape[-1], 2)",
        );
        let base = shortest(base);
        self.line(&format!(
            "    angle = position * {base} ** (-pair / m.shape[-1])"
        ));
        self.line(&format!("    sin, cos = {m}.sin(angle), {m}.cos(angle)"));
        self.line(&format!("    turned = {m}.empty_like(m)"));
        self.line("    turned[..., 0::2] = m[..., 0::2] * cos - m[..., 1::2] * sin");
        self.line("    turned[..., 1::2] = m[..., 0::2] * sin + m[..., 1::2] * cos");
        self.line("    return turned");
        self.line("");
        self.line("q, k = rope(q), rope(k)");
    }

    fn mask(&mut self, mask: &Mask) {
        match mask {
            Mask::None => return,
            Mask::Causal => self.either(
                "allowed = np.tril(np.ones((n, n), dtype=bool))",
                "allowed = torch.tril(torch.ones(n, n, dtype=torch.bool))",
            ),
            Mask::Custom(allowed) => {
                let rows: Vec<_> = allowed
                    .row_iter()
                    .map(|row| {
                        let entries: Vec<_> =
                            row.iter().map(|on| if *on { "1" } else { "0" }).collect();
                        format!("[{}]", entries.join(", "))
                    })
                    .collect();
                let rows = rows.join(",\n    ");
                let function = match self.library {
                    Library::Numpy => "np.array",
                    Library::Pytorch => "torch.tensor",
                };
                self.line(&format!("allowed = {function}([\n    {rows},\n]) == 1"));
            }
        }
        self.either(
            "logits = np.where(allowed, logits, -np.inf)",
            "logits = logits.masked_fill(~allowed, float('-inf'))",
        );
    }

    fn end(&mut self, setup: &Setup) {
        self.line("heads = weights @ v");
        self.either(
            "output = np.concatenate(list(heads), axis=1)",
            "output = torch.cat(list(heads), dim=1)",
        );
        if let Input::Embeddings(e) = &setup.input
            && e.wo.is_some()
        {
            let bias = if e.bo.is_some() { " + bo" } else { "" };
            self.line(&format!("output = output @ wo{bias}"));
        }
        self.line("");
        self.line("print(weights)");
        self.line("print(output)");
    }
}

/// A text as Python writes it: whatever is not plain ASCII as its number, so that no token can be more than a token.
fn python_string(text: &str) -> String {
    let mut string = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => string.extend(['\\', character]),
            ' '..='~' => string.push(character),
            other => {
                let digits = format!("{:08x}", u32::from(other));
                string.push_str("\\U");
                string.push_str(&digits);
            }
        }
    }
    string.push('"');
    string
}
