//! The database: SQLite and PostgreSQL behind one set of SQL.
