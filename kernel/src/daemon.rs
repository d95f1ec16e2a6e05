//! The process that runs tasks for those who don't wait for them: one for each home.

mod standing;

pub use standing::Standing;

use crate::api::Api;
use crate::config::Overrides;
use crate::failure::Failure;
use crate::kernel::{Kernel, Queue};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long what runs may take to write down how far it came.
const DRAIN: Duration = Duration::from_secs(4);
/// How long whoever is being answered may take to read it.
const FAREWELL: Duration = Duration::from_millis(500);

/// A daemon that listens and has not begun to work.
pub struct Daemon {
    pub standing: Standing,
    queue: Arc<Queue>,
    api: Arc<Api>,
    listener: TcpListener,
    ending: watch::Sender<bool>,
}

impl Daemon {
    /// Takes the home's queue, makes the token if there is none, and listens.
    pub async fn open(
        kernel: &Kernel,
        config: Option<PathBuf>,
        overrides: Overrides,
    ) -> Result<Self, Failure> {
        if !kernel.config.api.enabled {
            let remedy =
                "set it to true in the config: a daemon that nobody can reach has nothing to do";
            return Err(Failure::usage("api.enabled is false", remedy));
        }
        let queue = Queue::open(kernel, config, overrides)?;
        let listener = listen(kernel.config.api.port).await?;
        let address = listener.local_addr();
        let address = address.map_err(|error| Failure::new(error.to_string(), ""))?;
        let (ending, ended) = watch::channel(false);
        let directory = kernel.here();
        let (api_queue, port) = (Arc::clone(&queue), address.port());
        let api = Api::new(api_queue, &kernel.config, directory.clone(), port, ended)?;
        let standing = Standing {
            pid: std::process::id(),
            port,
            directory: directory.display().to_string(),
            token: api.token_place(),
        };
        standing.write(&kernel.paths)?;
        Ok(Self {
            standing,
            queue,
            api,
            listener,
            ending,
        })
    }

    /// How many tasks wait that were handed in before.
    pub fn waiting(&self) -> usize {
        self.queue.standing().1
    }

    /// Works until `stop`. True: what ran has ended too, and can be resumed.
    pub async fn run(self, stop: impl Future<Output = ()>) -> bool {
        let serving = tokio::spawn(self.api.serve(self.listener));
        let queue = Arc::clone(&self.queue);
        let has_ended = queue.run(stop, DRAIN).await;
        self.ending.send_replace(true);
        // Who reads no further is left.
        drop(tokio::time::timeout(FAREWELL, serving).await);
        Standing::remove(&self.queue.paths);
        has_ended
    }
}

async fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| {
            let remedy = "end what listens there, or name another port: api.port in the config";
            match error.kind() {
                std::io::ErrorKind::AddrInUse => Failure::new(
                    format!("port {port} on 127.0.0.1 is taken by another program"),
                    remedy,
                ),
                _ => Failure::new(format!("can't listen on 127.0.0.1:{port}: {error}"), remedy),
            }
        })
}
