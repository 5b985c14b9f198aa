//! Transport of sealed bytes between nodes: MQTT and in-process. The home of rumqttc.
