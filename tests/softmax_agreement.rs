//! The committed table is what a native build computes; tests/web_softmax.rs holds WebAssembly to the same table.
#![cfg(not(target_arch = "wasm32"))]

#[path = "softmax_agreement/table.rs"]
mod table;

use attention_playground::kernel;

#[test]
fn the_rows_are_the_native_softmax() {
    let committed = table::committed();
    let fresh = table::make::table();
    for (row, made) in committed.rows.iter().zip(&fresh.rows) {
        assert_eq!((&row.name, row.logits()), (&made.name, made.logits()));
        let mut weights = vec![0.5; row.logits().len()];
        kernel::scalar::softmax_row(&row.logits(), &mut weights);
        // One ulp for the exponential of another platform's mathematical library.
        assert!(row.distance(&weights) <= 1, "{}", row.name);
        kernel::softmax_row(&row.logits(), &mut weights);
        assert!(row.distance(&weights) <= 1, "{}", row.name);
    }
    assert_eq!(committed.rows.len(), fresh.rows.len());
}

#[test]
fn the_products_are_the_native_scores() {
    let committed = table::committed();
    for product in &committed.products {
        let distance = product.distance(&(product.q() * product.k().transpose()));
        assert!(distance <= 1.0, "{} x {}: {distance}", product.n, product.d);
    }
    assert!(!committed.products.is_empty());
}

/// A comparison that cannot fail would hold nothing.
#[test]
fn the_distances_see_a_difference() {
    let committed = table::committed();
    let mut weights = vec![0.0; 10];
    weights.fill(f32::from_bits(0.1f32.to_bits() + 5));
    let equal = committed.rows.iter().find(|row| row.name == "equal");
    assert!(equal.is_some_and(|row| row.distance(&weights) == 5));
    let product = &committed.products[2];
    let scores = product.q() * product.k().transpose();
    assert!(product.distance(&scores.add_scalar(0.01)) > 1.0);
}

#[test]
#[ignore = "writes tests/softmax_agreement/table.json anew"]
fn write_the_table() -> std::io::Result<()> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/softmax_agreement/table.json"
    );
    let text = serde_json::to_string(&table::make::table()).map_err(std::io::Error::other)?;
    std::fs::write(path, text + "\n")
}
