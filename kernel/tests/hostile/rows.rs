//! Who comes, and what becomes of them.

use super::guest::{Kind, built};
use super::workshop;
use openkoi::domain::FaultKind;

use Kind::{
    Agency as AGENCY, Dialect as DIALECT, Evaluator as EVALUATOR, Integration as INTEGRATION,
    Local as LOCAL, Tool as TOOL,
};

/// Stopped while it is loaded, or while it is called, or left alone. The words are what the message says.
pub(crate) enum Fate {
    Refused(Why, &'static str),
    Stopped(Why, &'static str),
    Harmless,
}

/// The kind of the fault.
pub(crate) enum Why {
    Trap,
    Deadline,
    Limit(&'static str),
    Contract,
    Ungranted,
}

pub(crate) use Fate::{Harmless, Refused, Stopped};
pub(crate) use Why::{Contract, Deadline, Limit, Trap, Ungranted};

impl Fate {
    /// It ends because its time is up.
    pub(crate) fn is_late(&self) -> bool {
        matches!(self, Refused(Deadline, _) | Stopped(Deadline, _))
    }
}

impl Why {
    pub(crate) fn kind(&self) -> FaultKind {
        match self {
            Trap => FaultKind::Trap,
            Deadline => FaultKind::Deadline,
            Limit(what) => FaultKind::Limit((*what).to_owned()),
            Contract => FaultKind::Contract,
            Ungranted => FaultKind::Refused,
        }
    }
}

/// The files of this folder.
#[rustfmt::skip]
pub(crate) const BEHAVIOURS: &[(Kind, &str, Fate)] = &[
    (AGENCY, "loop_in_export", Stopped(Deadline, "600ms")),
    (AGENCY, "loop_in_start", Refused(Deadline, "600ms")),
    (AGENCY, "loop_in_realloc", Stopped(Deadline, "600ms")),
    (AGENCY, "loop_in_post_return", Stopped(Deadline, "600ms")),
    (AGENCY, "trap_in_start", Refused(Trap, "unreachable")),
    (AGENCY, "trap_in_post_return", Stopped(Trap, "unreachable")),
    (AGENCY, "memory_in_one_go", Stopped(Limit("memory"), "memory")),
    (AGENCY, "memory_in_many_steps", Stopped(Limit("memory"), "memory")),
    (AGENCY, "memory_from_the_start", Refused(Limit("memory"), "memory")),
    (AGENCY, "memories_many", Refused(Limit("memories"), "memories")),
    (AGENCY, "table_in_one_go", Stopped(Limit("table"), "table")),
    (AGENCY, "table_from_the_start", Refused(Limit("table"), "table")),
    (AGENCY, "tables_many", Refused(Limit("table"), "table")),
    (AGENCY, "tables_over_count", Refused(Limit("tables"), "tables")),
    (AGENCY, "recursion", Stopped(Limit("stack"), "stack")),
    (AGENCY, "recursion_of_two", Stopped(Limit("stack"), "stack")),
    (AGENCY, "recursion_in_realloc", Stopped(Limit("stack"), "stack")),
    (AGENCY, "recursion_in_start", Refused(Limit("stack"), "stack")),
    (AGENCY, "list_of_a_gibibyte", Stopped(Trap, "out of bounds")),
    (AGENCY, "list_that_repeats_one_text", Stopped(Limit("output"), "output")),
    (AGENCY, "list_at_a_bad_address", Stopped(Trap, "out of bounds")),
    (AGENCY, "list_out_of_line", Stopped(Trap, "aligned")),
    (AGENCY, "answer_at_a_bad_address", Stopped(Trap, "out of bounds")),
    (AGENCY, "answer_out_of_line", Stopped(Trap, "aligned")),
    (AGENCY, "text_at_a_bad_address", Stopped(Trap, "out of bounds")),
    (AGENCY, "text_not_utf8", Stopped(Trap, "utf-8")),
    (AGENCY, "text_with_a_surrogate", Stopped(Trap, "utf-8")),
    (AGENCY, "case_that_is_none", Stopped(Trap, "discriminant")),
    (AGENCY, "result_that_is_none", Stopped(Trap, "discriminant")),
    (AGENCY, "realloc_to_nowhere", Stopped(Trap, "realloc")),
    (AGENCY, "realloc_out_of_line", Stopped(Trap, "realloc")),
    (AGENCY, "trap", Stopped(Trap, "unreachable")),
    (AGENCY, "division_by_zero", Stopped(Trap, "divide by zero")),
    (AGENCY, "division_too_large", Stopped(Trap, "overflow")),
    (AGENCY, "number_too_large", Stopped(Trap, "overflow")),
    (AGENCY, "load_outside", Stopped(Trap, "out of bounds")),
    (AGENCY, "store_just_behind", Stopped(Trap, "out of bounds")),
    (AGENCY, "call_of_nothing", Stopped(Trap, "uninitialized")),
    (AGENCY, "host_calls", Stopped(Limit("host calls"), "host calls")),
    (AGENCY, "log_lines", Harmless),
    (AGENCY, "log_line", Stopped(Limit("output"), "output")),
    (AGENCY, "log_level_that_is_none", Stopped(Trap, "discriminant")),
    (AGENCY, "log_from_nowhere", Stopped(Trap, "out of bounds")),
    (AGENCY, "log_of_escapes", Harmless),
    (AGENCY, "probability_not_a_number", Stopped(Contract, "garbled")),
    (AGENCY, "probability_of_two", Stopped(Contract, "garbled")),
    (AGENCY, "probability_below_zero", Stopped(Contract, "garbled")),
    (AGENCY, "questions_none", Stopped(Contract, "garbled")),
    (AGENCY, "questions_nine", Stopped(Contract, "9 questions")),
    (AGENCY, "conditions_none", Stopped(Contract, "garbled")),
    (EVALUATOR, "loop_in_judge", Stopped(Deadline, "600ms")),
    (EVALUATOR, "trap_in_judge", Stopped(Trap, "unreachable")),
    (EVALUATOR, "case_that_is_none", Stopped(Trap, "discriminant")),
    (EVALUATOR, "score_of_two", Stopped(Contract, "a score is 2, not 0 to 1")),
    (EVALUATOR, "score_not_a_number", Stopped(Contract, "a score is NaN")),
    (EVALUATOR, "weight_of_nothing", Stopped(Contract, "the weight of a score is 0")),
    (EVALUATOR, "weight_without_an_end", Stopped(Contract, "the weight of a score is inf")),
    (EVALUATOR, "scores_too_many", Stopped(Contract, "10001 scores, where 10000 are allowed")),
    (EVALUATOR, "failures_too_many", Stopped(Contract, "1001 failures of one measurement")),
    (EVALUATOR, "questions_none", Stopped(Contract, "it asks, and no questions")),
    (EVALUATOR, "questions_seventeen", Stopped(Contract, "17 questions, where 16 are allowed")),
    (INTEGRATION, "describes_nothing", Refused(Contract, "declares `work`")),
    (INTEGRATION, "describes_more", Refused(Contract, "`evil`")),
    (INTEGRATION, "describes_another_name", Refused(Contract, "`evil`")),
    (INTEGRATION, "describes_a_bad_schema", Refused(Contract, "not a JSON object")),
    (INTEGRATION, "describes_a_stronger_effect", Refused(Contract, "with the effect irreversible, and its manifest says effect = \"read\"")),
    (INTEGRATION, "action_answers_no_json", Stopped(Contract, "the answer of an action is not JSON")),
    (INTEGRATION, "action_answers_too_much", Stopped(Limit("output"), "output")),
    (INTEGRATION, "loop_in_poll", Stopped(Deadline, "600ms")),
    (INTEGRATION, "cursor_just_so", Harmless),
    (INTEGRATION, "cursor_too_large", Stopped(Contract, "65537 bytes of a cursor, where 65536 are allowed")),
    (INTEGRATION, "happenings_a_thousand", Harmless),
    (INTEGRATION, "happenings_too_many", Stopped(Contract, "1001 happenings, where 1000 are allowed")),
    (INTEGRATION, "happenings_too_many_at_once", Stopped(Contract, "1001 happenings, where 1000 are allowed")),
    (INTEGRATION, "happenings_too_large", Stopped(Limit("output"), "output")),
    (INTEGRATION, "reply_too_large", Stopped(Limit("output"), "output")),
    (INTEGRATION, "trap_in_receive", Stopped(Trap, "unreachable")),
    (TOOL, "describes_nothing", Refused(Contract, "declares `work`")),
    (TOOL, "describes_more", Refused(Contract, "`evil`")),
    (TOOL, "describes_another_name", Refused(Contract, "`evil`")),
    (TOOL, "describes_a_bad_name", Refused(Contract, "no name for a tool")),
    (TOOL, "describes_a_bad_schema", Refused(Contract, "not a JSON object")),
    (TOOL, "describes_a_stronger_effect", Refused(Contract, "with the effect irreversible, and its manifest says effect = \"read\"")),
    (TOOL, "describes_forever", Refused(Deadline, "600ms")),
    (TOOL, "answer_too_large", Stopped(Limit("output"), "output")),
    (TOOL, "data_not_an_object", Stopped(Contract, "not a JSON object")),
    (TOOL, "bool_of_seven", Harmless),
    (TOOL, "http", Refused(Ungranted, "[[network]] host")),
    (LOCAL, "event_that_is_none", Stopped(Trap, "discriminant")),
    (LOCAL, "events_without_an_end", Stopped(Contract, "finish")),
    (LOCAL, "price_not_a_number", Stopped(Contract, "price")),
    (LOCAL, "models_none", Stopped(Contract, "no models")),
    (DIALECT, "state_too_large", Stopped(Contract, "state")),
    (DIALECT, "events_too_many", Stopped(Limit("output"), "output")),
];

type Built = fn() -> Vec<u8>;

/// Files that are not what they should be, all taken for agencies.
#[rustfmt::skip]
pub(crate) const FILES: &[(&str, Built, Fate)] = &[
    ("empty", Vec::new, Refused(Contract, "is empty")),
    ("noise", noise, Refused(Contract, "not a WebAssembly component")),
    ("text", || b"(component)".to_vec(), Refused(Contract, "not a WebAssembly component")),
    ("huge", || vec![0; 40 << 20], Refused(Contract, "larger than 32 MiB")),
    ("native code", native, Refused(Contract, "compiled code")),
    ("core module", || workshop::text("(module)"), Refused(Contract, "core module")),
    ("without its last byte", || cut(1), Refused(Contract, "cut off")),
    ("without its second half", || cut(3_000), Refused(Contract, "cut off")),
    ("nothing in it", || workshop::text("(component)"), Refused(Contract, "no contract of OpenKoi")),
    ("another kind", || built(TOOL, ""), Refused(Contract, "`openkoi:tool/tools@0.1.0`")),
    ("another version", || shell("", "0.2.0"), Refused(Contract, "wants the contract openkoi:agency@0.2.0; this kernel has openkoi:agency@0.1.0")),
    ("another shape", || shell("", "0.1.0"), Refused(Contract, "another shape")),
    ("imports WASI", || importing("wasi_import", "wasi:cli/environment@0.2.0"), Refused(Contract, "wasi:cli/environment@0.2.0")),
    ("imports what there is not", || importing("unknown_import", "openkoi:host/root@0.1.1"), Refused(Contract, "openkoi:host/root@0.1.1")),
    ("imports what its kind has not", || importing("foreign_import", "openkoi:host/http@0.1.0"), Refused(Contract, "which openkoi:agency@0.1.0 does not have")),
    ("a memory of 64 bits", || holding("(memory i64 1)"), Refused(Contract, "memory64")),
    ("a shared memory", || holding("(memory 1 2 shared)"), Refused(Contract, "threads")),
    ("tail calls", || holding("(func $on (return_call $on))"), Refused(Contract, "tail calls")),
    ("garbage collection", || holding("(type (struct (field i32)))"), Refused(Contract, "gc")),
    ("exceptions", || holding("(tag)"), Refused(Contract, "exceptions")),
    ("instances of instances", || workshop::multiplied(10, 10), Refused(Contract, "more than 1000 instances")),
    ("two of two of two", || workshop::multiplied(60, 2), Refused(Contract, "more than 1000 instances")),
    ("components as values", || workshop::text(r#"(component (import "given" (component)))"#), Refused(Contract, "handed around")),
    ("too deep", || workshop::nested(40), Refused(Contract, "nested deeper")),
    ("many instances", many_instances, Refused(Limit("instances"), "instances")),
];

fn noise() -> Vec<u8> {
    (0..4096_u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect()
}

fn native() -> Vec<u8> {
    openkoi_engine::precompile(&built(AGENCY, "")).expect("a good component compiles")
}

fn cut(bytes: usize) -> Vec<u8> {
    let mut good = built(AGENCY, "");
    good.truncate(good.len() - bytes);
    good
}

/// An agency with an import that agencies have not.
fn importing(bad: &str, interface: &str) -> Vec<u8> {
    let packages = [
        "package wasi:cli@0.2.0; interface environment { get-arguments: func() -> list<string>; }",
        "package openkoi:host@0.1.1; interface root { run: func(line: string); }",
    ];
    let world = format!("include openkoi:agency/agency@0.1.0; import {interface};");
    workshop::component("agency", bad, &packages, &world)
}

/// What looks like an agency from outside.
fn shell(fields: &str, version: &str) -> Vec<u8> {
    workshop::exporting(fields, &format!("openkoi:agency/adviser@{version}"))
}

/// One with a second core module inside.
fn holding(fields: &str) -> Vec<u8> {
    shell(&format!("(core module $inner {fields})"), "0.1.0")
}

fn many_instances() -> Vec<u8> {
    let instances = "(core instance (instantiate $none))".repeat(300);
    shell(&format!("(core module $none) {instances}"), "0.1.0")
}
