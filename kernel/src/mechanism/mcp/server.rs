//! One server, from its start to its end.

use super::list::{Page, page, shown};
use super::wire::{Watch, Wire};
use super::{result, text};
use crate::domain::{Definition, Fault, FaultKind, ToolOutput};
use crate::door::process::{Life, Served};
use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ClientRequest, ClientResult,
    ErrorCode, ErrorData, Implementation, ListToolsRequest, PaginatedRequestParams,
    ServerNotification, ServerRequest,
};
use rmcp::service::{
    NotificationContext, PeerRequestOptions, RequestContext, RunningService, Service, ServiceError,
};
use rmcp::{RoleClient, serve_client};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// Pages of one list of tools.
const PAGES: usize = 64;
/// Tools that are looked at: what is more than is ever offered is only counted.
const TOOLS: usize = 20_000;
/// Reasons for tools that are left out.
const REASONS: usize = 20;
/// Of what a server said on its standard error, in a line of ours.
const SAID: usize = 300;

/// How long a server is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub start: Duration,
    pub call: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(10),
            call: Duration::from_secs(60),
        }
    }
}

/// Refuses whatever a server asks of us, but for a sign of life.
struct Deaf;

impl Service<RoleClient> for Deaf {
    async fn handle_request(
        &self,
        request: ServerRequest,
        _context: RequestContext<RoleClient>,
    ) -> Result<ClientResult, ErrorData> {
        match request {
            ServerRequest::PingRequest(_) => Ok(ClientResult::empty(())),
            _ => Err(ErrorData::new(
                ErrorCode::METHOD_NOT_FOUND,
                "openkoi answers nothing but calls of its own",
                None,
            )),
        }
    }

