//! A folder is exchanged for a link that leads out, and back, as fast as it goes, while files in it are read, written and
//! taken back: nothing outside is ever read or written.

use openkoi::domain::Image;
use openkoi::door::files::{Access, LocalFiles, Root};
use openkoi::door::workspace::{Exchange, Restorer};
use openkoi::port::Files;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const RACES: u32 = 50_000;
const SECRET: &str = "what nobody may see";

#[derive(Debug, Default)]
struct Figures {
    races: u32,
    swaps: u64,
    /// What came through, and what met a link.
    done: u32,
    refused: u32,
    outside: u32,
}

#[tokio::test]
async fn no_race_leads_out_of_the_workspace() {
    race(RACES, "S6").await;
}

#[tokio::test]
#[ignore = "nightly: a million races, about five minutes"]
async fn nightly_no_race_of_a_million_leads_out_of_the_workspace() {
    race(1_000_000, "S6 nightly").await;
}

#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
async fn race(races: u32, name: &str) {
    let memory = Path::new("/dev/shm");
    let home = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let home = home.expect("a temporary directory");
    let (work, outside) = (home.path().join("work"), home.path().join("outside"));
    for folder in [&work, &outside, &home.path().join("data"), &work.join("d")] {
        fs::create_dir(folder).expect("a folder");
    }
    fs::write(outside.join("f"), SECRET).expect("a secret");
    fs::write(work.join("d/f"), "inside").expect("a file");
    symlink(&outside, work.join("l")).expect("a link");
    let (stop, swaps) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let swapper = std::thread::spawn({
        let (stop, swaps, work) = (Arc::clone(&stop), Arc::clone(&swaps), work.clone());
        move || {
            while !stop.load(Ordering::Relaxed) {
                let swapped = renameat_with(
                    CWD,
                    work.join("d"),
                    CWD,
                    work.join("l"),
                    RenameFlags::EXCHANGE,
                );
                swapped.expect("both are there");
                swaps.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let files = LocalFiles::new(vec![Root {
        name: "workspace:".into(),
        dir: work.clone(),
        access: Access::Write,
    }]);
    let restorer = Restorer::new(work, &home.path().join("data"));
    let mut figures = Figures::default();
    for number in 0..races {
        figures.races += 1;
        let is_done = step(number, &files, &restorer, &mut figures).await;
        figures.done += u32::from(is_done);
        figures.refused += u32::from(!is_done);
        if number % 64 == 0 {
            figures.outside += u32::from(is_touched(&outside));
        }
    }
    stop.store(true, Ordering::Relaxed);
    swapper.join().expect("it swapped");
    figures.outside += u32::from(is_touched(&outside));
    figures.swaps = swaps.load(Ordering::Relaxed);
    println!("{name}: {figures:?}");
    assert_eq!(figures.outside, 0, "{figures:?}");
    // A race that one side always wins is none.
    assert!(
        figures.done > 0 && figures.refused > 0 && figures.swaps > 0,
        "{figures:?}"
    );
}

fn is_touched(outside: &Path) -> bool {
    let names = fs::read_dir(outside).expect("a folder").count();
    names != 1 || fs::read_to_string(outside.join("f")).ok().as_deref() != Some(SECRET)
}

/// Reads, writes, makes, moves, deletes or takes back; whether it came through.
async fn step(number: u32, files: &LocalFiles, restorer: &Restorer, figures: &mut Figures) -> bool {
    match number % 6 {
        0 => match files.read("workspace:d/f").await {
            Ok(content) => {
                figures.outside += u32::from(content == SECRET.as_bytes());
                true
            }
            Err(_) => false,
        },
        1 => files.write("workspace:d/f", b"inside").await.is_ok(),
        2 => files.write("workspace:d/new/g", b"inside").await.is_ok(),
        3 => files
            .rename("workspace:d/new/g", "workspace:d/h")
            .await
            .is_ok(),
        4 => files.delete("workspace:d/h").await.is_ok(),
        _ => {
            let image = |content: &str, mode| Image {
                hash: Some(blake3::hash(content.as_bytes()).to_hex().to_string()),
                size: content.len() as u64,
                mode,
                is_link: false,
                is_directory: false,
            };
            // One that is to go, whether it is the file inside or, through the link, the secret: only the first may.
            let is_secret = number % 12 == 5;
            let from = image(if is_secret { SECRET } else { "inside" }, 0o644);
            let exchange = Exchange {
                path: "d/f",
                from: Some(&from),
                to: None,
            };
            restorer.restore(&[exchange])[0].is_ok()
        }
    }
}
