//! Pages, API and sessions. The home of axum and askama.
