//! One file per thing a person or a node can ask for; each reads and writes rows in one transaction and sends nothing itself.

pub mod directory_file;
