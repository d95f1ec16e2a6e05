//! What a person allowed to run outside of the sandbox, for as long as that one call lasts.
//!
//! Where the sandbox is whole nobody asks for it. It travels with the call that the gate has let pass and with nothing
//! else: a program that anybody starts in another way is refused.

use std::future::Future;

tokio::task_local! {
    static ALLOWED: ();
}

/// Does `work`, whose programs may run outside of the sandbox if `is_allowed`.
pub async fn outside<Work: Future>(is_allowed: bool, work: Work) -> Work::Output {
    if is_allowed {
        ALLOWED.scope((), work).await
    } else {
        work.await
    }
}

/// Whether what is done here belongs to a call that was allowed so.
pub fn is_outside() -> bool {
    ALLOWED.try_with(|()| ()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_holds_for_the_call_and_for_nothing_beside_it() {
        assert!(!is_outside());
        let (allowed, beside) = tokio::join!(outside(true, async { is_outside() }), async {
            is_outside()
        });
        assert!(allowed && !beside && !is_outside());
        assert!(!outside(false, async { is_outside() }).await);
    }
}
