//! SQL of the health check.

crate::statements! {
    /// The cheapest query.
    SELECT_ANSWER = "SELECT 1 AS answer";
}
