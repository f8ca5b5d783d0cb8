//! What a learner chooses: the width, which stays at hand beside every plot, and what is drawn.

use crate::experiment::scaling::settings;
use crate::model::limits;
use crate::state::Action;
use crate::view::controls::Field;
use crate::view::intent::{Intent, act};
use crate::view::scene::Scene;
use crate::view::setting::{Way, choose, slider};
use crate::view::tag::{button, node};
use crate::view::text;
use yew::prelude::*;

/// All of them.
pub fn controls(scene: &Scene) -> Html {
    let group = |content: Vec<Html>| node("div", "settings-group", content);
    html! {
        <>
        <section class="settings" aria-label={text::scaling_settings()}>
            { group(vec![distribution(scene)]) }
            { group(vec![
                slider(scene, &settings::SAMPLES, text::scaling_samples(), Way::Log),
                slider(scene, &settings::KEYS, text::scaling_keys(), Way::Linear),
            ]) }
            { group(vec![seed(scene)]) }
        </section>
        <div class="scaling-width">{ slider(scene, &settings::D_K, text::scaling_width(), Way::Log) }</div>
        </>
    }
}

fn distribution(scene: &Scene) -> Html {
    let labels = [
        text::scaling_normal(),
        text::scaling_uniform(),
        text::scaling_t5(),
        text::scaling_t3(),
        text::scaling_equicorrelated(),
    ];
    let property = &settings::DISTRIBUTION;
    let correlated = scene.model.state.labs.whole(property) == 4;
    html! {
        <>
        { choose(scene, property, text::scaling_distribution(), &labels) }
        if correlated {
            { slider(scene, &settings::CORRELATION, text::scaling_correlation(), Way::Linear) }
        }
        </>
    }
}

fn seed(scene: &Scene) -> Html {
    let seed = scene.model.state.seed;
    let readonly = scene.look.readonly;
    let emit = scene.emit.clone();
    let commit = Callback::from(move |(typed, gesture): (String, u32)| {
        let seed = typed
            .trim()
            .parse::<u64>()
            .ok()
            .filter(|&n| n < limits::SEED);
        let seed = seed.ok_or_else(text::not_a_seed)?;
        emit.emit(Intent::Act(Action::SetSeed { seed }, Some(gesture)));
        Ok(())
    });
    let next = Action::SetSeed {
        seed: (seed + 1) % limits::SEED,
    };
    html! {
        <div class="random">
            <div class="control">
                <label class="control-label" for="seed">{ text::seed() }</label>
                <Field id="seed" class="number-field" value={seed.to_string()} live=true whole=true {readonly} {commit} />
            </div>
            { button("button", text::scaling_other_seed(), readonly, act(&scene.emit, next)) }
        </div>
    }
}
