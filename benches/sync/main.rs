//! A thousand linked calendars of 500 events: what the first round of reading costs, what a round
//! costs in which nothing has changed, one in which ten have, and the most memory that was used. The
//! feeds are served by a process of their own, so that only the node's own work is counted.

mod feeds;

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Instant as Wall;

use samband::domain::Instant;
use samband::flows::directory;
use samband::flows::directory_file::DirectoryFile;
use samband::flows::sync::Pace;
use samband::jobs::sync;
use samband::node::{Node, Reach, assemble, os_draw};
use samband::seal::AtRest;
use samband::settings::Settings;
use samband::store::LinkRow;

const CALENDARS: usize = 1_000;

fn main() -> anyhow::Result<()> {
    if std::env::args().any(|argument| argument == "serve") {
        return feeds::serve();
    }
    // A second call would only say that it is there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (feeds, address) = start_feeds()?;
    let outcome = tokio::runtime::Runtime::new()?.block_on(rounds(&address));
    drop(feeds);
    outcome
}

/// Stopped by its process id when dropped.
struct Feeds(Child);

impl Drop for Feeds {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_feeds() -> anyhow::Result<(Feeds, String)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("serve")
        .stdout(Stdio::piped())
        .spawn()?;
    let mut address = String::new();
    if let Some(out) = child.stdout.take() {
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut address)?;
    }
    Ok((Feeds(child), address.trim().to_owned()))
}

async fn rounds(address: &str) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let node = node(folder.path(), address).await?;
    let start = node.clock.now();
    let first = round(&node, "first round", start).await?;
    let ten = |n: i64| start.plus_minutes(n * 10);
    let unchanged = round(&node, "nothing changed", ten(1)).await?;
    change_ten(address)?;
    round(&node, "ten changed", ten(2)).await?;
    println!(
        "an unchanged round costs {:.2} % of the first",
        100.0 * unchanged / first
    );
    println!("peak memory {} MB", peak_memory()? / 1_024);
    node.desk.store.close().await;
    Ok(())
}

async fn node(folder: &std::path::Path, address: &str) -> anyhow::Result<Node> {
    let key = folder.join("node.key");
    fs::write(&key, AtRest::new_key(&mut os_draw()).as_bytes())?;
    let settings = folder.join("samband.toml");
    fs::write(
        &settings,
        "[node]\nid = \"vik\"\nname = \"Vik\"\nzone = \"nav\"\n[store]\npath = \"samband.db\"\n\
         [keys]\nnode_key_file = \"node.key\"\n[web]\npublic_url = \"https://vik.test\"\n\
         [mail]\nkind = \"folder\"\nfolder = \"mails\"\nfrom = \"samband@vik.test\"\n\
         [fetch]\nallow_http = true\nallow_inside = true\n",
    )?;
    let settings = Settings::load(&settings, std::iter::empty())?;
    let node = assemble(&settings, Reach::Rows).await?;
    let mut text = "[organisation]\nname = \"Vik\"\n".to_owned();
    for number in 0..CALENDARS {
        text += &format!(
            "\n[[person]]\nkey = \"person-{number}\"\nname = \"Person {number}\"\n\
             roles = [\"adviser\"]\nhours = [\"monday-friday 08:00-16:00\"]\ncomplete = true\n\n\
             [[person.calendar]]\nkey = \"feed\"\nkind = \"ics\"\nurl = \"{address}/{number}.ics\"\n"
        );
    }
    let file = DirectoryFile::read(&text).map_err(|problems| anyhow::anyhow!("{problems}"))?;
    node.change(async |turn| directory::apply(turn, &file).await)
        .await?;
    Ok(node)
}

/// One round over all calendars. Gives its processor time in seconds.
async fn round(node: &Node, name: &str, now: Instant) -> anyhow::Result<f64> {
    let pace = Pace {
        every_minutes: 10,
        jitter_seconds: 0,
    };
    let (wall, before) = (Wall::now(), processor_seconds()?);
    let read = sync::run(&node.desk, &node.fetcher, pace, now).await?;
    let spent = processor_seconds()? - before;
    let wall = wall.elapsed().as_secs_f64();
    let mut reader = node.desk.store.reader().await?;
    let links = LinkRow::all(&mut reader).await?;
    let good = links.iter().filter(|link| link.last_good == Some(now));
    anyhow::ensure!(
        read == CALENDARS && good.count() == CALENDARS,
        "not all were read"
    );
    println!("{name:<16} {spent:>7.3} s of processor, {wall:>7.3} s in all");
    Ok(spent)
}

fn change_ten(address: &str) -> anyhow::Result<()> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address.trim_start_matches("http://"))?;
    stream.write_all(b"GET /change HTTP/1.1\r\nConnection: close\r\n\r\n")?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}

/// User and system time of this process.
fn processor_seconds() -> anyhow::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
    let (user, system) = (ticks(11), ticks(12));
    user.zip(system)
        .map(|(user, system)| (user + system) / 100.0)
        .ok_or_else(|| anyhow::anyhow!("/proc/self/stat can't be read"))
}

/// In kB.
fn peak_memory() -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(number.unwrap_or("0").parse()?)
}
