//! What is due, one file each: due(now) and run(now), never sleeping.
