//! SQL of the health check.

crate::statements! {
    /// The smallest thing that a database can be asked.
    SELECT_ANSWER = "SELECT 1 AS answer";
}
