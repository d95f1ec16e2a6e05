//! Whose turn it is.

use crate::domain::{Submitted, TaskId};
use std::collections::VecDeque;

/// Orders in the order of their arrival. In one directory one task runs at a time, and so many in all.
#[derive(Debug)]
pub(super) struct Line {
    waiting: VecDeque<(TaskId, Submitted)>,
    /// The tasks that run, and where.
    running: Vec<(TaskId, String)>,
    at_once: usize,
}

impl Line {
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            waiting: VecDeque::new(),
            running: Vec::new(),
            at_once,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Its place is by its id: by the time at which it was handed in.
    pub(super) fn push(&mut self, task: TaskId, submitted: Submitted) {
        let at = self.waiting.partition_point(|(waits, _)| *waits < task);
        self.waiting.insert(at, (task, submitted));
    }

    /// The first one that may begin now. It runs from here on.
    pub(super) fn next(&mut self) -> Option<(TaskId, Submitted)> {
        if self.running.len() >= self.at_once {
            return None;
        }
        let is_free = |place: &String| self.running.iter().all(|(_, taken)| taken != place);
        let at = self
            .waiting
            .iter()
            .position(|(_, submitted)| is_free(&submitted.order.workspace))?;
        let (task, submitted) = self.waiting.remove(at)?;
        self.running
            .push((task.clone(), submitted.order.workspace.clone()));
        Some((task, submitted))
    }

    /// It no longer runs.
    pub(super) fn end(&mut self, task: &TaskId) {
        self.running.retain(|(runs, _)| runs != task);
    }

    /// Takes out one that waits.
    pub(super) fn remove(&mut self, task: &TaskId) -> Option<Submitted> {
        let at = self.waiting.iter().position(|(waits, _)| waits == task)?;
        self.waiting.remove(at).map(|(_, submitted)| submitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Order;

    fn push(line: &mut Line, task: &str, place: &str) {
        let order = Order {
            workspace: place.to_owned(),
            ..Order::default()
        };
        line.push(TaskId(task.to_owned()), Submitted::new(order, None));
    }

    fn next(line: &mut Line) -> Option<String> {
        line.next().map(|(task, _)| task.0)
    }

    #[test]
    fn a_directory_has_one_task_at_a_time_and_others_pass_those_that_wait_for_it() {
        let mut line = Line::new(2);
        for (task, place) in [("1", "/a"), ("2", "/a"), ("3", "/b"), ("4", "/c")] {
            push(&mut line, task, place);
        }
        assert_eq!(next(&mut line).as_deref(), Some("1"));
        assert_eq!(next(&mut line).as_deref(), Some("3"), "/a is taken");
        assert_eq!(next(&mut line), None, "two run");
        line.end(&TaskId("1".into()));
        assert_eq!(next(&mut line).as_deref(), Some("2"));
        line.end(&TaskId("2".into()));
        line.end(&TaskId("3".into()));
        assert_eq!(next(&mut line).as_deref(), Some("4"));
        assert_eq!(line.len(), 0);
    }

    #[test]
    fn they_go_in_the_order_in_which_they_were_handed_in() {
        let mut line = Line::new(1);
        for task in ["2", "3", "1"] {
            push(&mut line, task, "/a");
        }
        assert!(line.remove(&TaskId("2".into())).is_some());
        assert!(line.remove(&TaskId("2".into())).is_none());
        assert_eq!(next(&mut line).as_deref(), Some("1"));
        line.end(&TaskId("1".into()));
        assert_eq!(next(&mut line).as_deref(), Some("3"));
    }
}
