//! Days on the wire: `2020-01-02`, by [`domain::iso`]. For `#[serde(with = …)]`.

use std::fmt;

use domain::{Day, iso};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected, Visitor},
};

struct IsoDay(Day);

/// Writes.
pub fn serialize<S: Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
    IsoDay(*day).serialize(to)
}

/// Reads.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
    IsoDay::deserialize(from).map(|day| day.0)
}

/// Days in a list.
pub mod list {
    use super::*;

    /// Writes.
    pub fn serialize<S: Serializer>(days: &[Day], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(days.iter().copied().map(IsoDay))
    }

    /// Reads.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Day>, D::Error> {
        let days = Vec::<IsoDay>::deserialize(from)?;
        Ok(days.into_iter().map(|day| day.0).collect())
    }
}

/// A day that may be missing.
pub mod option {
    use super::*;

    /// Writes.
    pub fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        day.map(IsoDay).serialize(to)
    }

    /// Reads.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
        Ok(Option::<IsoDay>::deserialize(from)?.map(|day| day.0))
    }
}

impl Serialize for IsoDay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if !(0..10_000).contains(&self.0.year()) {
            return Err(serde::ser::Error::custom("a year outside 0 to 9999"));
        }
        to.serialize_str(&iso::write(self.0))
    }
}

impl<'de> Deserialize<'de> for IsoDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = IsoDay;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a day such as 2020-01-02")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<IsoDay, E> {
        iso::parse(text)
            .map(IsoDay)
            .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
