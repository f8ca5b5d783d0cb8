//! The page: Yew components that draw slices of state and trace.
