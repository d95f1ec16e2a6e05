//! Between JSON and the language's values.

use rhai::{Array, Dynamic, Map};
use serde_json::{Number, Value};

/// Deeper values are refused: nobody reads them, and the stack is not endless.
const DEPTH: usize = 64;

/// What a script gets to see. Numbers that are no `i64` become floating point.
pub fn from_json(value: Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(flag) => flag.into(),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => integer.into(),
            None => number.as_f64().unwrap_or(f64::NAN).into(),
        },
        Value::String(text) => text.into(),
        Value::Array(items) => items.into_iter().map(from_json).collect::<Array>().into(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name.into(), from_json(value)))
            .collect::<Map>()
            .into(),
    }
}

/// What a script returns; or what about it has no form in JSON.
pub fn to_json(value: Dynamic) -> Result<Value, String> {
    below(value, DEPTH)
}

fn below(value: Dynamic, depth: usize) -> Result<Value, String> {
    if depth == 0 {
        return Err(format!("it is nested deeper than {DEPTH} levels"));
    }
    let name = value.type_name();
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = value.as_bool() {
        return Ok(flag.into());
    }
    if let Ok(integer) = value.as_int() {
        return Ok(integer.into());
    }
    if let Ok(float) = value.as_float() {
        return Number::from_f64(float)
            .map(Value::Number)
            .ok_or_else(|| format!("{float} has no form in JSON"));
    }
    if value.is_string() {
        return value
            .into_string()
            .map(Value::String)
            .map_err(str::to_owned);
    }
    if let Ok(letter) = value.as_char() {
        return Ok(letter.to_string().into());
    }
    if value.is_array() {
        let items = value.into_array().map_err(str::to_owned)?;
        return items
            .into_iter()
            .map(|item| below(item, depth - 1))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array);
    }
    match value.try_cast::<Map>() {
        Some(fields) => fields
            .into_iter()
            .map(|(name, value)| Ok((name.to_string(), below(value, depth - 1)?)))
            .collect::<Result<serde_json::Map<_, _>, String>>()
            .map(Value::Object),
        None => Err(format!("a value of the type {name} has no form in JSON")),
    }
}
