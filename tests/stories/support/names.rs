//! A name server with a few records, over TCP on loopback.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use simple_dns::rdata::{RData, SRV, TXT};
use simple_dns::{CLASS, Name, Packet, PacketFlag, QTYPE, RCODE, ResourceRecord, TYPE};

/// One service: its name, where it points, and the path that is told besides.
#[derive(Clone)]
pub struct Record {
    pub name: &'static str,
    pub target: &'static str,
    pub port: u16,
    pub path: Option<&'static str>,
}

/// Answers for as long as the test runs.
pub fn name_server(records: Vec<Record>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &records);
        }
    });
    address
}

fn answer(mut stream: TcpStream, records: &[Record]) {
    let mut length = [0; 2];
    if stream.read_exact(&mut length).is_err() {
        return;
    }
    let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut bytes).unwrap();
    let asked = Packet::parse(&bytes).unwrap();
    let question = asked.questions[0].clone();
    let mut packet = Packet::new_reply(asked.id());
    packet.set_flags(PacketFlag::RECURSION_AVAILABLE);
    let known = records
        .iter()
        .find(|record| question.qname.to_string() == record.name);
    if known.is_none() {
        *packet.rcode_mut() = RCODE::NameError;
    }
    let of_type = |kind| question.qtype == QTYPE::TYPE(kind);
    let data = known.and_then(|record| match record.path {
        _ if of_type(TYPE::SRV) => Some(RData::SRV(SRV {
            priority: 0,
            weight: 1,
            port: record.port,
            target: Name::new(record.target).unwrap(),
        })),
        Some(path) if of_type(TYPE::TXT) => {
            let text = TXT::new().with_attribute("path", Some(path.as_bytes()));
            Some(RData::TXT(text.unwrap()))
        }
        _ => None,
    });
    if let Some(data) = data {
        let record = ResourceRecord::new(question.qname.clone(), CLASS::IN, 10, data);
        packet.answers.push(record);
    }
    packet.questions.push(question);
    let bytes = packet.build_bytes_vec().unwrap();
    let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
    stream.write_all(&length).unwrap();
    stream.write_all(&bytes).unwrap();
}
