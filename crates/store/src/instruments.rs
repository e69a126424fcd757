use domain::{Instrument, Symbol};

use crate::{Store, StoreError};

impl Store {
    /// Stores instruments; one that is there already takes the new values.
    pub async fn upsert_instruments(&self, _instruments: &[Instrument]) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Every instrument, by symbol.
    pub async fn instruments(&self) -> Result<Vec<Instrument>, StoreError> {
        unimplemented!()
    }

    /// One instrument, or [`StoreError::NotFound`].
    pub async fn instrument(&self, _symbol: &Symbol) -> Result<Instrument, StoreError> {
        unimplemented!()
    }
}
