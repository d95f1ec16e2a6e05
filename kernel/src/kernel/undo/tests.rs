//! Undo in thousands of sessions: what tools, programs and users do to a workspace in any order, ended in the middle or
//! not, and what has to be there in the end.

mod place;
mod random;
mod session;

use place::Place;
use random::Random;
use session::{Figures, Session};
use std::ops::Range;

const SESSIONS: u64 = 2_000;
const NIGHTLY: u64 = 20_000;
const SEED: u64 = 20_261_122;

#[expect(
    clippy::disallowed_methods,
    reason = "a campaign is repeated by its seed"
)]
fn number(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().expect("a number"))
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
fn every_session_goes_back_byte_by_byte_and_no_edit_of_the_users_is_overwritten() {
    let seed = number("OPENKOI_SEED", SEED);
    let sessions = number("OPENKOI_UNDO_SESSIONS", SESSIONS);
    let figures = play(seed, sessions);
    println!("R9: seed {seed}: {sessions}/{sessions} sessions exact: {figures:?}");
    // A campaign in which nothing happened would prove nothing.
    let happened = [
        figures.calls,
        figures.restored,
        figures.conflicts,
        figures.users_edits,
        figures.ended,
        figures.gone,
        figures.by_shell,
    ];
    assert!(happened.iter().all(|count| *count > 0), "{figures:?}");
}

#[test]
#[ignore = "nightly: about ten minutes"]
#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
fn nightly_every_one_of_twenty_thousand_sessions_goes_back() {
    let seed = number("OPENKOI_SEED", SEED + 1);
    let figures = play(seed, NIGHTLY);
    println!("R9 nightly: seed {seed}: {NIGHTLY}/{NIGHTLY} sessions exact: {figures:?}");
}

#[test]
fn a_mode_that_goes_back_goes_back_for_all_names_of_a_file() {
    // One of them stands in a folder that undo does not look at.
    play_those(20_261_123, 4564..4565);
}

fn play(seed: u64, sessions: u64) -> Figures {
    play_those(seed, 0..sessions)
}

fn play_those(seed: u64, numbers: Range<u64>) -> Figures {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let mut figures = Figures::default();
    for number in numbers {
        let mut random = Random::new(seed, number);
        // What is made durable on a real disk takes its time; a few sessions take it.
        let place = Place::new(number % 50 == 0);
        let told = format!("session {number} of OPENKOI_SEED={seed}");
        let mut session = Session::new(place, &mut random, told);
        runtime.block_on(session.play(&mut random, &mut figures));
    }
    figures
}
