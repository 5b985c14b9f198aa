//! How the words of `domain` stand on the wire: CBOR with integer keys and codes that are never
//! reused. `domain` itself knows no wire format.
//!
//! Decoding is strict only together with the second half of the rule, in [`super::body`]: what was
//! decoded is encoded again and must give the same bytes, so unknown keys, other orders and longer
//! forms are refused there.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::domain::{
    Address, AnswerId, AskId, BookingId, CaseRef, ConsentId, EnvelopeId, Instant, NodeId, NoteId,
    Phone, PlaceId, SeriesId, ShortName, StaffId, TeamId, ThreadId, VideoLink,
};

macro_rules! wire_ids {
    ($($name:ident)*) => {$(
        impl<C> Encode<C> for $name {
            fn encode<W: Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), EncodeError<W::Error>> {
                e.bytes(self.bytes())?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                let bytes = d.bytes()?;
                let bytes = bytes
                    .try_into()
                    .map_err(|_| DecodeError::message("an identifier is 16 bytes"))?;
                Ok(Self::from_bytes(bytes))
            }
        }
    )*};
}

wire_ids! {
    AnswerId AskId BookingId CaseRef ConsentId EnvelopeId NoteId PlaceId SeriesId StaffId TeamId
    ThreadId
}

macro_rules! wire_texts {
    ($($name:ident)*) => {$(
        impl<C> Encode<C> for $name {
            fn encode<W: Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), EncodeError<W::Error>> {
                e.str(self.as_str())?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                d.str()?
                    .parse()
                    .map_err(|_| DecodeError::message(concat!("not a ", stringify!($name))))
            }
        }
    )*};
}

wire_texts! { Address NodeId Phone ShortName VideoLink }

impl<C> Encode<C> for Instant {
    /// Minutes since 1970 UTC, rounded down.
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.i64(self.minutes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Instant {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        // Years 1970 to 9999: anything else is not a time of this product.
        match d.i64()? {
            minutes @ 0..=4_223_371_679 => Ok(Self::from_minutes(minutes)),
            _ => Err(DecodeError::message("a time is in the years 1970 to 9999")),
        }
    }
}

/// A closed list of codes: one unsigned number each, never reused.
macro_rules! wire_codes {
    ($($type:ty { $($code:literal $variant:ident)+ })+) => {$(
        impl<C> minicbor::Encode<C> for $type {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                let code: u8 = match self { $(Self::$variant => $code,)+ };
                e.u8(code)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $type {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                match d.u8()? {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(minicbor::decode::Error::message(
                        concat!("an unknown code of ", stringify!($type)),
                    )),
                }
            }
        }
    )+};
}

/// A structure as a map with integer keys; what is none stays out of the map.
macro_rules! wire_maps {
    ($($type:ident { $($key:literal $field:ident)+ })+) => {$(
        impl<C> minicbor::Encode<C> for $type {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                c: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                let mut present = 0_u64;
                $(if !minicbor::Encode::<C>::is_nil(&self.$field) { present += 1; })+
                e.map(present)?;
                $(if !minicbor::Encode::<C>::is_nil(&self.$field) {
                    e.u8($key)?;
                    minicbor::Encode::<C>::encode(&self.$field, e, c)?;
                })+
                Ok(())
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $type {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                c: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let Some(present) = d.map()? else {
                    return Err(minicbor::decode::Error::message("a map has a stated length"));
                };
                $(let mut $field = None;)+
                for _ in 0..present {
                    match d.u8()? {
                        $($key => $field = Some(minicbor::Decode::<C>::decode(d, c)?),)+
                        _ => return Err(minicbor::decode::Error::message(
                            concat!("an unknown key in ", stringify!($type)),
                        )),
                    }
                }
                Ok(Self {
                    $($field: $field.or_else(minicbor::Decode::<C>::nil).ok_or_else(|| {
                        minicbor::decode::Error::message(concat!(
                            "missing in ", stringify!($type), ": ", stringify!($field),
                        ))
                    })?,)+
                })
            }
        }
    )+};
}

pub(super) use {wire_codes, wire_maps};
