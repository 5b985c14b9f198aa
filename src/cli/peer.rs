//! `samband peer`: the other nodes that this one talks with, and their pinned keys.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::Failure;
use super::config::{Config, node, runtime};
use crate::domain::{NodeId, ShortName, Zone};
use crate::node::Node;
use crate::seal::PublicIdentity;
use crate::store::{PeerRow, PeerState};

/// The other nodes.
#[derive(Debug, Subcommand)]
pub(super) enum Peer {
    /// Adds a peer, or changes its name, zone or keys.
    Add(Add),
    /// Shows every peer: zone, when it was last heard, the fingerprint of its keys.
    #[command(alias = "list")]
    Show(Show),
    /// Says and hears nothing more of a peer; what waits for it waits.
    Suspend(One),
    /// Lets a suspended peer in again.
    Resume(One),
}

/// The side of the boundary that a peer stands on.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum ZoneName {
    #[value(alias = "specialist-health")]
    SpecialistHealth,
    #[value(alias = "municipal-health")]
    MunicipalHealth,
    Nav,
    #[value(alias = "child-welfare")]
    ChildWelfare,
    Learning,
}

impl From<ZoneName> for Zone {
    fn from(name: ZoneName) -> Self {
        match name {
            ZoneName::SpecialistHealth => Self::SpecialistHealth,
            ZoneName::MunicipalHealth => Self::MunicipalHealth,
            ZoneName::Nav => Self::Nav,
            ZoneName::ChildWelfare => Self::ChildWelfare,
            ZoneName::Learning => Self::Learning,
        }
    }
}

/// A zone as it is written in settings and commands.
const fn zone_name(zone: Zone) -> &'static str {
    match zone {
        Zone::SpecialistHealth => "specialist_health",
        Zone::MunicipalHealth => "municipal_health",
        Zone::Nav => "nav",
        Zone::ChildWelfare => "child_welfare",
        Zone::Learning => "learning",
    }
}

/// A peer to add.
#[derive(Debug, Args)]
pub(super) struct Add {
    #[command(flatten)]
    config: Config,
    /// The peer's node name.
    node: NodeId,
    /// What it is called until it has told its name.
    #[arg(long)]
    name: ShortName,
    /// Its side of the boundary, as the agreement with it says.
    #[arg(long)]
    zone: ZoneName,
    /// What its `samband keys show` prints as identity; compare the fingerprint by telephone.
    // One in 64 begins with a hyphen.
    #[arg(long, allow_hyphen_values = true)]
    identity: String,
}

/// Whose peers.
#[derive(Debug, Args)]
pub(super) struct Show {
    #[command(flatten)]
    config: Config,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// One peer.
#[derive(Debug, Args)]
pub(super) struct One {
    #[command(flatten)]
    config: Config,
    /// The peer's node name.
    node: NodeId,
}

impl Peer {
    /// Runs the command and gives the exit code.
    pub(super) fn run(&self) -> ExitCode {
        let json = matches!(self, Self::Show(Show { json: true, .. }));
        let done = match self {
            Self::Add(add) => add.add(),
            Self::Show(show) => show.show(),
            Self::Suspend(one) => one.set(PeerState::Suspended),
            Self::Resume(one) => one.set(PeerState::Active),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(json),
        }
    }
}

impl Add {
    fn add(&self) -> Result<(), Failure> {
        let identity: PublicIdentity = self.identity.parse().map_err(|_| {
            let what = "--identity is not one; copy what `samband keys show` prints at the peer";
            Failure::input("identity", what)
        })?;
        let settings = self.config.settings()?;
        if self.node == settings.node.id {
            return Err(Failure::input("own_node", "a node is not its own peer"));
        }
        let fingerprint = identity.fingerprint();
        runtime()?.block_on(async {
            let node = node(&settings).await?;
            node.change(async |turn| {
                let zone = self.zone.into();
                PeerRow::put(turn.tx.conn(), &self.node, &self.name, zone, &identity).await?;
                Ok(())
            })
            .await?;
            Ok::<_, Failure>(())
        })?;
        println!(
            "{} is a peer; compare by telephone: {fingerprint}",
            self.node
        );
        Ok(())
    }
}

impl Show {
    fn show(&self) -> Result<(), Failure> {
        let settings = self.config.settings()?;
        let peers = runtime()?.block_on(async {
            let node = node(&settings).await?;
            peers(&node).await
        })?;
        if self.json {
            let peers: Vec<_> = peers
                .iter()
                .map(|peer| {
                    json!({
                        "node": peer.node,
                        "name": peer.name,
                        "zone": peer.zone,
                        "state": peer.state,
                        "fingerprint": peer.identity.fingerprint().to_string(),
                        "last_heard": peer.last_heard.map(|at| at.to_string()),
                    })
                })
                .collect();
            println!("{}", json!({"peers": peers}));
        } else if peers.is_empty() {
            println!("no peers yet; add one with `samband peer add`");
        } else {
            for peer in peers {
                let state = match peer.state {
                    PeerState::Active => "active",
                    PeerState::Suspended => "suspended",
                };
                let heard = peer
                    .last_heard
                    .map_or_else(|| "never heard".to_owned(), |at| format!("last heard {at}"));
                println!("{}  {}", peer.node, peer.name);
                println!("    {}, {state}, {heard}", zone_name(peer.zone));
                println!("    {}", peer.identity.fingerprint());
            }
        }
        Ok(())
    }
}

impl One {
    fn set(&self, state: PeerState) -> Result<(), Failure> {
        let settings = self.config.settings()?;
        runtime()?.block_on(async {
            let node = node(&settings).await?;
            if !peers(&node)
                .await?
                .iter()
                .any(|peer| peer.node == self.node)
            {
                let what = format!("there is no peer {}; see `samband peer show`", self.node);
                return Err(Failure::input("no_peer", what));
            }
            node.change(async |turn| {
                Ok(PeerRow::set_state(turn.tx.conn(), &self.node, state).await?)
            })
            .await?;
            Ok(())
        })?;
        println!(
            "{} is now {}",
            self.node,
            format!("{state:?}").to_lowercase()
        );
        Ok(())
    }
}

async fn peers(node: &Node) -> Result<Vec<PeerRow>, Failure> {
    let mut reader = node.desk.store.reader().await?;
    Ok(PeerRow::all(&mut reader).await?)
}
