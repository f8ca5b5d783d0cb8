//! What of the lab is unfolded, and what was answered before it was measured; not part of the state, and not undone.

/// What can be unfolded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The statement as mathematics.
    Proof,
    /// The encodings side by side.
    Positions,
}

/// What a learner asks of the lab beside changes of the state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish {
    /// Unfold a section, or fold it.
    Open(Section, bool),
    /// The answer of this place to the question of a preset.
    Answer(&'static str, u8),
}

/// What is seen of the lab.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Seen {
    proof: bool,
    positions: bool,
    answer: Option<(&'static str, u8)>,
    /// Whether the reverse of the order is to be measured for a question.
    pub asks_for_reverse: bool,
}

impl Seen {
    /// Whether a section is unfolded.
    pub fn is_open(&self, section: Section) -> bool {
        match section {
            Section::Proof => self.proof,
            Section::Positions => self.positions,
        }
    }

    /// The answer to the question of a preset, once there is one.
    pub fn answer(&self, preset: &str) -> Option<u8> {
        self.answer
            .filter(|(of, _)| *of == preset)
            .map(|(_, answer)| answer)
    }

    /// Takes what a learner asks for.
    pub fn take(&mut self, wish: Wish) {
        match wish {
            Wish::Open(Section::Proof, on) => self.proof = on,
            Wish::Open(Section::Positions, on) => self.positions = on,
            Wish::Answer(preset, answer) => {
                self.answer = Some((preset, answer));
                self.asks_for_reverse |= preset == "pressure";
            }
        }
    }
}
