//! Every sentence a person reads, by language and key; dates and weeks as people say them.
