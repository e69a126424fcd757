-- What is known of the market: instruments, the prices that each source has of them, macro series,
-- and how all of it came in.
--
-- The same file runs on SQLite and PostgreSQL. Types are portable: days are ISO text, instants are
-- microseconds since 1970 UTC. What only one of the two may see stands in a comment that begins
-- with its name; the store opens these comments. Constraint names are part of the interface.

create table instruments (
    symbol text /*postgres: collate "C" */ not null,
    name text not null,
    kind text not null,
    sector text not null,
    country text not null,
    currency text not null,
    exchange text not null,
    constraint pk_instruments primary key (symbol),
    constraint ck_instruments_kind check (kind in ('equity', 'fund', 'index'))
) /*sqlite: without rowid */;

-- One row for each dataset. `finished_at` is null only inside the transaction that imports it.
create table imports (
    dataset text /*postgres: collate "C" */ not null,
    sha256 text not null,
    source text not null,
    licence text not null,
    row_count bigint not null,
    started_at bigint not null,
    finished_at bigint,
    constraint pk_imports primary key (dataset)
) /*sqlite: without rowid */;

-- The prices of one symbol from one source. Bars refer to it by number: the texts once for each
-- series instead of once for each day make the file a third of the size.
create table series (
    id bigint not null,
    symbol text /*postgres: collate "C" */ not null,
    source text /*postgres: collate "C" */ not null,
    dataset text /*postgres: collate "C" */ not null,
    constraint pk_series primary key (id),
    constraint uq_series_symbol_source unique (symbol, source),
    constraint fk_series_symbol foreign key (symbol) references instruments (symbol),
    constraint fk_series_dataset foreign key (dataset) references imports (dataset)
) /*sqlite: without rowid */;

create table bars (
    series bigint not null,
    day text /*postgres: collate "C" */ not null,
    open double precision,
    high double precision,
    low double precision,
    close double precision,
    adj_close double precision not null,
    volume bigint,
    constraint pk_bars primary key (series, day),
    constraint fk_bars_series foreign key (series) references series (id) on delete cascade
) /*sqlite: without rowid */;

create table macro_series (
    name text /*postgres: collate "C" */ not null,
    dataset text /*postgres: collate "C" */ not null,
    constraint pk_macro_series primary key (name),
    constraint fk_macro_series_dataset foreign key (dataset) references imports (dataset)
) /*sqlite: without rowid */;

create table macro_values (
    series text /*postgres: collate "C" */ not null,
    day text /*postgres: collate "C" */ not null,
    value double precision not null,
    constraint pk_macro_values primary key (series, day),
    constraint fk_macro_values_series foreign key (series) references macro_series (name) on delete cascade
) /*sqlite: without rowid */;
