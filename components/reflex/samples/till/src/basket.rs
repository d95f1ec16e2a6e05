//! What is being bought.

/// Some pieces of one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub name: String,
    /// Cents for one piece.
    pub price: u32,
    pub quantity: u32,
}

/// The items, in the order in which they were scanned.
#[derive(Clone, Debug, Default)]
pub struct Basket {
    items: Vec<Item>,
}

impl Basket {
    /// Adds pieces of an article; pieces of the same article are counted together.
    pub fn add(&mut self, name: &str, price: u32, quantity: u32) {
        let known = self.items.iter_mut().find(|item| item.name == name && item.price == price);
        match known {
            Some(item) => item.quantity += quantity,
            None => self.items.push(Item { name: name, price, quantity }),
        }
    }

    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// How many pieces there are.
    pub fn pieces(&self) -> u32 {
        self.items.iter().map(|item| item.quantity).sum()
    }

    /// Cents for everything, before any discount.
    pub fn total(&self) -> u32 {
        self.items.iter().map(|item| item.price * item.quantity).sum()
    }
}
