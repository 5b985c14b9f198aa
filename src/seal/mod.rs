//! Encryption and signatures: envelopes between nodes, secrets and bodies at rest, keys.
