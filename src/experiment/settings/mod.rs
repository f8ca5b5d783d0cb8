//! The settings of the labs: one table of typed properties, from which the state document, links and actions follow.
//!
//! A lab that needs a setting adds a [`Property`] to its list in [`SECTIONS`]; documents, links, undo and the
//! JavaScript interface then know it, with its limits.

mod json;
mod value;
mod wire;

pub use value::{Kind, Property, Value};

use crate::model::Error;

/// The lists of properties by the name of their lab. A link names both by their places: append, never reorder.
pub const SECTIONS: &[(&str, &[&Property])] = &[
    ("scaling", super::scaling::settings::ALL),
    ("order", super::orders::settings::ALL),
    ("learning", super::learning::settings::ALL),
    ("cost", super::cost::settings::ALL),
];

/// The settings of all labs: those that differ from their defaults.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings(Vec<(&'static Property, Value)>);

impl Settings {
    /// What `property` is set to.
    pub fn get(&self, property: &'static Property) -> Value {
        let set = self.0.iter().find(|(other, _)| *other == property);
        set.map_or_else(|| property.default(), |(_, value)| value.clone())
    }

    /// A [`Kind::Whole`] or, as the place of its name, a [`Kind::Choice`]; 0 for any other.
    pub fn whole(&self, property: &'static Property) -> u32 {
        match self.get(property) {
            Value::Whole(number) => number,
            _ => 0,
        }
    }

    /// A [`Kind::Number`]; 0 for any other.
    pub fn number(&self, property: &'static Property) -> f32 {
        match self.get(property) {
            Value::Number(number) => number,
            _ => 0.0,
        }
    }

    /// A [`Kind::Flag`]; false for any other.
    pub fn flag(&self, property: &'static Property) -> bool {
        self.get(property) == Value::Flag(true)
    }

    /// A [`Kind::List`]; empty for any other.
    pub fn list(&self, property: &'static Property) -> Vec<f32> {
        match self.get(property) {
            Value::List(numbers) => numbers,
            _ => Vec::new(),
        }
    }

    /// Sets `property`.
    ///
    /// # Errors
    /// At `labs.<lab>.<name>`: a value of another kind than the property's, or outside its range.
    pub fn set(&mut self, property: &'static Property, value: Value) -> Result<(), Error> {
        property.check(&value)?;
        self.put(property, value);
        self.0
            .retain(|(property, value)| *value != property.default());
        Ok(())
    }

    /// Sets all that `changes` sets, defaults included.
    pub fn merge(&mut self, changes: &Changes) {
        for (property, value) in &changes.0.0 {
            self.put(property, value.clone());
        }
        self.0
            .retain(|(property, value)| *value != property.default());
    }

    /// Whether the work of a lab is the same with both: all settings of the lab but those that only its page looks at.
    pub fn agrees(&self, other: &Self, lab: &str) -> bool {
        fn works<'a>(
            of: &'a Settings,
            lab: &str,
        ) -> impl Iterator<Item = &'a (&'static Property, Value)> {
            of.0.iter()
                .filter(move |(property, _)| property.lab == lab && property.works)
        }
        works(self, lab).eq(works(other, lab))
    }

    /// Whether every setting is its default.
    pub fn is_default(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes that are held.
    pub(crate) fn bytes(&self) -> usize {
        let lists = self.0.iter().map(|(_, value)| match value {
            Value::List(numbers) => size_of_val(numbers.as_slice()),
            _ => 0,
        });
        size_of_val(self.0.as_slice()) + lists.sum::<usize>()
    }

    /// Sets a value that was checked, in the order of the table, so that equal settings are equal values.
    fn put(&mut self, property: &'static Property, value: Value) {
        match self
            .0
            .binary_search_by_key(&place(property), |(other, _)| place(other))
        {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (property, value)),
        }
    }
}

/// Settings to be set, each checked; unlike [`Settings`] they may name a default.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes(Settings);

impl Changes {
    /// One change.
    ///
    /// # Errors
    /// Those of [`Settings::set`].
    pub fn one(property: &'static Property, value: Value) -> Result<Self, Error> {
        property.check(&value)?;
        Ok(Self(Settings(vec![(property, value)])))
    }

    /// And another.
    ///
    /// # Errors
    /// Those of [`Settings::set`].
    pub fn and(mut self, property: &'static Property, value: Value) -> Result<Self, Error> {
        property.check(&value)?;
        self.0.put(property, value);
        Ok(self)
    }
}

/// Where a property stands in the table: its section's place and its own.
fn place(property: &Property) -> (usize, usize) {
    for (section, (lab, properties)) in SECTIONS.iter().enumerate() {
        if *lab == property.lab
            && let Some(own) = properties.iter().position(|other| *other == property)
        {
            return (section, own);
        }
    }
    (usize::MAX, usize::MAX)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_consistent() {
        for (lab, properties) in SECTIONS {
            let mut names = Vec::new();
            for property in *properties {
                assert_eq!(property.lab, *lab, "{}", property.name);
                assert!(
                    !names.contains(&property.name),
                    "{lab}.{} twice",
                    property.name
                );
                names.push(property.name);
                property.check(&property.default()).unwrap();
            }
        }
    }
}
