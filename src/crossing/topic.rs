//! Topics on the broker: `samband/v1/<to>/<from>`. A topic names two nodes and nothing else, so the
//! broker's access list can hold each node to its own name.

use std::fmt;
use std::str::FromStr;

use crate::domain::NodeId;

/// What every topic begins with; `v1` is the envelope's version.
const ROOT: &str = "samband/v1/";

/// A text that is no topic of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a topic of the form samband/v1/<to>/<from>")]
pub struct TopicError;

/// Where an envelope goes and whence it comes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic {
    /// The node that reads it.
    pub to: NodeId,
    /// The node that writes it.
    pub from: NodeId,
}

impl Topic {
    /// The filter by which `node` hears all its peers.
    #[must_use]
    pub fn filter(node: &NodeId) -> String {
        format!("{ROOT}{node}/+")
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ROOT}{}/{}", self.to, self.from)
    }
}

impl FromStr for Topic {
    type Err = TopicError;

    fn from_str(text: &str) -> Result<Self, TopicError> {
        let (to, from) = text
            .strip_prefix(ROOT)
            .and_then(|nodes| nodes.split_once('/'))
            .ok_or(TopicError)?;
        Ok(Self {
            to: to.parse().map_err(|_| TopicError)?,
            from: from.parse().map_err(|_| TopicError)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_reads_back_what_it_prints_and_nothing_else() {
        let topic = Topic {
            to: "nav-nord".parse().unwrap(),
            from: "dps-sor".parse().unwrap(),
        };
        assert_eq!(topic.to_string(), "samband/v1/nav-nord/dps-sor");
        assert_eq!(topic.to_string().parse(), Ok(topic.clone()));
        assert_eq!(Topic::filter(&topic.to), "samband/v1/nav-nord/+");
        for bad in [
            "",
            "samband/v1/nav-nord",
            "samband/v1/nav-nord/",
            "samband/v1/nav-nord/+",
            "samband/v1/nav-nord/dps-sor/x",
            "samband/v2/nav-nord/dps-sor",
            "/samband/v1/nav-nord/dps-sor",
            "$share/g/samband/v1/nav-nord/dps-sor",
            "samband/v1/NAV/dps-sor",
        ] {
            assert_eq!(bad.parse::<Topic>(), Err(TopicError), "{bad}");
        }
    }
}
