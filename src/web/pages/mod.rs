//! The pages, one file each: a plain struct with what the page shows, and its template. A page
//! reads no row and decides nothing; whoever answers the request fills it in.

pub mod parts;
pub mod today;

pub use parts::*;
pub use today::*;