    async fn handle_notification(
        &self,
        _notification: ServerNotification,
        _context: NotificationContext<RoleClient>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    fn get_info(&self) -> ClientConfig {
        let us = Implementation::new("openkoi", env!("CARGO_PKG_VERSION"));
        ClientConfig::new(ClientCapabilities::default(), us)
    }
}

/// A server that runs. Dropped, it ends with all that it started.
pub struct Server {
    name: String,
    peer: RunningService<RoleClient, Deaf>,
    watch: Arc<Watch>,
    /// One call at a time; None: it has ended, or is not listened to any more.
    life: Mutex<Result<Life, String>>,
    limits: Limits,
}

impl Server {
    /// Shakes hands with a server and asks for its tools.
    pub async fn start(
        name: &str,
        served: Served,
        limits: Limits,
    ) -> Result<(Self, Vec<Definition>, Vec<String>), Fault> {
        let Served {
            input,
            output,
            mut life,
        } = served;
        let watch = Arc::new(Watch::default());
        let wire = Wire::new(output, input, Arc::clone(&watch));
        let connecting = async {
            let peer = serve_client(Deaf, wire)
                .await
                .map_err(|error| shown(&error.to_string()))?;
            let listed = list(&peer, &watch).await?;
            Ok::<_, String>((peer, listed))
        };
        let connected = tokio::select! {
            // That it has ended tells more than that nothing comes any more.
            biased;
            ended = life.ended() => Err(ended),
            connected = timeout(limits.start, connecting) => match connected {
                Ok(Ok(connected)) => Ok(connected),
                Ok(Err(why)) => Err(match timeout(LAST_WORDS, life.ended()).await {
                    Ok(ended) if watch.broken().is_none() => ended,
                    _ => why,
                }),
                Err(_) => Err(format!("it did not begin within {} s", limits.start.as_secs())),
            },
        };
        let (peer, (definitions, left_out)) =
            connected.map_err(|why| fault(name, &story(&why, &watch, &life)))?;
        let server = Self {
            name: name.to_owned(),
            peer,
            watch,
            life: Mutex::new(Ok(life)),
            limits,
        };
        Ok((server, definitions, left_out))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its tools as they are now, if it said since the last call that they are not what they were.
    pub(super) async fn changed(&self) -> Option<Result<Vec<Definition>, Fault>> {
        if !self.watch.has_changed() {
            return None;
        }
        let listed = self.within(self.limits.start, list(&self.peer, &self.watch));
        Some(listed.await.map(|(definitions, _)| definitions))
    }

    pub(super) async fn call(&self, tool: &str, arguments: &Value) -> Result<ToolOutput, Fault> {
        let mut parameters = CallToolRequestParams::new(tool.to_owned());
        if let Value::Object(arguments) = arguments {
            parameters = parameters.with_arguments(arguments.clone());
        }
        let called = async {
            let answer = self.peer.call_tool_once(parameters).await;
            answer.map_err(|error| refusal(&error))
        };
        self.within(self.limits.call, called)
            .await
            .map(result::output)
    }

    /// Waits for an answer for as long as the server lives, and no longer than this.
    async fn within<T>(
        &self,
        time: Duration,
        answer: impl Future<Output = Result<T, String>>,
    ) -> Result<T, Fault> {
        let mut slot = self.life.lock().await;
        let life = match slot.as_mut() {
            Ok(life) => life,
            Err(why) => return Err(fault(&self.name, why)),
        };
        self.watch.begin();
        let (why, is_over) = tokio::select! {
            biased;
            answer = timeout(time, answer) => match answer {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(why)) => match timeout(LAST_WORDS, life.ended()).await {
                    _ if self.watch.broken().is_some() => (why, true),
                    Ok(ended) => (ended, true),
                    Err(_) => (why, self.peer.is_transport_closed()),
                },
                Err(_) => (format!("no answer within {} s", time.as_secs()), false),
            },
            ended = life.ended() => (ended, true),
        };
        let why = story(&why, &self.watch, life);
        if is_over {
            // With it goes all that it started.
            *slot = Err(why.clone());
        }
        Err(fault(&self.name, &why))
    }
}

/// How long it may take until the end of a server is known that does not answer any more.
const LAST_WORDS: Duration = Duration::from_millis(200);

type Peer = RunningService<RoleClient, Deaf>;

/// All pages of the list of tools.
async fn list(peer: &Peer, watch: &Watch) -> Result<(Vec<Definition>, Vec<String>), String> {
    let (mut definitions, mut left_out) = (Vec::new(), Vec::new());
    let mut cursor = None;
    for _ in 0..PAGES {
        watch.begin();
        let Page {
            definitions: more,
            unreadable,
            next,
        } = one_page(peer, cursor).await?;
        definitions.extend(more);
        left_out.extend(unreadable);
        cursor = next;
        if cursor.is_none() || definitions.len() > TOOLS {
            break;
        }
    }
    let more = left_out.len().saturating_sub(REASONS);
    left_out.truncate(REASONS);
    if more > 0 {
        left_out.push(format!("{more} more tools that can't be read"));
    }
    Ok((definitions, left_out))
}

async fn one_page(peer: &Peer, cursor: Option<String>) -> Result<Page, String> {
    let parameters =
        cursor.map(|cursor| PaginatedRequestParams::default().with_cursor(Some(cursor)));
    let mut request = ListToolsRequest::default();
    request.params = parameters;
    let request = ClientRequest::ListToolsRequest(request);
    let sent = peer
        .send_request_with_option(request, PeerRequestOptions::no_options())
        .await;
    let handle = sent.map_err(|error| refusal(&error))?;
    let answer = handle
        .await_response()
        .await
        .map_err(|error| refusal(&error))?;
    let answer = serde_json::to_value(answer).map_err(|error| error.to_string())?;
    page(&answer)
}

/// Why there is no answer, in a line.
fn refusal(error: &ServiceError) -> String {
    match error {
        ServiceError::McpError(error) => format!("it says: {}", shown(&error.message)),
        ServiceError::TransportClosed => "it closed the connection".to_owned(),
        other => shown(&other.to_string()),
    }
}

/// What went wrong: what we saw before what it says of itself.
fn story(why: &str, watch: &Watch, life: &Life) -> String {
    let why = watch.broken().unwrap_or_else(|| why.to_owned());
    let said = text::visible(&life.said());
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    match last {
        Some(last) => format!("{why}; it said: {}", text::bounded(last.trim(), SAID)),
        None => why,
    }
}

fn fault(name: &str, why: &str) -> Fault {
    Fault::new(format!("MCP server {name}"), FaultKind::Unavailable, why)
}
