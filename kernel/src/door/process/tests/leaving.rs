//! Who leaves is ended too.

use super::bench;

#[tokio::test]
async fn who_leaves_the_group_and_the_session_ends_too() {
    let bench = bench();
    let outcome = bench
        .run("setsid sh -c '(sleep 6; touch late) &' >/dev/null 2>&1 </dev/null; echo ok")
        .await;
    assert_eq!(outcome.stdout, b"ok\n");
    // Longer than it would take on a machine that has much else to do.
    tokio::time::sleep(std::time::Duration::from_secs(7)).await;
    assert!(bench.never_appears("late").await);
}
