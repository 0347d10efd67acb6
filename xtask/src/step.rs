//! The output of a command's steps: their names and durations.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Runs one step; prints its title before and its duration after.
///
/// # Errors
/// Those of the work, with the title in front.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("• {title}");
    let started = Instant::now();
    let result = work().with_context(|| format!("{title}: failed"))?;
    println!("  {title}: {}", seconds(started.elapsed()));
    Ok(result)
}

/// Says that a step's result is up to date.
pub fn skip(title: &str) {
    println!("• {title}: up to date");
}

/// A duration for people: tenths of a second up to a minute, then minutes and seconds.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 { format!("{:.1} s", duration.as_secs_f64()) } else { format!("{} min {} s", whole / 60, whole % 60) }
}

#[cfg(test)]
mod tests {
    use super::seconds;
    use std::time::Duration;

    #[test]
    fn says_a_duration_in_the_unit_that_reads_best() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(61)), "1 min 1 s");
        assert_eq!(seconds(Duration::from_secs(3_600)), "60 min 0 s");
    }
}
