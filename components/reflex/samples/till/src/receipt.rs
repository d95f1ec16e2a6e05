//! The printed receipt.

use crate::basket::Basket;
use crate::discount::discount;
use crate::money::format;

/// One line for each item, then what is to be paid.
pub fn print(basket: &Basket) -> String {
    let mut lines: Vec<String> = Vec::new();
    for item in basket.items() {
        lines.push(format!("{} x {} @ {}", item.quantity, item.name, format(item.price)));
    }
    let saved = discount(basket.total());
    if saved > 0 {
        lines.push(format!("Discount -{}", format(saved)));
    }
    lines.push(format!("To pay {}", format(to_pay(basket))));
    lines.join("\n")
}

/// Cents to pay, after the discount.
pub fn to_pay(basket: &Basket) -> u32 {
    basket.total() + discount(basket.total())
}
