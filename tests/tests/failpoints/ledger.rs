//! The far side of an effect: a server that counts what it is told, and knows a repetition by its key.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

#[derive(Default)]
struct Shared {
    /// How often each path was asked for.
    told: Mutex<BTreeMap<String, usize>>,
    is_closing: AtomicBool,
}

pub(crate) struct Ledger {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

impl Ledger {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.is_closing.load(Ordering::SeqCst) {
                    break;
                }
                let serving = Arc::clone(&serving);
                thread::spawn(move || serving.note(stream));
            }
        });
        Self { address, shared }
    }

    /// How many different things were told below this path, and how often in all.
    pub(crate) fn told(&self, below: &str) -> (usize, usize) {
        let told = self.shared.lock();
        let below = told.iter().filter(|(path, _)| path.starts_with(below));
        below.fold((0, 0), |(kinds, all), (_, times)| (kinds + 1, all + times))
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.shared.is_closing.store(true, Ordering::SeqCst);
        // Only wakes the listener; if that fails, it has ended already.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn note(&self, mut stream: TcpStream) {
        let mut request = Vec::new();
        let mut buffer = [0; 1024];
        while !request.windows(4).any(|four| four == b"\r\n\r\n") {
            match stream.read(&mut buffer) {
                Ok(count @ 1..) => request.extend_from_slice(&buffer[..count]),
                Ok(0) | Err(_) => return,
            }
        }
        let text = String::from_utf8_lossy(&request).into_owned();
        let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
        *self.lock().entry(path).or_default() += 1;
        // Who asked may be gone by now.
        drop(
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"),
        );
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
