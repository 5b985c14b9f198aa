//! What the reader makes of whole texts: cases worked out by hand, damaged texts, bounds, and rules
//! compared with another engine.

mod bounds;
mod bytes;
mod cases;
mod damage;
mod golden;
mod made;
mod mutants;
mod oracle;
mod rules;
