//! One body, several posts (rule B13): which of a person's cards is their home, and whether they
//! agree that this node tells the home when they are taken here. Home alone decides what is held of
//! them, by whichever card it is asked.

use super::share;
use super::turn::{Cannot, FlowError, Turn};
use crate::domain::people::Home;
use crate::domain::seat::Who;
use crate::domain::{NodeId, ShortName, StaffId};
use crate::store::posts::{HomePost, set_others_of};
use crate::store::{NodeKey, PersonRow, peers};

/// What the directory says of one person's posts.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The node of the home card and the name on it, where that is another node.
    pub home: Option<(NodeId, ShortName)>,
    /// Whether the person agrees that busy time is shared with home.
    pub shares: bool,
    /// The nodes at which a person whose home is here has another post.
    pub others: Vec<NodeId>,
}

/// The home card as the person's card tells of it: found by the name on it, once its node has told
/// its cards; none where no card there, or more than one, has that name.
///
/// # Errors
/// The database failed.
pub async fn home_of(turn: &mut Turn<'_>, said: &Said) -> Result<Option<Home>, FlowError> {
    let Some((node, name)) = &said.home else {
        return Ok(None);
    };
    let people = peers::people(turn.tx.conn(), node).await?;
    let mut named = people
        .into_iter()
        .filter(|card| card.name == *name && card.home.is_none());
    Ok(match (named.next(), named.next()) {
        (Some(card), None) => Some(Home {
            node: node.clone(),
            staff: card.id,
        }),
        _ => None,
    })
}

/// Before a person's row is written: a home that is no longer theirs is told that nothing more
/// comes.
///
/// # Errors
/// The database failed.
pub async fn leave_home(
    turn: &mut Turn<'_>,
    person: StaffId,
    home: Option<&(NodeId, ShortName)>,
) -> Result<(), FlowError> {
    let Some(mut post) = HomePost::find(turn.tx.conn(), person).await? else {
        return Ok(());
    };
    if home != Some(&(post.node.clone(), post.name.clone())) {
        share::stop(turn, &mut post).await?;
        HomePost::remove(turn.tx.conn(), person).await?;
    }
    Ok(())
}

/// After a person's row is written: what the directory says of their posts. It speaks of their
/// agreement only where it says otherwise than it did; what they said themselves since then stands.
///
/// # Errors
/// The database failed.
pub async fn keep(turn: &mut Turn<'_>, person: StaffId, said: &Said) -> Result<(), FlowError> {
    set_others_of(turn.tx.conn(), person, &said.others).await?;
    let Some((node, name)) = &said.home else {
        return Ok(());
    };
    let known = HomePost::find(turn.tx.conn(), person).await?;
    let mut post = known.unwrap_or_else(|| HomePost {
        person,
        node: node.clone(),
        name: name.clone(),
        said: false,
        agreed: false,
        version: 0,
        sent: None,
        list: None,
    });
    if post.said != said.shares {
        post.said = said.shares;
        settle(turn, &mut post, said.shares).await?;
    }
    Ok(post.put(turn.tx.conn()).await?)
}

/// The person says whether busy time is shared with their home. A no takes effect at once.
///
/// # Errors
/// They have no home elsewhere, or the database failed.
pub async fn agree(turn: &mut Turn<'_>, person: StaffId, agrees: bool) -> Result<(), FlowError> {
    let Some(mut post) = HomePost::find(turn.tx.conn(), person).await? else {
        return Err(FlowError::NotFound);
    };
    settle(turn, &mut post, agrees).await?;
    Ok(post.put(turn.tx.conn()).await?)
}

async fn settle(turn: &mut Turn<'_>, post: &mut HomePost, agrees: bool) -> Result<(), FlowError> {
    post.agreed = agrees;
    if !agrees {
        share::stop(turn, post).await?;
    }
    Ok(())
}

/// A peer has told its cards: home cards there may be known now, or be others than they were.
///
/// # Errors
/// The database failed.
pub async fn find_homes(turn: &mut Turn<'_>, told: &NodeId) -> Result<(), FlowError> {
    let mut changed = false;
    for post in HomePost::all(turn.tx.conn()).await? {
        let found = PersonRow::find(turn.tx.conn(), post.person).await?;
        let Some(mut row) = found.filter(|_| post.node == *told) else {
            continue;
        };
        let said = Said {
            home: Some((post.node, post.name)),
            ..Said::default()
        };
        let home = home_of(turn, &said).await?;
        if row.card.home != home {
            row.card.home = home;
            row.put(turn.tx.conn()).await?;
            changed = true;
        }
    }
    if changed {
        let version = NodeKey::CardsVersion.number(turn.tx.conn()).await? + 1;
        let version = version.to_string();
        NodeKey::CardsVersion.set(turn.tx.conn(), &version).await?;
    }
    Ok(())
}

/// Who has to be asked for a seat: where it names a person by another card than their home, the home
/// card.
///
/// # Errors
/// The database failed, or the home is at a node that is no peer.
pub async fn at_home(turn: &mut Turn<'_>, who: Who) -> Result<Who, FlowError> {
    let Who::Person { node, staff } = &who else {
        return Ok(who);
    };
    let home = if *node == turn.here.node {
        let row = PersonRow::find(turn.tx.conn(), *staff).await?;
        row.and_then(|row| row.card.home)
    } else {
        let card = peers::person(turn.tx.conn(), node, *staff).await?;
        card.and_then(|card| card.home)
    };
    let Some(home) = home else { return Ok(who) };
    let known = if home.node == turn.here.node {
        let row = PersonRow::find(turn.tx.conn(), home.staff).await?;
        row.is_some_and(|row| row.is_bookable())
    } else {
        let card = peers::person(turn.tx.conn(), &home.node, home.staff).await?;
        card.is_some()
    };
    if !known {
        return Err(FlowError::Cannot(Cannot::UnknownPerson));
    }
    Ok(Who::Person {
        node: home.node,
        staff: home.staff,
    })
}
