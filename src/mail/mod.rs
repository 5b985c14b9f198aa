//! Mail sent and kept. The home of lettre and MIME.
