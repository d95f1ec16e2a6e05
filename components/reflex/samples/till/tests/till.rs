//! How the till behaves.

use till::{Basket, discount, money, receipt};

fn breakfast() -> Basket {
    let mut basket = Basket::default();
    basket.add("roll", 60, 4);
    basket.add("coffee", 290, 1);
    basket
}

fn feast() -> Basket {
    let mut basket = Basket::default();
    basket.add("salmon", 2_500, 2);
    basket.add("cake", 1_500, 1);
    basket
}

#[test]
fn an_empty_basket_costs_nothing() {
    assert_eq!(Basket::default().total(), 0);
}

#[test]
fn the_total_counts_every_piece() {
    assert_eq!(breakfast().total(), 530);
}

#[test]
fn pieces_of_one_article_are_counted_together() {
    let mut basket = breakfast();
    basket.add("roll", 60, 2);
    assert_eq!(basket.items().len(), 2);
    assert_eq!(basket.pieces(), 7);
}

#[test]
fn the_same_article_at_another_price_is_another_item() {
    let mut basket = breakfast();
    basket.add("roll", 50, 1);
    assert_eq!(basket.items().len(), 3);
}

#[test]
fn cents_have_two_digits() {
    assert_eq!(money::format(1_205), "12.05");
}

#[test]
fn less_than_a_whole_has_a_zero_before_the_point() {
    assert_eq!(money::format(7), "0.07");
}

#[test]
fn an_amount_is_read_back_as_it_was_written() {
    for cents in [0, 9, 100, 12_345] {
        assert_eq!(money::parse(&money::format(cents)), Some(cents));
    }
}

#[test]
fn what_is_no_amount_is_none() {
    for text in ["", "12", "1.2", "1.234", "a.bc", "-1.00"] {
        assert_eq!(money::parse(text), None, "{text}");
    }
}

#[test]
fn a_small_purchase_has_no_discount() {
    assert_eq!(discount::discount(4_999), 0);
}

#[test]
fn a_large_purchase_saves_a_tenth() {
    assert_eq!(discount::discount(6_500), 650);
}

#[test]
fn the_discount_begins_at_the_threshold() {
    assert!(discount::qualifies(discount::THRESHOLD));
}

#[test]
fn what_is_to_be_paid_is_the_total_less_the_discount() {
    assert_eq!(receipt::to_pay(&feast()), 5_850);
}

#[test]
fn a_receipt_lists_every_item() {
    let expected = "4 x roll @ 0.60\n1 x coffee @ 2.90\nTo pay 5.30";
    assert_eq!(receipt::print(&breakfast()), expected);
}
