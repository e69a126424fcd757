//! A portfolio that others are compared with.

use std::{collections::BTreeSet, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
    ser::SerializeMap,
};

use crate::{
    OrderedMap,
    values::{Entries, NewKey},
};

/// What is compared with: weights by asset, `{ "AAPL": 0.6, "KO": 0.4 }` or the same under the key
/// `weights`, or one asset of the data, `{ "asset": "SPY" }`.
#[derive(Debug, Clone, PartialEq)]
pub enum Benchmark {
    /// Weights; 0 of the assets that are not named.
    Weights(OrderedMap<f64>),
    /// One asset. Where it is tracked it is not held, unless a bound of its own lets it be.
    Asset(String),
}

impl Benchmark {
    /// One asset as all weight on it: the same wherever a benchmark is only compared with.
    pub(crate) fn write_weights(&mut self) {
        if let Self::Asset(asset) = self {
            *self = Self::Weights(OrderedMap(vec![(std::mem::take(asset), 1.0)]));
        }
        self.leave_zeros_out();
    }

    /// Nothing held is as good as not named.
    pub(crate) fn leave_zeros_out(&mut self) {
        if let Self::Weights(weights) = self {
            weights.leave_zeros_out();
        }
    }
}

const ASSET: &str = "asset";
const WEIGHTS: &str = "weights";

impl Serialize for Benchmark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Weights(weights) => weights.serialize(serializer),
            Self::Asset(asset) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(ASSET, asset)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Benchmark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Form)
    }
}

struct Form;

impl<'de> Visitor<'de> for Form {
    type Value = Benchmark;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of weights by asset, or `asset` and its name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Benchmark, A::Error> {
        let mut weights = Vec::new();
        let mut whole = None;
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key_seed(NewKey(&mut seen))? {
            match map.next_value_seed(Of(&key))? {
                Entry::Weight(weight) => weights.push((key, weight)),
                Entry::Whole(benchmark) => whole = Some(benchmark),
            }
        }
        match whole {
            None => Ok(Benchmark::Weights(OrderedMap(weights))),
            Some(benchmark) if seen.len() == 1 => Ok(benchmark),
            Some(_) => Err(A::Error::custom(
                "`asset` and `weights` stand alone in a benchmark",
            )),
        }
    }
}

enum Entry {
    Weight(f64),
    Whole(Benchmark),
}

/// Reads the value of a key: a number, whatever the asset is called, or what the two words mean.
struct Of<'k>(&'k str);

impl<'de> DeserializeSeed<'de> for Of<'_> {
    type Value = Entry;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Entry, D::Error> {
        match self.0 {
            ASSET | WEIGHTS => deserializer.deserialize_any(self),
            _ => f64::deserialize(deserializer).map(Entry::Weight),
        }
    }
}

impl<'de> Visitor<'de> for Of<'_> {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            ASSET => "the name of an asset",
            _ => "an object of weights by asset",
        })
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Entry, E> {
        if self.0 == ASSET {
            Ok(Entry::Whole(Benchmark::Asset(name.to_owned())))
        } else {
            Err(E::invalid_type(serde::de::Unexpected::Str(name), &self))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
        if self.0 == WEIGHTS {
            let weights = Entries(PhantomData).visit_map(map)?;
            Ok(Entry::Whole(Benchmark::Weights(weights)))
        } else {
            Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self))
        }
    }

    fn visit_f64<E: Error>(self, weight: f64) -> Result<Entry, E> {
        Ok(Entry::Weight(weight))
    }

    fn visit_u64<E: Error>(self, weight: u64) -> Result<Entry, E> {
        self.visit_f64(weight as f64)
    }

    fn visit_i64<E: Error>(self, weight: i64) -> Result<Entry, E> {
        self.visit_f64(weight as f64)
    }
}
