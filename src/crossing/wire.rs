//! The keys and codes of the domain's own structures and closed lists on the wire. A number, once
//! given, is never reused; a new one is a new message version.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use super::codec::{wire_codes, wire_maps};
use crate::domain::booking::{CancelCode, HoldKind, HoldRefusal, ReleaseCode};
use crate::domain::consent::{Basis, CasePerson, ConsentTo, ScopeRow};
use crate::domain::note_codes::{
    AnswerKind, Language, NoteReason, NoteRefusal, Phrase, Urgency, WithdrawnAs,
};
use crate::domain::people::{
    Capacity, DayHours, Home, OfficeDay, Place, Role, StaffCard, Team, Weekday, Zone,
};
use crate::domain::seat::{PartySeat, Pool, SeatAnswer, SeatNo, SeatRole, Seated, Venue, Who};
use crate::domain::{Interval, MeetingKind};

wire_codes! {
    Zone { 0 SpecialistHealth 1 MunicipalHealth 2 Nav 3 ChildWelfare 4 Learning }
    Role {
        0 Clinician 1 JobSpecialist 2 Adviser 3 MethodSupervisor 4 Coordinator 5 SectionLeader
        6 Secretary 7 Administrator 8 PrivacyOfficer
    }
    Weekday { 1 Monday 2 Tuesday 3 Wednesday 4 Thursday 5 Friday 6 Saturday 7 Sunday }
    MeetingKind {
        0 ThreeWay 1 Start 2 TreatmentSegment 3 TreatmentAnon 4 NavMonthly 5 IpsUnit
        6 SupervisorTeam 7 FieldMentoring 8 EmployerVisit 9 FollowUp 10 FourWay 11 Tvt
        12 ResponsibilityGroup 13 Doctor 14 Steering 15 Staff
    }
    HoldKind { 0 Choosing 1 Asking }
    HoldRefusal { 0 Taken 1 Consent 2 AsksFirst 3 Quota 4 Policy 5 Version 6 NotSuits }
    ReleaseCode { 0 PartyRefused 1 TimedOut 2 Withdrawn 3 OtherChosen 4 Consent }
    CancelCode { 0 Illness 1 Clash 2 NotNeeded 3 Moved 4 Unsaid }
    SeatAnswer { 0 Accepted 1 Tentative 2 Declined }
    Language { 0 Nb 1 Nn 2 En }
    NoteReason { 0 CallMe 1 Capacity 2 ThreeWay 3 Enrolment 4 Meeting 5 Practical 6 Other }
    Urgency { 0 ThisWeek 1 Today 2 Acute }
    AnswerKind { 0 IWillCall 1 CallMe 2 FindTime 3 Yes 4 No 5 Text }
    Phrase { 0 CapacityForOneMore 1 PleaseCall 2 ThreeWayMeeting 3 EnrolmentAnonymous }
    NoteRefusal { 0 Guard 1 Consent 2 UnknownRecipient 3 Policy 4 Version }
    WithdrawnAs { 0 NeverHere 1 Unread 2 Read }
    Basis { 0 Consent 1 Own }
}

wire_maps! {
    DayHours { 0 day 1 from 2 to }
    OfficeDay { 0 day 1 place }
    Capacity { 0 free 1 weeks 2 as_of }
    Place { 0 id 1 name 2 address }
    Team { 0 id 1 name 2 roles 3 place 4 phone 5 members }
    Home { 0 node 1 staff }
    StaffCard {
        0 id 1 name 2 roles 3 phone 4 mail 5 office_days 6 telephone_hours 7 deputy 8 home
        9 asks_first 10 kinds 11 capacity
    }
    PartySeat { 0 seat 1 role 2 who 3 from 4 to 5 required 6 guests_may_see 7 staff }
    Seated { 0 seat 1 staff }
    ScopeRow { 0 node 1 tells 2 hears }
    CasePerson { 0 role 1 node 2 staff }
}

fn tag(d: &mut Decoder<'_>, lengths: &[(u8, u64)]) -> Result<u8, DecodeError> {
    let length = d.array()?;
    let tag = d.u8()?;
    if lengths.contains(&(tag, length.unwrap_or(0))) {
        Ok(tag)
    } else {
        Err(DecodeError::message("an unknown alternative"))
    }
}

fn unknown<T>() -> Result<T, DecodeError> {
    Err(DecodeError::message("an unknown alternative"))
}

