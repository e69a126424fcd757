//! Which falls of the past: all, some by their ids, some by their days.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        Error, MapAccess, SeqAccess, Unexpected, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use crate::IsoDay;

/// Falls of the past: `"all"`, or a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum EpisodeChoice {
    /// All that are known.
    #[default]
    All,
    /// These.
    Some(Vec<EpisodeRequest>),
}

impl EpisodeChoice {
    /// How many are named.
    pub(in crate::report) fn len(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Some(episodes) => episodes.len(),
        }
    }
}

/// One fall of the past: its id, or `{ "name", "from", "to" }`.
#[derive(Debug, Clone, PartialEq)]
pub enum EpisodeRequest {
    /// One that is known.
    Known(String),
    /// From the close of one day to the close of another.
    Days {
        /// What it is called in the answer.
        name: String,
        /// The day of the peak.
        from: IsoDay,
        /// The day of the trough.
        to: IsoDay,
    },
}

/// The fields of an episode of one's own, as they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    name: String,
    from: IsoDay,
    to: IsoDay,
}

const ALL: &str = "all";

impl Serialize for EpisodeChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str(ALL),
            Self::Some(episodes) => episodes.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for EpisodeChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AllOrSome)
    }
}

impl Serialize for EpisodeRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(id) => serializer.serialize_str(id),
            Self::Days { name, from, to } => Days {
                name: name.clone(),
                from: *from,
                to: *to,
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for EpisodeRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdOrDays)
    }
}

struct AllOrSome;

impl<'de> Visitor<'de> for AllOrSome {
    type Value = EpisodeChoice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`all` or a list of episodes")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<EpisodeChoice, E> {
        if word == ALL {
            Ok(EpisodeChoice::All)
        } else {
            Err(E::invalid_value(Unexpected::Str(word), &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<EpisodeChoice, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(EpisodeChoice::Some)
    }
}

struct IdOrDays;

impl<'de> Visitor<'de> for IdOrDays {
    type Value = EpisodeRequest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of an episode, or an object with its name, from and to")
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<EpisodeRequest, E> {
        Ok(EpisodeRequest::Known(id.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EpisodeRequest, A::Error> {
        let Days { name, from, to } = Days::deserialize(MapAccessDeserializer::new(map))?;
        Ok(EpisodeRequest::Days { name, from, to })
    }
}
