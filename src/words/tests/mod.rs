//! What the sentences promise: each key that is used exists, each that exists is used, and the
//! languages say the same things.

mod dates;
mod keys;
