//! A task as a client hands it in.

use super::Api;
use super::problem::Problem;
use crate::kernel::Order;
use crate::mind::CATEGORIES;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest body, in bytes.
const LONGEST: usize = 1 << 20;
/// Of a longer one so much is still listened to.
const BEARABLE: usize = 16 << 20;
/// How long a client may take to send it.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest key under which an order counts once.
const KEY: usize = 255;

/// The body of `POST /api/v1/tasks`. Nothing in it names a program, a config or a right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Submission {
    description: String,
    category: Option<String>,
    max_iterations: Option<Whole>,
    quality_threshold: Option<f64>,
    model: Option<String>,
    cwd: Option<PathBuf>,
    workspace: Option<PathBuf>,
    think: Option<bool>,
}

/// A number from 0 to 255, which JSON also writes as 3.0.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
struct Whole(u8);

impl TryFrom<f64> for Whole {
    type Error = &'static str;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        let is_one = number.fract() == 0.0 && (0.0..=255.0).contains(&number);
        // Just looked at: nothing is cut off.
        is_one
            .then_some(Self(number as u8))
            .ok_or("max_iterations is a whole number from 0 to 255")
    }
}

/// Reads and checks it. A body has to be JSON and to say so.
pub(super) async fn order(api: &Api, headers: &HeaderMap, body: Body) -> Result<Order, Problem> {
    is_json(headers)?;
    let whole = tokio::time::timeout(PATIENCE, whole(body));
    let bytes = whole.await.map_err(|_late| {
        let detail = "The body did not come in time";
        Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", detail)
    })??;
    checked(api, read(&bytes)?)
}

/// All bytes. Of a body that is too long the rest is taken and thrown away, as far as that is bearable: a client that is
/// still writing would not hear the answer.
async fn whole(body: Body) -> Result<Vec<u8>, Problem> {
    let (mut bytes, mut count) = (Vec::new(), 0_usize);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| malformed(format!("The body can't be read: {error}")))?;
        count = count.saturating_add(piece.len());
        if count <= LONGEST {
            bytes.extend_from_slice(&piece);
        } else if count > BEARABLE {
            break;
        }
    }
    if count <= LONGEST {
        return Ok(bytes);
    }
    let detail = format!("The body is longer than {LONGEST} bytes");
    Err(Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        detail,
    ))
}

/// A list with the values in the order of the fields would be read as well; only an object is a task.
fn read(bytes: &[u8]) -> Result<Submission, Problem> {
    let invalid = |error: &dyn std::fmt::Display| {
        let detail = format!("The body is not a task: {error}");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
    };
    let no_json = |error: serde_json::Error| malformed(format!("The body is not JSON: {error}"));
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') {
        serde_json::from_slice::<IgnoredAny>(bytes).map_err(no_json)?;
        return Err(invalid(&"it is no object"));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            invalid(&error)
        } else {
            no_json(error)
        }
    })
}

fn malformed(detail: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
}

fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let said = headers
        .get(header::CONTENT_TYPE)
        .and_then(|it| it.to_str().ok());
    let kind = said
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    let is_plain = headers
        .get(header::CONTENT_ENCODING)
        .is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if kind.trim().eq_ignore_ascii_case("application/json") && is_plain {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "content-type",
        "The body has to be application/json, not compressed",
    ))
}

fn checked(api: &Api, submission: Submission) -> Result<Order, Problem> {
    if submission.description.chars().all(is_blank) {
        let detail = "Task description cannot be empty";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "empty", detail));
    }
    let invalid =
        |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail);
    if let Some(threshold) = submission.quality_threshold
        && !(0.0..=1.0).contains(&threshold)
    {
        return Err(invalid("quality_threshold is a number from 0 to 1".into()));
    }
    if let Some(category) = &submission.category
        && !CATEGORIES.contains(&category.as_str())
    {
        let known = CATEGORIES.join(", ");
        return Err(invalid(format!("category is one of {known}")));
    }
    if let Some(model) = &submission.model
        && (model.is_empty() || model.chars().any(is_blank))
    {
        return Err(invalid("model is written as provider/model".into()));
    }
    let named = match (&submission.cwd, &submission.workspace) {
        (Some(_), Some(_)) => {
            return Err(invalid("cwd and workspace mean the same; name one".into()));
        }
        (one, other) => one.as_ref().or(other.as_ref()),
    };
    Ok(Order {
        workspace: workspace(api, named.map(PathBuf::as_path))?,
        description: submission.description,
        think: submission.think.unwrap_or(false),
        model: submission.model,
        category: submission.category,
        max_iterations: submission.max_iterations.map(|Whole(count)| count.into()),
        quality_threshold: submission.quality_threshold,
    })
}

/// Nobody sees it.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control() || character == '\u{feff}'
}

/// The directory in which the daemon was started, or one that the user listed; of any other nothing is told, not even
/// whether there is one.
fn workspace(api: &Api, named: Option<&Path>) -> Result<String, Problem> {
    let home = api.directory.display().to_string();
    let Some(named) = named else {
        return Ok(home);
    };
    let listed = api.queue.config().map(|config| config.api.workspaces);
    let mut allowed = vec![api.directory.clone()];
    allowed.extend(
        listed
            .unwrap_or_default()
            .iter()
            .filter_map(|place| Path::new(place).canonicalize().ok()),
    );
    let meant = named
        .is_absolute()
        .then(|| named.canonicalize().ok())
        .flatten();
    match meant.filter(|meant| allowed.contains(meant)) {
        Some(meant) => Ok(meant.display().to_string()),
        None => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "workspace",
            "Tasks work in the directory in which the daemon was started, or in one of api.workspaces in its config",
        )),
    }
}

/// The key under which an order counts once.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut said = headers.get_all("idempotency-key").iter();
    let (Some(key), second) = (said.next(), said.next()) else {
        return Ok(None);
    };
    let text = key.to_str().ok().filter(|key| {
        second.is_none()
            && !key.is_empty()
            && key.len() <= KEY
            && key.bytes().all(|byte| byte.is_ascii_graphic())
    });
    match text {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "idempotency-key",
            format!("Idempotency-Key is one visible text of at most {KEY} characters"),
        )),
    }
}
