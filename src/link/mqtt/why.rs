//! What a failed connection means to the people who must mend it, from rumqttc's many errors.

use std::io;

use rumqttc::v5::mqttbytes::Error as PacketError;
use rumqttc::v5::mqttbytes::v5::{ConnectReturnCode, DisconnectReasonCode};
use rumqttc::v5::{ConnectionError, StateError, TlsError};

use crate::link::Why;

/// The reason; `stood` tells whether the connection had come to stand before.
pub(super) fn of(error: &ConnectionError, stood: bool) -> Why {
    match error {
        ConnectionError::Timeout(_) => Why::Unreachable,
        ConnectionError::Io(error) | ConnectionError::Tls(TlsError::Io(error)) => io(error, stood),
        ConnectionError::Tls(_) => Why::Certificate,
        ConnectionError::ConnectionRefused(code) => refused(*code),
        ConnectionError::MqttState(error) => state(error, stood),
        ConnectionError::NotConnAck(_) | ConnectionError::RequestsDone => Why::Protocol,
    }
}

fn state(error: &StateError, stood: bool) -> Why {
    match error {
        StateError::Io(error) | StateError::Deserialization(PacketError::Io(error)) => {
            io(error, stood)
        }
        StateError::ConnectionAborted => broken(stood),
        StateError::AwaitPingResp | StateError::CollisionTimeout => Why::Silent,
        StateError::ConnFail { reason } => refused(*reason),
        StateError::ServerDisconnect { reason_code, .. } => match reason_code {
            DisconnectReasonCode::SessionTakenOver => Why::TakenOver,
            DisconnectReasonCode::NotAuthorized => Why::NotAllowed,
            DisconnectReasonCode::KeepAliveTimeout => Why::Silent,
            _ => Why::Lost,
        },
        _ => Why::Protocol,
    }
}

fn io(error: &io::Error, stood: bool) -> Why {
    // rustls hands its own errors on inside an I/O error: a certificate that was not trusted here,
    // or an alert from the other side, which with TLS 1.3 comes only after the handshake.
    let tls = error
        .get_ref()
        .is_some_and(|inner| inner.is::<rustls::Error>());
    if tls && !stood {
        Why::Certificate
    } else {
        broken(stood)
    }
}

const fn broken(stood: bool) -> Why {
    if stood { Why::Lost } else { Why::Unreachable }
}

const fn refused(code: ConnectReturnCode) -> Why {
    match code {
        ConnectReturnCode::BadClientId
        | ConnectReturnCode::ClientIdentifierNotValid
        | ConnectReturnCode::BadUserNamePassword
        | ConnectReturnCode::NotAuthorized
        | ConnectReturnCode::Banned
        | ConnectReturnCode::BadAuthenticationMethod => Why::NotAllowed,
        ConnectReturnCode::ServiceUnavailable
        | ConnectReturnCode::ServerUnavailable
        | ConnectReturnCode::ServerBusy
        | ConnectReturnCode::ConnectionRateExceeded
        | ConnectReturnCode::QuotaExceeded
        | ConnectReturnCode::UseAnotherServer
        | ConnectReturnCode::ServerMoved => Why::Unreachable,
        _ => Why::Protocol,
    }
}
