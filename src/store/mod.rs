//! The database. The home of sqlx.
