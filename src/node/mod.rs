//! One organisation's node: built from settings, started and stopped in order.
