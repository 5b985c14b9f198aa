//! All that may leave the house, and nothing else.
