//! The language as scripts meet it.

use crate::host::{Host, register};
use crate::value::{from_json, to_json};
use openkoi_sdk::interpreter::{Failure, FailureKind};
use rhai::{AST, Dynamic, Engine, EvalAltResult, OptimizationLevel, Scope};
use serde_json::Value;

/// Bytes of a script.
const SOURCE: usize = 1 << 20;

/// Calls within calls: what the stack of a component holds with room to spare.
const CALLS: usize = 24;

/// How deep expressions may be nested, at the top and in functions.
const EXPRESSIONS: (usize, usize) = (48, 32);

/// A string's bytes, a list's and a map's entries. One value alone can't take all memory; many together meet the
/// component's own limit.
const STRING: usize = 8 << 20;
const LIST: usize = 200_000;

/// Reads the script and calls one of its functions.
pub fn call<H: Host + Clone + 'static>(
    host: &H,
    source: &str,
    function: &str,
    arguments: &[String],
) -> Result<String, Failure> {
    let arguments = arguments
        .iter()
        .map(|text| serde_json::from_str::<Value>(text).map(from_json))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Failure::invalid(format!("an argument is not JSON: {error}")))?;
    let engine = engine(host);
    let script = compile(&engine, source)?;
    if !has(&script, function, arguments.len()) {
        return Err(Failure::invalid(missing(
            &script,
            function,
            arguments.len(),
        )));
    }
    let returned = engine
        .call_fn::<Dynamic>(&mut Scope::new(), &script, function, arguments)
        .map_err(|error| failure(function, *error))?;
    let value = to_json(returned).map_err(|why| {
        Failure::invalid(format!("`{function}` returned what can't be told: {why}"))
    })?;
    Ok(value.to_string())
}

fn engine<H: Host + Clone + 'static>(host: &H) -> Engine {
    let mut engine = Engine::new();
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_call_levels(CALLS);
    engine.set_max_expr_depths(EXPRESSIONS.0, EXPRESSIONS.1);
    engine.set_max_string_size(STRING);
    engine.set_max_array_size(LIST);
    engine.set_max_map_size(LIST);
    engine.set_max_variables(1_000);
    engine.set_max_functions(1_000);
    engine.disable_symbol("eval");
    register(&mut engine, host);
    engine
}

fn compile(engine: &Engine, source: &str) -> Result<AST, Failure> {
    if source.len() > SOURCE {
        return Err(Failure::invalid("the script is longer than 1 MiB"));
    }
    engine
        .compile(source)
        .map_err(|error| Failure::invalid(format!("the script can't be read: {error}")))
}

fn has(script: &AST, function: &str, count: usize) -> bool {
    script
        .iter_functions()
        .any(|found| found.name == function && found.params.len() == count)
}

fn missing(script: &AST, function: &str, count: usize) -> String {
    let found: Vec<_> = script
        .iter_functions()
        .map(|found| format!("{}({})", found.name, found.params.join(", ")))
        .collect();
    let found = if found.is_empty() {
        "none".to_owned()
    } else {
        found.join(", ")
    };
    format!("the script has no function `{function}` with {count} parameters; it has {found}")
}

/// What a script threw of its own, or what a host function threw, keeps its kind.
fn failure(function: &str, error: EvalAltResult) -> Failure {
    let position = error.position();
    let thrown = match error.unwrap_inner() {
        EvalAltResult::ErrorRuntime(thrown, _) => thrown.clone(),
        _ => Dynamic::UNIT,
    };
    let thrown = to_json(thrown).unwrap_or(Value::Null);
    let kind = match thrown["kind"].as_str() {
        Some("refused") => FailureKind::Refused,
        Some("unavailable") => FailureKind::Unavailable,
        Some("auth") => FailureKind::Auth,
        _ => FailureKind::Invalid,
    };
    let why = thrown["message"]
        .as_str()
        .map_or_else(|| error.to_string(), str::to_owned);
    let place = position
        .line()
        .map_or_else(String::new, |line| format!(", line {line}"));
    Failure::of(kind, format!("`{function}` failed{place}: {why}"))
}
