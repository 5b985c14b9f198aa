//! One `samband serve` as a process of its own, and commands of the same program. A process that is
//! dropped is killed and reaped, also when its story panics.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use super::waiting::eventually;

/// The program under test.
fn samband() -> Command {
    Command::new(env!("CARGO_BIN_EXE_samband"))
}

/// Runs a command to its end.
pub fn run(config: &Path, words: &[&str]) -> Output {
    let output = samband()
        .args(words)
        .arg("--config")
        .arg(config)
        .stdin(Stdio::null())
        .output();
    output.unwrap()
}

/// Runs a command that must succeed: what it printed.
pub fn command(config: &Path, words: &[&str]) -> String {
    let output = run(config, words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "samband {words:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// A serving node.
pub struct Process(Child);

impl Process {
    /// Begins to serve; what it tells is added to the file `log`.
    pub fn serve(config: &Path, log: &Path) -> Self {
        let told = OpenOptions::new().create(true).append(true).open(log);
        let child = samband()
            .args(["serve", "--config"])
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(told.unwrap())
            .spawn();
        Self(child.unwrap())
    }

    /// How it ended, where it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().unwrap()
    }

    /// SIGKILL: it ends between two instructions, as in a power cut.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// SIGTERM: it finishes what it is at.
    pub async fn stop(mut self) -> ExitStatus {
        let pid = self.0.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.unwrap().success());
        let limit = Duration::from_secs(90);
        eventually("the node stops", limit, async || self.ended()).await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that was reaped before can't be killed, and need not be.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
