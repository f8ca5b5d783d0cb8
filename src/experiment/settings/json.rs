//! The settings in the state document: `{"scaling": {"d_k": 64}}`.

use super::{Changes, Kind, Property, SECTIONS, Settings, Value};
use crate::model::json::{Read, Reader, Refusal, Writer};
use crate::text;

impl Settings {
    /// Writes what differs from its default, by lab.
    pub(crate) fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            for (lab, _) in SECTIONS {
                let of_lab = |(property, _): &&(&'static Property, Value)| property.lab == *lab;
                if self.0.iter().any(|set| of_lab(&set)) {
                    w.key(lab).object(&mut |w| {
                        for (property, value) in self.0.iter().filter(of_lab) {
                            write(property, value, w.key(property.name));
                        }
                    });
                }
            }
        });
    }

    /// Reads settings; what is left out has its default.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut settings = Self::default();
        settings.merge(&Changes::read(reader)?);
        Ok(settings)
    }
}

impl Changes {
    /// Reads what is to be set; `null` sets the default.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut changes = Self::default();
        let labs: Vec<_> = SECTIONS.iter().map(|(lab, _)| *lab).collect();
        reader.object(text::e_settings_by_lab(), &labs, &mut |reader, section| {
            let (_, properties) = SECTIONS[section];
            let names: Vec<_> = properties.iter().map(|property| property.name).collect();
            reader.object(text::e_settings_by_name(), &names, &mut |reader, place| {
                let property = properties[place];
                let value = read(property, reader)?;
                if let Some(problem) = property.problem(&value) {
                    return Err(Refusal::new(problem));
                }
                changes.0.put(property, value);
                Ok(())
            })
        })?;
        Ok(changes)
    }

    /// Writes them as [`Changes::read`] reads them.
    pub(crate) fn write(&self, w: &mut Writer) {
        self.0.write(w);
    }
}

fn write(property: &Property, value: &Value, w: &mut Writer) {
    match (value, &property.kind) {
        (Value::Whole(place), Kind::Choice { names, .. }) => {
            w.string(names.get(*place as usize).copied().unwrap_or_default());
        }
        (Value::Whole(number), _) => w.whole(u64::from(*number)),
        (Value::Number(number), _) => w.number(*number),
        (Value::Flag(on), _) => w.boolean(*on),
        (Value::List(numbers), Kind::List { whole: true, .. }) => w.array(&mut |w| {
            numbers.iter().for_each(|number| w.whole(*number as u64));
        }),
        (Value::List(numbers), _) => w.numbers(&mut numbers.iter().copied()),
    }
}

fn read(property: &Property, reader: &mut Reader<'_>) -> Read<Value> {
    if reader.is_null()? {
        return Ok(property.default());
    }
    Ok(match property.kind {
        Kind::Whole { .. } => Value::Whole(u32::try_from(reader.whole()?).unwrap_or(u32::MAX)),
        Kind::Number { .. } => Value::Number(reader.number()?),
        Kind::Choice { names, .. } => Value::Whole(reader.name(names)? as u32),
        Kind::Flag { .. } => Value::Flag(reader.boolean()?),
        Kind::List { most, .. } => {
            let mut numbers = Vec::new();
            let unit = text::e_unit_numbers();
            reader.list(&property.expected(), (most, unit), &mut |reader| {
                numbers.push(reader.number()?);
                Ok(())
            })?;
            Value::List(numbers)
        }
    })
}
