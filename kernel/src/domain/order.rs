//! A task as somebody hands it in who does not wait for it.

use serde::{Deserialize, Serialize};

/// What is to be done, and where. What is not said is as the config has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub description: String,
    /// The directory that the task works in.
    pub workspace: String,
    /// Deliberate first.
    #[serde(default)]
    pub think: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What the work is judged as; it delegates nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_iterations: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_threshold: Option<f64>,
}

/// An order as the journal keeps it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Submitted {
    pub order: Order,
    /// blake3 of the order as it was handed in, hexadecimal: whether the journal still holds all of it, credentials
    /// included, and whether another order under the same key is the same.
    pub print: String,
    /// blake3 of the key under which it counts once, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Order {
    /// The same for equal orders, and for no others.
    pub fn print(&self) -> String {
        // Struct to text can't fail; were it to, the empty text matches nothing that was stored.
        let text = serde_json::to_string(self).unwrap_or_default();
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}

impl Submitted {
    pub fn new(order: Order, key: Option<&str>) -> Self {
        Self {
            print: order.print(),
            key: key.map(|key| blake3::hash(key.as_bytes()).to_hex().to_string()),
            order,
        }
    }

    /// Whether nothing was struck out of it since.
    pub fn is_whole(&self) -> bool {
        self.print == self.order.print()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(description: &str) -> Order {
        Order {
            description: description.to_owned(),
            workspace: "/w".to_owned(),
            quality_threshold: Some(0.1 + 0.2),
            ..Order::default()
        }
    }

    #[test]
    fn what_was_struck_out_of_an_order_is_missed() {
        let kept = Submitted::new(order("deploy with key-1234"), Some("k"));
        let json = serde_json::to_string(&kept).expect("it is JSON");
        let read: Submitted = serde_json::from_str(&json).expect("it reads back");
        assert_eq!(read, kept);
        assert!(read.is_whole());
        let struck: Submitted =
            serde_json::from_str(&json.replace("key-1234", "•••")).expect("it is still JSON");
        assert!(!struck.is_whole());
    }

    #[test]
    fn equal_orders_have_one_print_and_others_have_another() {
        assert_eq!(order("a").print(), order("a").print());
        assert_ne!(order("a").print(), order("b").print());
        let thinking = Order {
            think: true,
            ..order("a")
        };
        assert_ne!(order("a").print(), thinking.print());
    }
}
