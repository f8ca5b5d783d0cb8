//! A trained model as a state document (protocol, section 1), so that the lab Attention opens it.

use super::model::{BASE, Encoding, Model};
use super::parameters::Linear;
use crate::model::Matrix;
use crate::model::json::Writer;

/// The attention of `model` within `sequence`, with the encoding that it was trained with: `embeddings` input, whose X
/// are the rows of the embedding table that the sequence names. What is left out has its default.
pub(super) fn attention(model: &Model, sequence: &[u8]) -> String {
    let rows: Vec<_> = sequence.iter().copied().map(usize::from).collect();
    let x = model.parameters.embedding.select_rows(&rows);
    let attention = &model.parameters.attention;
    let projections = [
        ("wq", "bq", &attention.query),
        ("wk", "bk", &attention.key),
        ("wv", "bv", &attention.value),
        ("wo", "bo", &attention.output),
    ];
    let mut writer = Writer::on_one_line();
    writer.object(&mut |w| {
        w.key("version").whole(1);
        w.key("lab").string("attention");
        w.key("tokens").array(&mut |w| {
            rows.iter().for_each(|number| w.string(&number.to_string()));
        });
        w.key("input").object(&mut |w| {
            w.key("kind").string("embeddings");
            w.key("x").matrix(&x);
            for (weights, bias, linear) in &projections {
                write(linear, w, (weights, bias));
            }
        });
        w.key("heads").whole(model.shape.heads as u64);
        w.key("position").object(&mut |w| position(model, w));
    });
    writer.finish()
}

fn write(linear: &Linear<Matrix>, w: &mut Writer, (weights, bias): (&str, &str)) {
    w.key(weights).matrix(&linear.weights);
    w.key(bias).numbers(&mut linear.bias.iter().copied());
}

fn position(model: &Model, w: &mut Writer) {
    let kind = match model.shape.encoding {
        Encoding::None => "none",
        Encoding::Sinusoidal => "sinusoidal",
        Encoding::Learned => "learned",
        Encoding::Rope => "rope",
        Encoding::Alibi => "alibi",
    };
    w.key("kind").string(kind);
    match (model.shape.encoding, &model.parameters.table) {
        (Encoding::Sinusoidal | Encoding::Rope, _) => w.key("base").number(BASE),
        (Encoding::Alibi, _) => {
            let slopes = model.shape.slopes();
            w.key("slopes").numbers(&mut slopes.iter().copied());
        }
        (_, Some(table)) => w.key("table").matrix(table),
        _ => {}
    }
}
