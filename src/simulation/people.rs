//! What people do at the nodes besides meetings: write, read, answer and take back notes; register
//! and withdraw consents.

use super::check::Stop;
use super::doings::{Act, Consented, Written};
use super::faults::Input;
use super::run::{Event, World};
use super::steps::Outcome;
use crate::domain::consent::CasePerson;
use crate::domain::note_codes::{AnswerKind, Language, NoteReason, Urgency};
use crate::domain::seat::Pool;
use crate::domain::{CaseRef, Role, StaffId};
use crate::flows::consent::NewConsent;
use crate::flows::note::NewNote;
use crate::flows::note_received::NewAnswer;
use crate::flows::{consent, note, note_received};
use crate::store::notes::Recipient;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

/// Labels and texts that say nothing of anybody.
const LABEL: &str = "Grønn mappe";
const TEXT: &str = "Kan du ringe i dag?";

impl World {
    pub(super) fn later(&mut self, from: i64, to: i64, act: Act) {
        let at = self.now() + self.doings.dice.between(from, to);
        self.doings.planned_until = self.doings.planned_until.max(at);
        self.agenda.plan(at, Event::Act(act));
    }

    /// Somebody does something, and somebody will again until enough is begun.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn somebody(&mut self) -> Result<(), Stop> {
        if self.doings.are_enough() {
            if self.now() >= self.doings.planned_until {
                self.doings.rest();
            } else {
                let at = self.doings.planned_until;
                self.agenda.plan(at, Event::Somebody);
            }
            return Ok(());
        }
        if self.doings.consents.len() < 3 {
            self.register().await?;
        }
        if self.doings.dice.chance(450) {
            self.at_other_post().await?;
        }
        let node = self.doings.dice.index(self.machines.len());
        match self.doings.dice.below(100) {
            0..34 => self.search(node).await?,
            34..66 => self.choose_outright(node).await?,
            66..96 => self.write(node).await?,
            _ => self.register().await?,
        }
        let pause = self.doings.dice.between(0, self.doings.pause);
        self.agenda.plan(self.now() + pause, Event::Somebody);
        Ok(())
    }

    /// Something planned is done.
    ///
    /// # Errors
    /// An invariant does not hold, or the database failed.
    pub(super) async fn act(&mut self, act: Act) -> Result<(), Stop> {
        match act {
            Act::Withdraw(which) => self.withdraw(which, None).await,
            Act::Choose(node, owner, proposal, tries) => {
                self.choose(node, owner, proposal, tries).await
            }
            Act::LetGo(which) => self.let_go(which).await,
            Act::CallOff(which) => self.call_off(which).await,
            Act::Read(which, tries) => self.read(which, tries).await,
            Act::Answer(which) => self.answer(which).await,
            Act::TakeBack(which) => self.take_back(which).await,
            Act::CalendarMends(node, person) => self.calendar_mends(node, person).await,
            Act::Overlaid(node, person, taken, left) => {
                self.overlaid(node, person, taken, left).await
            }
        }
    }

    pub(super) fn somebody_of(&mut self, node: usize) -> Option<StaffId> {
        let people = &self.machines[node].staff.people;
        self.doings.dice.pick(people).copied()
    }

    /// A case that somebody of this node is on, sometimes.
    pub(super) fn case(&mut self, node: usize) -> (Option<CaseRef>, Option<StaffId>) {
        let on = |one: &Consented| one.people.iter().find(|(of, _)| *of == node).copied();
        let cases: Vec<_> = self
            .doings
            .consents
            .iter()
            .filter_map(|one| on(one).map(|(_, staff)| (one.case, staff)))
            .collect();
        if !self.doings.dice.chance(450) {
            return (None, None);
        }
        match self.doings.dice.pick(&cases) {
            Some((case, staff)) => (Some(*case), Some(*staff)),
            None => (None, None),
        }
    }

    /// While something of a case is on its way, its consent is sometimes withdrawn.
    pub(super) fn perhaps_withdraw(&mut self, case: Option<CaseRef>) {
        let of = |one: &Consented| Some(one.case) == case;
        if let Some(which) = self.doings.consents.iter().position(of)
            && self.doings.dice.chance(150)
        {
            self.later(0, 6 * SECOND, Act::Withdraw(which));
        }
    }

    async fn write(&mut self, from: usize) -> Result<(), Stop> {
        let many = self.machines.len();
        let to = (from + 1 + self.doings.dice.index(many - 1)) % many;
        let (case, on) = self.case(from);
        let (Some(writer), Some(reader)) = (on.or(self.somebody_of(from)), self.somebody_of(to))
        else {
            return Ok(());
        };
        let staff = &self.machines[to].staff;
        let (recipient, readers) = match staff.team {
            Some(team) if self.doings.dice.chance(250) => {
                let pool = Recipient::Pool(Pool::Team(team));
                (pool, staff.people.clone())
            }
            _ => (Recipient::Person(reader), vec![reader]),
        };
        let new = NewNote {
            to_node: self.machines[to].node().clone(),
            to: recipient,
            case,
            reason: NoteReason::CallMe,
            urgency: *self
                .doings
                .dice
                .pick(&Urgency::ALL)
                .unwrap_or(&Urgency::Today),
            language: Language::Nb,
            phrase: None,
            text: self.doings.dice.chance(150).then(|| TEXT.to_owned()),
            reach: Vec::new(),
            booking: None,
        };
        let written = self.flow(from, Input::Write, async |turn| {
            note::write(turn, writer, new).await
        });
        let Outcome::Done(note) = written.await? else {
            return Ok(());
        };
        let which = self.doings.notes.len();
        self.doings.notes.push(Written {
            from,
            writer,
            to,
            readers,
            note,
        });
        if self.doings.dice.chance(650) {
            self.later(MINUTE, 15 * MINUTE, Act::Read(which, 4));
        }
        // Some at once, so that the withdrawal may overtake the note.
        match self.doings.dice.below(10) {
            0 => self.later(0, 20 * SECOND, Act::TakeBack(which)),
            1..3 => self.later(0, 30 * MINUTE, Act::TakeBack(which)),
            // And some when they were read.
            3..5 => self.later(20 * MINUTE, 60 * MINUTE, Act::TakeBack(which)),
            _ => {}
        }
        self.perhaps_withdraw(case);
        Ok(())
    }

    async fn read(&mut self, which: usize, tries: u8) -> Result<(), Stop> {
        let Some(written) = self.doings.notes.get(which).cloned() else {
            return Ok(());
        };
        let Some(by) = self.doings.dice.pick(&written.readers).copied() else {
            return Ok(());
        };
        let note = written.note;
        let read = self.flow(written.to, Input::Read, async |turn| {
            note_received::seen(turn, by, note).await
        });
        match read.await? {
            Outcome::Done(()) if self.doings.dice.chance(600) => {
                self.later(SECOND, 10 * MINUTE, Act::Answer(which));
            }
            Outcome::Done(()) => {}
            Outcome::No | Outcome::Down if tries > 0 => {
                self.later(MINUTE, 10 * MINUTE, Act::Read(which, tries - 1));
            }
            Outcome::No | Outcome::Down => {}
        }
        Ok(())
    }

    async fn answer(&mut self, which: usize) -> Result<(), Stop> {
        let Some(written) = self.doings.notes.get(which).cloned() else {
            return Ok(());
        };
        let Some(by) = self.doings.dice.pick(&written.readers).copied() else {
            return Ok(());
        };
        let note = written.note;
        let new = NewAnswer {
            kind: AnswerKind::CallMe,
            time: None,
            text: None,
            booking: None,
        };
        let done = self.flow(written.to, Input::Answer, async |turn| {
            note_received::answer(turn, by, note, new).await
        });
        done.await.map(|_| ())
    }

    async fn take_back(&mut self, which: usize) -> Result<(), Stop> {
        let Some(written) = self.doings.notes.get(which).cloned() else {
            return Ok(());
        };
        let (by, note) = (written.writer, written.note);
        let done = self.flow(written.from, Input::TakeBack, async |turn| {
            note::take_back(turn, by, note).await
        });
        done.await.map(|_| ())
    }

    async fn register(&mut self) -> Result<(), Stop> {
        let many = self.machines.len();
        let node = self.doings.dice.index(many);
        let mut people = Vec::new();
        for of in std::iter::once(node).chain((0..many).filter(|of| *of != node)) {
            if let Some(staff) = self.somebody_of(of) {
                people.push((of, staff));
            }
        }
        let Some((_, by)) = people.first().copied() else {
            return Ok(());
        };
        let name = |of: usize| self.machines[of].node().clone();
        let new = NewConsent {
            label: LABEL.to_owned(),
            nodes: people.iter().skip(1).map(|(of, _)| name(*of)).collect(),
            people: people
                .iter()
                .map(|(of, staff)| CasePerson {
                    role: Role::Adviser,
                    node: name(*of),
                    staff: *staff,
                })
                .collect(),
            until: None,
        };
        let registered = self.flow(node, Input::Consent, async |turn| {
            consent::register(turn, by, new).await
        });
        if let Outcome::Done(case) = registered.await? {
            let which = self.doings.consents.len();
            self.doings.consents.push(Consented { case, people });
            // Some at once, so that the withdrawal may overtake the consent.
            match self.doings.dice.below(4) {
                0 => self.later(0, MINUTE, Act::Withdraw(which)),
                1..3 => self.later(0, 90 * MINUTE, Act::Withdraw(which)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Somebody on a case withdraws its consent, at this node or at any.
    pub(super) async fn withdraw(&mut self, which: usize, at: Option<usize>) -> Result<(), Stop> {
        let Some(consented) = self.doings.consents.get(which).cloned() else {
            return Ok(());
        };
        let mut people = consented.people;
        people.retain(|(node, _)| at.is_none_or(|at| at == *node));
        let Some((node, by)) = self.doings.dice.pick(&people).copied() else {
            return Ok(());
        };
        let case = consented.case;
        let done = self.flow(node, Input::Withdraw, async |turn| {
            consent::withdraw(turn, by, case).await
        });
        done.await.map(|_| ())
    }
}
