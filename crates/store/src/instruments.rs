use domain::{Instrument, Symbol};

use crate::{
    Store, StoreError,
    database::{Row, Transaction, Value},
};

impl Store {
    /// Stores instruments; one that is there already takes the new values.
    pub async fn upsert_instruments(&self, instruments: &[Instrument]) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        upsert(&mut transaction, instruments).await?;
        transaction.commit().await
    }

    /// Every instrument, by symbol.
    pub async fn instruments(&self) -> Result<Vec<Instrument>, StoreError> {
        self.database
            .fetch(
                "select symbol, name, kind, sector, country, currency, exchange from instruments order by symbol",
                &[],
                instrument,
            )
            .await
    }

    /// One instrument, or [`StoreError::NotFound`].
    pub async fn instrument(&self, symbol: &Symbol) -> Result<Instrument, StoreError> {
        let found = self
            .database
            .fetch(
                "select symbol, name, kind, sector, country, currency, exchange from instruments where symbol = $1",
                &[Value::Text(symbol.as_str())],
                instrument,
            )
            .await?;
        found.into_iter().next().ok_or(StoreError::NotFound)
    }
}

pub(crate) async fn upsert(
    transaction: &mut Transaction,
    instruments: &[Instrument],
) -> Result<(), StoreError> {
    // PostgreSQL refuses the same row twice in one statement: one statement each. They are few.
    for instrument in instruments {
        transaction
            .execute(
                "insert into instruments (symbol, name, kind, sector, country, currency, exchange) \
                 values ($1, $2, $3, $4, $5, $6, $7) \
                 on conflict (symbol) do update set name = excluded.name, kind = excluded.kind, \
                 sector = excluded.sector, country = excluded.country, currency = excluded.currency, \
                 exchange = excluded.exchange",
                &[
                    Value::Text(instrument.symbol.as_str()),
                    Value::Text(&instrument.name),
                    Value::Text(instrument.kind.as_str()),
                    Value::Text(&instrument.sector),
                    Value::Text(&instrument.country),
                    Value::Text(&instrument.currency),
                    Value::Text(&instrument.exchange),
                ],
            )
            .await?;
    }
    Ok(())
}

fn instrument(row: &Row) -> Result<Instrument, sqlx::Error> {
    Ok(Instrument {
        symbol: row.parsed(0)?,
        name: row.text(1)?.to_owned(),
        kind: row.parsed(2)?,
        sector: row.text(3)?.to_owned(),
        country: row.text(4)?.to_owned(),
        currency: row.text(5)?.to_owned(),
        exchange: row.text(6)?.to_owned(),
    })
}