impl<C> Encode<C> for SeatNo {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.u8(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for SeatNo {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        d.u8().map(Self)
    }
}

impl<C> Encode<C> for Interval {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(2)?
            .encode_with(self.start(), c)?
            .encode_with(self.end(), c)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Interval {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        if d.array()? != Some(2) {
            return unknown();
        }
        let (start, end) = (d.decode_with(c)?, d.decode_with(c)?);
        Self::new(start, end).ok_or_else(|| DecodeError::message("an interval is not empty"))
    }
}

impl<C> Encode<C> for Who {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Person { node, staff } => e
                .array(3)?
                .u8(0)?
                .encode_with(node, c)?
                .encode_with(staff, c)?
                .ok(),
            Self::Any { node, pool, n } => e
                .array(4)?
                .u8(1)?
                .encode_with(node, c)?
                .encode_with(pool, c)?
                .u8(*n)?
                .ok(),
            Self::Participant { node } => e.array(2)?.u8(2)?.encode_with(node, c)?.ok(),
            Self::Guest { node } => e.array(2)?.u8(3)?.encode_with(node, c)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Who {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        match tag(d, &[(0, 3), (1, 4), (2, 2), (3, 2)])? {
            0 => Ok(Self::Person {
                node: d.decode_with(c)?,
                staff: d.decode_with(c)?,
            }),
            1 => {
                let (node, pool) = (d.decode_with(c)?, d.decode_with(c)?);
                match d.u8()? {
                    0 => Err(DecodeError::message("any of n means at least 1")),
                    n => Ok(Self::Any { node, pool, n }),
                }
            }
            2 => Ok(Self::Participant {
                node: d.decode_with(c)?,
            }),
            3 => Ok(Self::Guest {
                node: d.decode_with(c)?,
            }),
            _ => unknown(),
        }
    }
}

impl<C> Encode<C> for Pool {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Team(team) => e.array(2)?.u8(0)?.encode_with(team, c)?.ok(),
            Self::Role(role) => e.array(2)?.u8(1)?.encode_with(role, c)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Pool {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        match tag(d, &[(0, 2), (1, 2)])? {
            0 => d.decode_with(c).map(Self::Team),
            1 => d.decode_with(c).map(Self::Role),
            _ => unknown(),
        }
    }
}

impl<C> Encode<C> for SeatRole {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Staff(role) => e.array(2)?.u8(0)?.encode_with(role, c)?.ok(),
            Self::Participant => e.array(1)?.u8(1)?.ok(),
            Self::Guest => e.array(1)?.u8(2)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for SeatRole {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        match tag(d, &[(0, 2), (1, 1), (2, 1)])? {
            0 => d.decode_with(c).map(Self::Staff),
            1 => Ok(Self::Participant),
            2 => Ok(Self::Guest),
            _ => unknown(),
        }
    }
}

impl<C> Encode<C> for Venue {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Unsaid => e.array(1)?.u8(0)?.ok(),
            Self::Phone => e.array(1)?.u8(1)?.ok(),
            Self::Video { url: None } => e.array(1)?.u8(2)?.ok(),
            Self::Video { url: Some(url) } => e.array(2)?.u8(2)?.encode_with(url, c)?.ok(),
            Self::At { node, place } => e
                .array(3)?
                .u8(3)?
                .encode_with(node, c)?
                .encode_with(place, c)?
                .ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Venue {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        let length = d.array()?;
        match (d.u8()?, length) {
            (0, Some(1)) => Ok(Self::Unsaid),
            (1, Some(1)) => Ok(Self::Phone),
            (2, Some(1)) => Ok(Self::Video { url: None }),
            (2, Some(2)) => Ok(Self::Video {
                url: Some(d.decode_with(c)?),
            }),
            (3, Some(3)) => Ok(Self::At {
                node: d.decode_with(c)?,
                place: d.decode_with(c)?,
            }),
            _ => unknown(),
        }
    }
}

impl<C> Encode<C> for ConsentTo {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Person(staff) => e.array(2)?.u8(0)?.encode_with(staff, c)?.ok(),
            Self::Team(team) => e.array(2)?.u8(1)?.encode_with(team, c)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for ConsentTo {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        match tag(d, &[(0, 2), (1, 2)])? {
            0 => d.decode_with(c).map(Self::Person),
            1 => d.decode_with(c).map(Self::Team),
            _ => unknown(),
        }
    }
}
