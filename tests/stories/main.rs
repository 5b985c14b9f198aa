//! Whole stories, with real servers where the product meets one: one module per story, and what
//! starts those servers beside them in `support`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod broken_broker;
mod broker;

mod support {
    //! Real servers and made-up parties for the stories.

    pub mod links;
    pub mod mosquitto;
}
