//! What may cross, byte by byte: golden bytes, the one canonical form, limits, the gate, the chain.

mod canonical;
mod chain;
mod codes;
mod gate;
mod golden;
mod limits;
mod sample_parts;
mod samples;
mod tree;
